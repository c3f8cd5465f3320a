from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from organization.audit import client_address
from organization.clock import today
from organization.models import Committee
from organization.moments import INVALID_DAY
from reports.setup.committee_end import end_committee, expected_ending, possible_successors


class CommitteeEndForm(forms.Form):
    required_css_class = "required"

    successor = forms.ModelChoiceField(
        queryset=Committee.objects.none(),
        label="并入",
        empty_label="请选择团委",
        help_text="同一层级的团委；接手未办结的个案和账号。",
    )
    on = forms.DateField(
        label="撤并日期", error_messages=INVALID_DAY, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    is_confirmed = forms.BooleanField(label="我已核对，确认撤并")

    def __init__(self, *args, committee, account, **kwargs):
        super().__init__(*args, initial={"on": today()}, **kwargs)
        self.fields["successor"].queryset = possible_successors(committee).visible_to(account)

    def clean_on(self):
        day = self.cleaned_data["on"]
        if day.year < 2000 or day > today():
            raise ValidationError("日期不能晚于今天，年份不早于 2000。")
        return day


@require_http_methods(["GET", "HEAD", "POST"])
def committee_end(request, pk):
    committee = get_object_or_404(Committee.objects.visible_to(request.user), pk=pk)
    if not request.user.has_perm("organization.change_committee"):
        raise PermissionDenied
    form = CommitteeEndForm(request.POST or None, committee=committee, account=request.user)
    back = reverse("admin:organization_committee_change", args=[committee.pk])
    if form.is_valid():
        try:
            ending = end_committee(
                committee=committee,
                successor=form.cleaned_data["successor"],
                on=form.cleaned_data["on"],
                by=request.user,
                address=client_address(request),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"{committee}已撤并。已移交：{ending}（已暂停）。")
            return HttpResponseRedirect(back)
    context = admin.site.each_context(request) | {
        "title": f"撤并{committee}",
        "committee": committee,
        "ending": expected_ending(committee),
        "form": form,
        "back": back,
    }
    return TemplateResponse(request, "reports/committee_end.html", context)
