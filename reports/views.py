import re

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from activities.choices import Kind
from activities.models import PROXIES, ZeroReport
from organization.audit import append_audit_event
from organization.campaign_choice import act_on_posted_campaign, viewed_campaign
from organization.choices import Act
from organization.models import Campaign
from reports.annex2.columns import COLUMNS, GROUPS, NAME_HEADING, TEXT_TOTAL, TOTAL_NAME
from reports.annex2.entries import live_entries
from reports.annex2.table import build_table
from reports.annex2.workbook import workbook_bytes
from reports.desk import desk_context
from reports.models import Package

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

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
    shown = live_entries(table.campaign, kind, committee_ids, account=request.user, page_number=request.GET.get("page"))
    context = (
        admin.site.each_context(request)
        | shown
        | {
            "title": f"{name} · {Kind(kind).label}：数字的来源",
            "table": table,
            "row": request.GET["row"],
            "kind": kind,
        }
    )
    return TemplateResponse(request, "reports/annex2_entries.html", context)


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
    own = {"campaign": viewed_campaign(request), "committee": request.user.committee, "kind": kind}
    back = back_from_zero(request)
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


def back_from_zero(request):
    """To the page that had the button: the desk, 本级已填完, or the committee's own package."""
    came_from = request.POST.get("next")
    if came_from == "package":
        packages = Package.objects.in_campaign(viewed_campaign(request))
        if package := packages.filter(committee=request.user.committee).first():
            return redirect(f"{reverse('package', args=[package.pk])}#figures")
    return redirect("completion" if came_from == "completion" else "admin:index")
