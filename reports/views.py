import re

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from activities.choices import Kind
from activities.models import PROXIES, Activity, ZeroReport
from organization.audit import append_audit_event
from organization.campaign_choice import act_on_posted_campaign, viewed_campaign
from organization.choices import Act
from organization.models import Campaign
from reports.annex2.columns import COLUMNS, GROUPS, NAME_HEADING, TEXT_TOTAL, TOTAL_NAME
from reports.annex2.table import build_table
from reports.annex2.workbook import workbook_bytes
from reports.desk import desk_context

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENTRIES_PER_PAGE = 100

may_see_annex2 = permission_required("reports.view_package", raise_exception=True)


def desk(request):
    """The index of the staff pages: what is at hand for this account."""
    return admin.site.index(request, desk_context(request.user, viewed_campaign(request)))


def table_for(request):
    """Annex 2 as the account may see it, of the campaign that the address names or the one looked at."""
    campaign = viewed_campaign(request)
    if year := request.GET.get("campaign"):
        campaign = get_object_or_404(Campaign, year=int(year) if re.fullmatch("[0-9]{4}", year) else None)
    if request.user.committee is None:
        raise Http404
    return build_table(campaign, request.user.committee)


@require_safe
@may_see_annex2
def annex2(request):
    table = table_for(request)
    context = admin.site.each_context(request) | {
        "title": "附件2 汇总表",
        "table": table,
        "groups": GROUPS,
        "columns": COLUMNS,
        "name_heading": NAME_HEADING,
        "lines": page_lines(table),
    }
    return TemplateResponse(request, "reports/annex2.html", context)


def page_lines(table):
    """The rows of the page: a name, the key that the links carry, and the cells in the order of the columns."""
    lines = [(row.name, row_key(row), [(column, row.figures[column.key]) for column in COLUMNS]) for row in table.rows]
    if table.has_total:
        totals = table.totals | {"letter_channels": TEXT_TOTAL}
        lines.append((TOTAL_NAME, "total", [(column, totals[column.key]) for column in COLUMNS]))
    return lines


def row_key(row):
    return str(row.package.pk) if row.package else "own"


@require_safe
@may_see_annex2
@transaction.atomic
def annex2_workbook(request):
    table = table_for(request)
    name = f"附件2_{table.committee.place_name}_{table.campaign.annex2_title}.xlsx"
    append_audit_event(request, Act.ANNEX2_DOWNLOAD, table.campaign)
    response = HttpResponse(workbook_bytes(table), content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
@may_see_annex2
def annex2_entries(request):
    """The entries behind one number of the table, with the same sum at the foot."""
    table = table_for(request)
    name, committee_ids = entries_row(table, request.GET.get("row"))
    kind = request.GET.get("kind")
    if kind not in Kind.values:
        raise Http404
    entries = (
        Activity.objects.in_campaign(table.campaign)
        .of_kind(kind)
        .held()
        .filter(committee__in=committee_ids)
        .select_related("committee", "campaign")
    )
    columns = [column for column in COLUMNS if column.kind == kind]
    numbers = [column for column in columns if not column.is_text]
    sums = entries.order_by().aggregate(**{column.key: Sum(column.source) for column in numbers})
    page = Paginator(entries, ENTRIES_PER_PAGE).get_page(request.GET.get("page"))
    context = admin.site.each_context(request) | {
        "title": f"{name} · {Kind(kind).label}：数字的来源",
        "table": table,
        "row": request.GET["row"],
        "kind": kind,
        "columns": columns,
        "page": page,
        "lines": list(entry_lines(page, columns, request.user)),
        "sums": ["" if column.is_text else sums[column.key] for column in columns],
        "zero_reports": list(zero_report_lines(table.campaign, kind, committee_ids, request.user)),
    }
    return TemplateResponse(request, "reports/annex2_entries.html", context)


def entry_lines(page, columns, account):
    """Each entry, its address where the account may open it, its figures.

    What another committee adds to the account's row (扎赉诺尔区 to 满洲里's) is named, and no more than that.
    """
    shown = [entry.pk for entry in page]
    visible = set(Activity.objects.visible_to(account).filter(pk__in=shown).values_list("pk", flat=True))
    for entry in page:
        address = reverse(f"admin:activities_{entry.kind}_change", args=[entry.pk]) if entry.pk in visible else None
        yield entry, address, [entry_figure(entry, column) for column in columns]


def zero_report_lines(campaign, kind, committee_ids, account):
    """Each zero report, and by whom where the account may know that."""
    reports = ZeroReport.objects.in_campaign(campaign).of_kind(kind).filter(committee__in=committee_ids)
    visible = set(reports.visible_to(account).values_list("pk", flat=True))
    for report in reports.select_related("committee", "reported_by"):
        yield report, report.reported_by if report.pk in visible else None


def entry_figure(entry, column):
    if column.is_text:
        names = "、".join(channel.label for channel in entry.channels)
        return f"{names}（{entry.letter_channel_other}）" if entry.letter_channel_other else names
    return getattr(entry, column.source)


def entries_row(table, key):
    """The name of a row and the committees that count in it; a row that this account has not is a 404."""
    if key == "total" and table.has_total:
        return TOTAL_NAME, frozenset().union(*(row.committee_ids for row in table.rows))
    if key == "outside":
        return table.outside.name, table.outside.committee_ids
    for row in table.rows:
        if key == row_key(row):
            return row.name, row.committee_ids
    raise Http404


@require_POST
@permission_required("activities.add_zeroreport", raise_exception=True)
def say_zero(request, kind):
    """零报告 of the account's own committee, in one click; a second click takes it back."""
    if kind not in PROXIES or request.user.committee is None:
        raise Http404
    act_on_posted_campaign(request)
    back = redirect("completion" if request.POST.get("next") == "completion" else "admin:index")
    own = {"campaign": viewed_campaign(request), "committee": request.user.committee, "kind": kind}
    if "withdraw" in request.POST:
        ZeroReport.objects.take_back(**own)
        messages.success(request, f"已撤销{Kind(kind).label}的零报告。")
        return back
    try:
        ZeroReport.objects.say(**own, by=request.user)
        messages.success(request, f"已报{Kind(kind).label}零报告：本单位这一项为 0。")
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return back
