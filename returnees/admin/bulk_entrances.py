"""The page that makes the entrances of many committees in one go."""

from itertools import groupby

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from organization.campaign_choice import viewed_campaign
from organization.choices import Level
from organization.models import Committee
from returnees.choices import EntranceChannel
from returnees.models import Entrance

PRESELECTED_LEVELS = (Level.LEAGUE_CITY, Level.COUNTY)
LEVELS_BY_PARENT = (Level.COUNTY, Level.TOWNSHIP)
"""Levels of which there are so many that they are shown under their parents' names."""


class BulkEntranceForm(forms.Form):
    channels = forms.MultipleChoiceField(
        label="入口渠道",
        choices=[choice for choice in EntranceChannel.choices if choice[0] != EntranceChannel.HOMEPAGE],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选一个渠道。"},
    )
    committees = forms.MultipleChoiceField(
        label="团委",
        error_messages={"required": "请至少选一个团委。", "invalid_choice": "所选的团委中有不属于本单位和下级的。"},
    )

    def __init__(self, *args, account, **kwargs):
        super().__init__(*args, **kwargs)
        self.own_subtree = list(Committee.objects.visible_to(account).select_related("parent"))
        self.fields["committees"].choices = [(committee.pk, committee) for committee in self.own_subtree]
        preselected = [committee for committee in self.own_subtree if committee.level in PRESELECTED_LEVELS]
        self.initial["committees"] = [committee.pk for committee in preselected or self.own_subtree]

    def clean_committees(self):
        chosen = set(self.cleaned_data["committees"])
        return [committee for committee in self.own_subtree if str(committee.pk) in chosen]

    def levels(self):
        """For the page: each level with its groups, each group with its title and its committees, ticked or not."""
        ticked = {str(pk) for pk in self["committees"].value() or []}
        by_level = sorted(self.own_subtree, key=lambda committee: Level.values.index(committee.level))
        for level, committees in groupby(by_level, key=lambda committee: Level(committee.level)):
            lines = [(committee, str(committee.pk) in ticked) for committee in committees]
            yield level.label, len(lines), self.groups(level, lines)

    @staticmethod
    def groups(level, lines):
        if level not in LEVELS_BY_PARENT:
            return [("", lines)]
        return [(parent.place_name, list(group)) for parent, group in groupby(lines, key=lambda line: line[0].parent)]


def make_entrances(request, context):
    form = BulkEntranceForm(request.POST or None, account=request.user)
    if form.is_valid():
        made, present = make(viewed_campaign(request), **form.cleaned_data)
        already = f"，已有的 {present} 个保持不变" if present else ""
        messages.success(request, f"新建了 {made} 个二维码入口{already}。")
        return HttpResponseRedirect(reverse("admin:returnees_entrance_changelist"))
    context |= {"title": "批量生成二维码", "form": form}
    return TemplateResponse(request, "returnees/bulk_entrances.html", context)


def make(campaign, *, channels, committees):
    """How many entrances were made, and how many were there already."""
    made = Entrance.objects.make_missing(campaign=campaign, committees=committees, channels=channels)
    return made, len(channels) * len(committees) - made
