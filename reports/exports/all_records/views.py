"""Asks for the purpose, displays the expected size, and streams the file."""

from functools import partial
from math import ceil

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from organization.attachments import streamed_attachment
from organization.audit import append_audit_event
from organization.campaign_choice import act_on_posted_campaign, viewed_campaign
from organization.choices import Act
from organization.clock import today
from organization.forms import ExportPurposeForm
from reports.exports.all_records.dictionary import dictionary_sheet
from reports.exports.all_records.sending import Sending
from reports.exports.all_records.sources import RETURNEES, Selection, sources_of
from xlsx_stream.workbook import stream_workbook


@require_http_methods(["GET", "HEAD", "POST"])
def full_export(request, what):
    """All that a list shows, as one file. `what` is the key of a source, and the query is that of its list."""
    act_on_posted_campaign(request)
    sources = sources_of(viewed_campaign(request))
    source = sources.get(what)
    if source is None or request.user.committee is None:
        raise Http404
    if not request.user.has_perm(source.permission):
        raise PermissionDenied
    try:
        selection = Selection(request, source)
    except IncorrectLookupParameters:
        messages.error(request, "筛选条件无法识别，没有导出。")
        return HttpResponseRedirect(source.list_address)
    form = ExportPurposeForm(request.POST or None, initial={"campaign": selection.campaign.key})
    # What is sent is counted at that moment: the number goes on record.
    row_count, as_of = (selection.count(), None) if request.method == "POST" else selection.count_for_page()
    if row_count and form.is_valid():
        return download(request, selection, row_count, form.cleaned_data["purpose"])
    return show(request, selection, form, (row_count, as_of), sources)


def download(request, selection, row_count, purpose):
    """The purpose is recorded before the first byte, the number of rows after the last."""
    source, campaign = selection.source, selection.campaign
    export = source.export(campaign, request.user)
    record_beginning(request, selection, row_count, purpose)
    sending = Sending(
        selection.batches(export),
        write=partial(
            stream_workbook,
            source.name,
            [column.column for column in export.columns],
            further=[dictionary_sheet(export.columns)],
        ),
        end=partial(record_end, request, source, campaign),
    )
    name = f"{source.name}_{campaign.key}_{request.user.committee.place_name}_{today():%Y%m%d}.xlsx"
    return streamed_attachment(sending, name)


def record_beginning(request, selection, row_count, purpose):
    filters = [*selection.filters, *(["有查找"] if selection.search else [])]
    narrowed = f"；筛选：{'，'.join(filters)}" if filters else ""
    detail = f"{selection.source.name}，用途：{purpose}；开始时 {row_count} 行{narrowed}"
    append_audit_event(request, Act.FULL_EXPORT, selection.campaign, detail=detail)


def record_end(request, source, campaign, row_count, is_whole):
    result = f"{row_count} 行，完整送出" if is_whole else f"中断，最多送出 {row_count} 行"
    append_audit_event(request, Act.FULL_EXPORT_END, campaign, detail=f"{source.name}：{result}")


def show(request, selection, form, counted, sources):
    (row_count, as_of), source, query = counted, selection.source, request.GET.urlencode()
    context = admin.site.each_context(request) | {
        "title": f"导出 Excel：{source.name}",
        "source": source,
        "is_personal": source.key == RETURNEES,
        "form": form,
        "campaign": selection.campaign,
        "row_count": row_count,
        "as_of": as_of,
        "duration": describe_duration(row_count / source.rows_per_second),
        "filters": selection.filters,
        "search": selection.search,
        "is_search_expired": selection.is_search_expired,
        "tabs": tabs(source, sources, query),
        "list_address": f"{source.list_address}?{query}" if query else source.list_address,
    }
    return TemplateResponse(request, "reports/full_export.html", context)


def describe_duration(seconds: float) -> str:
    if seconds < 10:
        return "几秒钟"
    return "不到 1 分钟" if seconds < 60 else f"约 {ceil(seconds / 60)} 分钟"


def tabs(shown, sources, query) -> list[tuple[str, str, bool]]:
    """All kinds together and each by itself, filtered alike: name, address, whether it is the one shown."""
    if not shown.kinds:
        return []
    return [
        (source.name, f"{reverse('full_export', args=[source.key])}?{query}", source is shown)
        for source in sources.values()
        if source.kinds
    ]
