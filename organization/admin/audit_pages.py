"""What an auditor does with the trail besides reading it: verify it, and take it along."""

from functools import partial

from django import forms
from django.db import transaction
from django.template.response import TemplateResponse
from django.utils import timezone

from organization.attachments import streamed_attachment
from organization.audit import append_audit_event
from organization.choices import Act, Result
from organization.clock import today
from organization.forms import ExportPurposeForm
from organization.id_numbers import PlainLineField
from organization.staff_site.audit_subjects import find_subjects
from organization.trail.kept_seals import parse_kept_seals
from organization.trail.state import find_trail_state
from organization.trail.verification import verify_trail
from xlsx_stream.workbook import Cells, SheetColumn, stream_workbook

ROWS_AT_A_TIME = 1_000
COLUMNS = [
    SheetColumn("序号", 10, Cells.NUMBER),
    SheetColumn("时间（北京时间）", 20, Cells.MOMENT),
    SheetColumn("账号", 18),
    SheetColumn("账号编号", 10, Cells.NUMBER),
    SheetColumn("团委", 24),
    SheetColumn("操作", 20),
    SheetColumn("结果", 8),
    SheetColumn("对象", 30, Cells.TEXT),
    SheetColumn("说明", 50, Cells.TEXT),
    SheetColumn("来源地址", 18),
    SheetColumn("摘要", 66, Cells.TEXT),
]


class KeptSealForm(forms.Form):
    required_css_class = "required"

    seal = PlainLineField(
        label="留存在外的封条",
        required=False,
        max_length=200,
        help_text="以前抄下或打印的一行。填了它，末尾连同封条一起被截去也看得出来；不填，就只核对系统里的记录和封条。",
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
    )

    def clean_seal(self):
        text = self.cleaned_data["seal"]
        kept = parse_kept_seals(text)
        if text and not kept:
            raise forms.ValidationError("这不是封条。封条形如 12-5321-9f3a-…，共十组，请照抄。")
        return kept


def verify_page(request, context):
    form = KeptSealForm(request.POST if request.method == "POST" else None)
    check = verify_and_record(request, form.cleaned_data["seal"]) if form.is_valid() else None
    context |= {"title": "核对审计记录", "form": form, "check": check, "trail": find_trail_state()}
    return TemplateResponse(request, "organization/verify_audit.html", context)


def verify_and_record(request, kept):
    check = verify_trail(kept)
    found = "完整" if check.is_whole else f"不完整，{len(check.findings)} 处"
    result = Result.DONE if check.is_whole else Result.REFUSED
    append_audit_event(request, Act.AUDIT_VERIFY, None, detail=f"{found}，共 {check.event_count} 条", result=result)
    return check


class AuditPurposeForm(ExportPurposeForm):
    campaign = None


def export_page(request, events, chosen, context):
    form = AuditPurposeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return download(request, events, chosen, form.cleaned_data["purpose"])
    context |= {"title": "导出审计记录", "form": form, "chosen": chosen, "event_count": events.count()}
    return TemplateResponse(request, "organization/export_audit.html", context)


@transaction.atomic
def download(request, events, chosen, purpose):
    last = events.order_by("-sequence").values_list("sequence", flat=True).first()
    narrowed = f"；筛选：{'，'.join(chosen)}" if chosen else ""
    append_audit_event(request, Act.AUDIT_EXPORT, None, detail=f"用途：{purpose}；{events.count()} 条{narrowed}")
    # Not its own event, nor what comes while it is sent.
    events = events.filter(sequence__lte=-1 if last is None else last)
    batches = iterate_rows(events, request.user)
    return streamed_attachment(
        partial(stream_workbook, "审计记录", COLUMNS)(batches), f"审计记录_{today():%Y%m%d}.xlsx"
    )


def iterate_rows(events, reader):
    """Batch by batch, from the first event on."""
    last = -1
    while True:
        batch = list(
            events.filter(sequence__gt=last).order_by("sequence").select_related("actor", "committee")[:ROWS_AT_A_TIME]
        )
        if not batch:
            return
        subjects = find_subjects(batch, reader)
        yield [row_of(event, subjects[event.pk].label) for event in batch]
        last = batch[-1].sequence


def row_of(event, subject: str) -> tuple:
    return (
        event.sequence,
        timezone.localtime(event.at).replace(tzinfo=None),
        event.actor.username if event.actor else None,
        event.actor_id,
        str(event.committee) if event.committee else None,
        event.get_act_display(),
        event.get_result_display(),
        subject or None,
        event.detail or None,
        event.address,
        event.digest,
    )
