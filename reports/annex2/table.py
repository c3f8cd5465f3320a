"""Annex 2 as rows of figures, computed from the log. No Excel, no request."""

from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from activities.models import Activity, ZeroReport
from organization.choices import Level
from organization.models import Campaign, Committee
from organization.region import REGION, words
from reports.annex2.layout import OWN_NAME, TEXT_TOTAL, TOTAL_NAME, Layout, TableColumn, layout_of
from reports.annex2.rows import EntryGroup, Figures, Row, log_groups
from reports.choices import HAS_RECORD, NO_RECORD, WITHDRAWN, ColumnContent, PackageState, Source, Standing
from reports.counting.branches import branches
from reports.models import Credit, Package

# After a word: the numbers in the table are not those of now.
AS_LAST_SENT = "数字按上一次报送"

# Who seals a table in the words of a notice.
SEALING = REGION.reporting_committee

# Of the rows that count in the table, and of those that do not.
CONFIRMED, NOT_CONFIRMED = PackageState.ACCEPTED.label, "未确认"


@dataclass(frozen=True)
class RowGroup:
    """The rows of a table that are called by one word, as the notes name them."""

    word: str
    rows: list[Row]
    # Whether the total runs over them.
    is_counted: bool
    # In brackets behind the word.
    remark: str = ""

    @property
    def note(self) -> str:
        remark = f"（{self.remark}）" if self.remark else ""
        return f"{self.word}{remark}：{'、'.join(row.name for row in self.rows)}"


@dataclass(frozen=True)
class TableLine:
    """A printed line of the table: a row, or the total (`row` None)."""

    name: str
    # By key of every counted column; None: not reported, or not known.
    figures: Figures
    number: int | None = None
    row: Row | None = None

    def value(self, column: TableColumn) -> int | str | None:
        """What stands in a column of the table."""
        if column.is_name:
            return self.name
        if column.is_counted:
            return self.figures[column.key]
        return self.number if column.content == ColumnContent.SERIAL else None


@dataclass(frozen=True)
class Table:
    """Annex 2 of one campaign as one account sees it."""

    campaign: Campaign
    committee: Committee
    layout: Layout
    rows: list[Row]
    # What lies below the committee but counts in none of these rows.
    outside: Row
    filled_by_name: str = ""
    filled_by_phone: str = ""
    source: str = Source.LIVE
    # Further notes on the numbers.
    remarks: tuple[str, ...] = ()

    @property
    def is_consolidated(self) -> bool:
        return self.committee.level == Level.REGION

    @property
    def has_total(self) -> bool:
        return self.is_consolidated and self.campaign.has_total_row and bool(self.rows)

    @property
    def seal(self) -> str:
        if self.is_consolidated:
            return self.campaign.region_seal
        seal = self.campaign.committee_seal
        # The notice speaks of those that send it up; any other committee seals its own sheet.
        return seal if self.committee.level == REGION.report_level else seal.replace(SEALING, self.committee.short_name)

    @cached_property
    def totals(self) -> Figures:
        totals: Figures = {}
        for column in self.layout.numbers:
            reported = [row.figures[column.key] for row in self.rows if row.figures[column.key] is not None]
            totals[column.key] = sum(reported) if reported else None
        return totals

    @cached_property
    def lines(self) -> list[TableLine]:
        """The rows, numbered, and the total where there is one."""
        lines = [TableLine(row.name, row.figures, number, row) for number, row in enumerate(self.rows, start=1)]
        if self.has_total:
            texts = {column.key: TEXT_TOTAL for column in self.layout.counted if column.is_text}
            lines.append(TableLine(TOTAL_NAME, self.totals | texts))
        return lines

    @property
    def without_record(self) -> list[str]:
        """无记录: names of the rows that have nothing in this table."""
        return [row.name for row in self.rows if not row.has_entries]

    @cached_property
    def groups(self) -> list[RowGroup]:
        """The rows by what they are called: first the ordinary ones, of which no note has to speak."""
        if self.source == Source.SUBMITTED:
            return self._groups_by_standing()
        words = {Source.LIVE: (HAS_RECORD, NO_RECORD), Source.ACCEPTED: (CONFIRMED, NOT_CONFIRMED)}
        counted, missing = words[Source(self.source)]
        return [
            RowGroup(counted, [row for row in self.rows if row.has_entries], is_counted=True),
            RowGroup(missing, [row for row in self.rows if not row.has_entries], is_counted=False),
        ]

    def _groups_by_standing(self) -> list[RowGroup]:
        rows_of: dict[Standing, list[Row]] = defaultdict(list)
        for row in self.rows:
            rows_of[row.package.standing].append(row)
        not_sent = rows_of[Standing.NOT_SENT]
        withdrawn = [row for row in not_sent if row.has_entries]
        return [
            RowGroup(Standing.SENT.label, rows_of[Standing.SENT], is_counted=True),
            RowGroup(Standing.NOT_SENT.label, [row for row in not_sent if not row.has_entries], is_counted=False),
            RowGroup(Standing.RETURNED.label, rows_of[Standing.RETURNED], is_counted=True, remark=AS_LAST_SENT),
            RowGroup(WITHDRAWN, withdrawn, is_counted=True, remark=f"{Standing.NOT_SENT.label}，{AS_LAST_SENT}"),
        ]

    def group_of(self, row: Row) -> RowGroup:
        return next(group for group in self.groups if any(other is row for other in group.rows))

    @property
    def notes(self) -> list[str]:
        notes = []
        if not self.layout.counted:
            notes.append(f"这张表还没有要计数的列，由{words.region_committee}在“附件2的列”里设置。")
        if not self.rows:
            notes.append(f"表中还没有行，由{words.region_committee}在筹备的“报送单位”里建立。")
        ordinary, *others = self.groups
        notes += [group.note for group in others if group.rows]
        if self.has_total and len(ordinary.rows) < len(self.rows):
            counted = [ordinary, *(group for group in others if group.is_counted and group.rows)]
            scope = "、".join(f"{group.word}的 {len(group.rows)} 个单位" for group in counted)
            notes.append(f"合计范围：{scope}，共 {len(self.rows)} 个单位")
        return [*notes, *self.remarks]


def build_table(campaign: Campaign, committee: Committee, *, layout: Layout | None = None) -> Table:
    """The region's table has a row per package; any other committee's has its own row alone.

    `layout` counts more than the campaign's own.
    """
    table = blank_table(campaign, committee, layout or layout_of(campaign))
    fill([*table.rows, table.outside], campaign, table.layout)
    return table


def blank_table(campaign: Campaign, committee: Committee, layout: Layout) -> Table:
    """Its rows with the committees that count in each, and no figures."""
    subtree = frozenset(Committee.objects.within(committee).values_list("pk", flat=True))
    rows = _package_rows(campaign, committee, layout)
    if not rows and committee.level != Level.REGION:
        # A committee without a row of its own sees its own part of the row that it counts in.
        layout = layout.headed(committee.level)
        rows = [Row(layout, committee.place_name, subtree)]
    credited = frozenset().union(*(row.committee_ids for row in rows))
    return Table(campaign, committee, layout, rows, outside_row(layout, subtree - credited))


def outside_row(layout: Layout, committee_ids: frozenset[int] = frozenset()) -> Row:
    return Row(layout, "不计入本表", committee_ids)


def blank_breakdown(committee: Committee, layout: Layout) -> list[Row]:
    """For the committee's own entries, then for those of each subtree directly below it, without figures."""
    members: dict[Committee, list[int]] = {committee: [committee.pk]}
    # In the order of the tree: a subtree's committees follow the one that it hangs from.
    for other in Committee.objects.within(committee).exclude(pk=committee.pk):
        if other.parent_id == committee.pk:
            branch = members[other] = []
        branch.append(other.pk)
    return [
        Row(layout, OWN_NAME if member == committee else member.place_name, frozenset(ids), committee=member)
        for member, ids in members.items()
    ]


def build_package_breakdown(package: Package, layout: Layout | None = None) -> list[Row]:
    """The reporting committee's own entries, then those of each branch of its row; all of them add up to the row.

    Without what lies below it but has a row of its own, and with what it administers.
    """
    layout = layout or layout_of(package.campaign)
    branch_of = branches(package, package.counted_committee_ids())
    members: dict[int, list[int]] = defaultdict(list)
    for committee_id, branch_id in branch_of.items():
        members[branch_id].append(committee_id)
    rows = [
        Row(
            layout,
            OWN_NAME if branch == package.committee else branch.place_name,
            frozenset(members[branch.pk]),
            committee=branch,
        )
        for branch in Committee.objects.filter(pk__in=members).order_by("path")
    ]
    fill(rows, package.campaign, layout)
    return rows


def _package_rows(campaign: Campaign, committee: Committee, layout: Layout) -> list[Row]:
    packages = Package.objects.in_campaign(campaign).select_related("committee")
    if committee.level != Level.REGION:
        packages = packages.filter(committee=committee)
    credited = defaultdict(set)
    for committee_id, package_id in Credit.objects.package_of_committees(campaign).items():
        credited[package_id].add(committee_id)
    rows = [Row(layout, package.printed_name, frozenset(credited[package.pk]), package) for package in packages]
    for row in rows:
        row.package.campaign = campaign  # as its deadlines want it, without asking for it again
    return rows


def fill(rows: list[Row], campaign: Campaign, layout: Layout) -> None:
    """Count the log into rows whose committees differ: grouped queries, whatever the number of entries."""
    committees = frozenset().union(*(row.committee_ids for row in rows))
    entries = Activity.objects.in_campaign(campaign).held().filter(committee__in=committees)
    add_log(rows, log_groups(entries, campaign, layout), zero_reports(campaign, committees))


def zero_reports(campaign: Campaign, committees: AbstractSet[int] | QuerySet) -> list[tuple[int, str]]:
    """The committee and the key of the kind of each."""
    reports = ZeroReport.objects.in_campaign(campaign).filter(committee__in=committees)
    return list(reports.values_list("committee_id", "kind__key"))


def add_log(rows: Iterable[Row], groups: Iterable[EntryGroup], zeros: Iterable[tuple[int, str]] = ()) -> None:
    """Add what was counted of the committees that count in one of the rows; nothing of any other."""
    row_of = {committee_id: row for row in rows for committee_id in row.committee_ids}
    for group in groups:
        if row := row_of.get(group.keys[0]):
            row.add(group)
    for committee_id, kind in zeros:
        if row := row_of.get(committee_id):
            row.zero_kinds.add(kind)
