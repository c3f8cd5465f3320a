"""Annex 2 as a page and as a file, from any of its three sources; every number leads to the entries behind it."""

import re

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from activities.choices import Kind
from organization.attachments import attachment
from organization.audit import append_audit_event
from organization.campaign_choice import viewed_campaign
from organization.choices import Act, Level
from organization.models import Campaign
from reports.annex2.columns import COLUMNS, GROUPS, NAME_HEADING, TEXT_TOTAL, TOTAL_NAME
from reports.annex2.entries import frozen_entries, live_entries
from reports.annex2.sources import build_table_from, counted_submissions
from reports.annex2.workbook import workbook_bytes
from reports.choices import Source
from reports.models import Package

may_see_annex2 = permission_required("reports.view_package", raise_exception=True)


def campaign_and_source(request):
    """The campaign that the address names or the one looked at, and the source that it names or the live one."""
    campaign = viewed_campaign(request)
    if year := request.GET.get("campaign"):
        campaign = get_object_or_404(Campaign, year=int(year) if re.fullmatch("[0-9]{4}", year) else None)
    source = request.GET.get("source", Source.LIVE)
    if request.user.committee is None or source not in Source.values:
        raise Http404
    return campaign, Source(source)


def table_for(request):
    """Annex 2 as the account may see it; only who has a row of its own sends one up."""
    campaign, source = campaign_and_source(request)
    committee = request.user.committee
    if source != Source.LIVE and not sends_up(campaign, committee):
        raise Http404
    return build_table_from(source, campaign, committee)


def sends_up(campaign, committee):
    """Whether anything that went up stands in the committee's table: the region's, or a row of its own."""
    return committee.level == Level.REGION or Package.objects.filter(campaign=campaign, committee=committee).exists()


@require_safe
@may_see_annex2
def annex2(request):
    table = table_for(request)
    context = admin.site.each_context(request) | {
        "title": "附件2 汇总表",
        "table": table,
        "sources": list(Source) if sends_up(table.campaign, table.committee) else [],
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
    source = "" if table.source == Source.LIVE else f"_{table.source.label}"
    name = f"附件2_{table.committee.place_name}_{table.campaign.annex2_title}{source}.xlsx"
    append_audit_event(request, Act.ANNEX2_DOWNLOAD, table.campaign, detail=table.source.label)
    return attachment(workbook_bytes(table), name)


@require_safe
@may_see_annex2
def annex2_entries(request):
    """The entries behind one number of the table, with the same sum at the foot."""
    table = table_for(request)
    name, rows = rows_behind(table, request.GET.get("row"))
    kind = request.GET.get("kind")
    if kind not in Kind.values:
        raise Http404
    asked = {"account": request.user, "page_number": request.GET.get("page")}
    if table.source == Source.LIVE:
        committee_ids = frozenset().union(*(row.committee_ids for row in rows))
        shown = live_entries(table.campaign, kind, committee_ids, **asked)
    else:
        counted = counted_submissions(table.campaign, table.committee, table.source)
        submissions = list(counted.filter(package__in=[row.package for row in rows]))
        shown = frozen_entries(table.campaign, kind, submissions, **asked)
    context = admin.site.each_context(request) | shown
    context |= {
        "title": f"{name} · {Kind(kind).label}：数字的来源",
        "table": table,
        "row": request.GET["row"],
        "kind": kind,
    }
    return TemplateResponse(request, "reports/annex2_entries.html", context)


def rows_behind(table, key):
    """The name of a row and the rows that it is the sum of; a row that this account has not is a 404."""
    if key == "total" and table.has_total:
        return TOTAL_NAME, table.rows
    if key == "outside" and table.source == Source.LIVE:
        return table.outside.name, [table.outside]
    for row in table.rows:
        if key == row_key(row):
            return row.name, [row]
    raise Http404
