"""Annex 2 as a page and as a file, from any of its three sources; every number leads to the entries behind it."""

from dataclasses import dataclass

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.http import Http404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from activities.models import ActivityKind
from organization.attachments import attachment
from organization.audit import append_audit_event
from organization.campaign_choice import act_on_found_campaign, find_campaign, viewed_campaign
from organization.choices import Act, Level
from reports.annex2.entries import frozen_entries, live_entries
from reports.annex2.layout import TOTAL_NAME, TableColumn
from reports.annex2.sources import build_table_from, counted_submissions
from reports.annex2.table import RowGroup, Table, TableLine
from reports.annex2.workbook import print_out_of, workbook_bytes
from reports.choices import NO_RECORD, Source
from reports.models import Package

TOTAL_KEY = "total"

can_see_annex2 = permission_required("reports.view_package", raise_exception=True)


def campaign_and_source(request):
    if key := request.GET.get("campaign"):
        act_on_found_campaign(request, find_campaign(key))
    campaign = viewed_campaign(request)
    source = request.GET.get("source", Source.LIVE)
    if request.user.committee is None or source not in Source.values:
        raise Http404
    return campaign, Source(source)


def table_for(request):
    """Annex 2 as the account may see it; only committees with a row of their own have frozen sources."""
    campaign, source = campaign_and_source(request)
    committee = request.user.committee
    if source != Source.LIVE and not sends_up(campaign, committee):
        raise Http404
    return build_table_from(source, campaign, committee)


def sends_up(campaign, committee):
    return committee.level == Level.REGION or Package.objects.filter(campaign=campaign, committee=committee).exists()


@require_safe
@can_see_annex2
def annex2(request):
    table = table_for(request)
    context = admin.site.each_context(request) | {
        "title": "附件2 汇总表",
        "table": table,
        "sources": list(Source) if sends_up(table.campaign, table.committee) else [],
        "heading_rows": table.layout.heading_rows,
        "lines": page_lines(table),
        "outside_kinds": outside_kinds(table),
        "print_out": print_out_of(table),
    }
    return TemplateResponse(request, "reports/annex2.html", context)


@dataclass(frozen=True)
class PageCell:
    column: TableColumn
    value: int | str | None
    # Whether there are entries or zero reports behind it.
    has_source: bool


@dataclass(frozen=True)
class PageLine:
    name: str
    # What its links carry.
    key: str
    cells: list[PageCell]
    # None for the total.
    group: RowGroup | None

    @property
    def mark(self) -> str:
        """退回修改中 or 撤回修改中, where the numbers are those of the last sending up."""
        return self.group.word if self.group and self.group.remark else ""

    @property
    def blank(self) -> str:
        """What an empty cell of it means, for who does not see that it is empty."""
        return self.group.word if self.group and not self.group.is_counted else NO_RECORD

    @property
    def is_total(self) -> bool:
        return self.key == TOTAL_KEY


def page_lines(table: Table) -> list[PageLine]:
    return [
        PageLine(
            line.name,
            row_key(line.row) if line.row else TOTAL_KEY,
            [_page_cell(line, column) for column in table.layout.columns],
            table.group_of(line.row) if line.row else None,
        )
        for line in table.lines
    ]


def _page_cell(line: TableLine, column: TableColumn) -> PageCell:
    value = line.value(column)
    if not column.is_counted or (line.row is None and (column.is_text or value is None)):
        return PageCell(column, value, has_source=False)
    return PageCell(column, value, has_source=line.row is None or line.row.has_kind(column.kind))


def outside_kinds(table):
    """The kinds to look for entries that count in no row; none where there are none at all."""
    if not table.outside.has_entries:
        return []
    kinds = ActivityKind.objects.in_campaign(table.campaign)
    return [kind for kind in kinds if kind.is_active or table.outside.has_kind(kind.key)]


def row_key(row):
    return str(row.package.pk) if row.package else "own"


@require_safe
@can_see_annex2
@transaction.atomic
def annex2_workbook(request):
    table = table_for(request)
    source = "" if table.source == Source.LIVE else f"_{table.source.label}"
    name = f"附件2_{table.committee.place_name}_{table.campaign.annex2_title}{source}.xlsx"
    append_audit_event(request, Act.ANNEX2_DOWNLOAD, table.campaign, detail=table.source.label)
    return attachment(workbook_bytes(table), name)


@require_safe
@can_see_annex2
def annex2_entries(request):
    table = table_for(request)
    name, rows = rows_behind(table, request.GET.get("row"))
    kind = kind_or_404(table.campaign, request.GET.get("kind"))
    asked = {"account": request.user, "page_number": request.GET.get("page")}
    if table.source == Source.LIVE:
        committee_ids = frozenset().union(*(row.committee_ids for row in rows))
        shown = live_entries(kind, table.layout, committee_ids, **asked)
    else:
        counted = counted_submissions(table.campaign, table.committee, table.source)
        submissions = list(counted.filter(package__in=[row.package for row in rows]))
        shown = frozen_entries(kind, table.layout, submissions, **asked)
    context = admin.site.each_context(request) | shown
    context |= {
        "title": f"{name} · {kind.label}：数字的来源",
        "table": table,
        "row": request.GET["row"],
        "kind": kind.key,
    }
    return TemplateResponse(request, "reports/annex2_entries.html", context)


def kind_or_404(campaign, key):
    """A kind of the campaign, with what it asks."""
    kinds = ActivityKind.objects.in_campaign(campaign).select_related("campaign").with_questions()
    for kind in kinds:
        if kind.key == key:
            return kind
    raise Http404


def rows_behind(table, key):
    """The name of a row and the rows that it sums up; 404 for a row that the account does not have."""
    if key == TOTAL_KEY and table.has_total:
        return TOTAL_NAME, table.rows
    if key == "outside" and table.source == Source.LIVE:
        return table.outside.name, [table.outside]
    for row in table.rows:
        if key == row_key(row):
            return row.name, [row]
    raise Http404
