"""The page that makes the entrances of many committees in one go."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from organization.audit import append_audit_event
from organization.campaign_choice import act_on_posted_campaign, viewed_campaign
from organization.choices import Act, Level
from organization.committee_checkboxes import CommitteeCheckboxesForm
from organization.models import Committee
from returnees.choices import EntranceChannel
from returnees.models import Entrance

PRESELECTED_LEVELS = (Level.LEAGUE_CITY, Level.COUNTY)


class BulkEntranceForm(CommitteeCheckboxesForm):
    channels = forms.MultipleChoiceField(
        label="入口渠道",
        choices=[choice for choice in EntranceChannel.choices if choice[0] != EntranceChannel.HOMEPAGE],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选一个渠道。"},
    )

    def __init__(self, *args, account, **kwargs):
        own_subtree = list(Committee.objects.visible_to(account).standing().select_related("parent"))
        preselected = [committee for committee in own_subtree if committee.level in PRESELECTED_LEVELS]
        super().__init__(*args, offered=own_subtree, preselected=preselected or own_subtree, **kwargs)


def make_entrances(request, context):
    form = BulkEntranceForm(request.POST or None, account=request.user)
    if form.is_valid():
        act_on_posted_campaign(request)
        made, present = make(request, viewed_campaign(request), **form.cleaned_data)
        already = f"，已有的 {present} 个保持不变" if present else ""
        messages.success(request, f"新建了 {made} 个二维码入口{already}。")
        return HttpResponseRedirect(reverse("admin:returnees_entrance_changelist"))
    context |= {"title": "批量生成二维码", "form": form}
    return TemplateResponse(request, "returnees/bulk_entrances.html", context)


@transaction.atomic
def make(request, campaign, *, channels, committees):
    made = Entrance.objects.make_missing(campaign=campaign, committees=committees, channels=channels)
    if made:
        append_audit_event(request, Act.ENTRANCE_ADD, campaign, detail=f"批量新建 {made} 个")
    return made, len(channels) * len(committees) - made
