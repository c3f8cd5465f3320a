"""受影响人员名单: asks what has happened and where, says how many, and streams the list."""

from functools import partial

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from organization.attachments import streamed_attachment
from organization.audit import append_audit_event
from organization.campaign_choice import act_on_posted_campaign, viewed_campaign
from organization.choices import Act, Level
from organization.clock import today
from organization.forms import ExportPurposeForm
from organization.id_numbers import PlainLineField
from organization.models import Committee
from organization.models.audit import is_of_region
from reports.exports.affected.rows import COLUMNS, count_affected, row_batches
from reports.exports.all_records.sending import Sending
from xlsx_stream.workbook import stream_workbook


class PlaceChoice(forms.ModelChoiceField):
    def label_from_instance(self, committee):
        return "　" * committee.depth + committee.short_name


class AffectedForm(ExportPurposeForm):
    place = PlaceChoice(
        Committee.objects.none(),
        label="哪个地方",
        empty_label=None,
        error_messages={"required": "请选择地方。", "invalid_choice": "请从列表中选择地方。"},
    )
    incident = PlainLineField(
        label="发生了什么",
        max_length=100,
        help_text="如：某旗工作人员的电脑丢失。会记入审计记录，请勿填写姓名、手机号等个人信息。",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        error_messages={"required": "请写明发生了什么。"},
    )

    field_order = ("campaign", "place", "incident", "purpose")

    def __init__(self, data=None, *, account, campaign):
        super().__init__(data, initial={"campaign": campaign.key, "place": account.committee_id})
        levels = [Level.REGION, Level.LEAGUE_CITY, Level.COUNTY]
        self.fields["place"].queryset = Committee.objects.visible_to(account).filter(level__in=levels)


@require_http_methods(["GET", "HEAD", "POST"])
def affected_export(request):
    if not (is_of_region(request.user) and request.user.has_perm("returnees.export_returnee")):
        raise PermissionDenied
    act_on_posted_campaign(request)
    campaign = viewed_campaign(request)
    form = AffectedForm(request.POST or None, account=request.user, campaign=campaign)
    if form.is_valid():
        return download(request, campaign, form)
    context = admin.site.each_context(request) | {
        "title": "导出受影响人员名单",
        "campaign": campaign,
        "form": form,
        "row_count": count_affected(campaign, request.user, request.user.committee),
    }
    return TemplateResponse(request, "reports/compliance/affected.html", context)


def download(request, campaign, form):
    """What for is recorded before the first byte, how many rows after the last."""
    place = form.cleaned_data["place"]
    incident, purpose = form.cleaned_data["incident"], form.cleaned_data["purpose"]
    count = count_affected(campaign, request.user, place)
    detail = f"{place.short_name}；事件：{incident}；用途：{purpose}；开始时 {count} 人"
    append_audit_event(request, Act.AFFECTED_EXPORT, campaign, detail=detail)
    sending = Sending(
        row_batches(campaign, request.user, place),
        write=partial(stream_workbook, "受影响人员（草稿，须经法务审定）", COLUMNS),
        end=partial(record_end, request, campaign, place),
    )
    return streamed_attachment(sending, f"受影响人员名单_{campaign.key}_{place.place_name}_{today():%Y%m%d}.xlsx")


def record_end(request, campaign, place, row_count, is_whole):
    result = f"{row_count} 人，完整送出" if is_whole else f"中断，最多送出 {row_count} 人"
    append_audit_event(request, Act.AFFECTED_EXPORT_END, campaign, detail=f"{place.short_name}：{result}")
