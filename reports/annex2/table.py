"""Annex 2 as rows of figures, computed from the log. No Excel, no request."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.db.models import Count, Sum

from activities.choices import Kind, LetterChannel
from activities.models import Activity, ZeroReport
from organization.choices import Level
from organization.models import Campaign, Committee
from reports.annex2.columns import LEAGUE_CITY_SEAL, NO_CHANNEL, NUMBER_COLUMNS, OWN_NAME, REGION_SEAL
from reports.models import Credit, Package

Figures = dict[str, int | str | None]


@dataclass
class Row:
    """One row: a name, the committees whose work counts in it, and its figures (None: not reported)."""

    name: str
    committee_ids: frozenset[int]
    package: Package | None = None
    committee: Committee | None = None
    """Whose subtree the row is, in a breakdown."""
    entry_count: int = 0
    """Held entries of all kinds."""
    sums: dict[str, int] = field(default_factory=dict)
    channels: set[str] = field(default_factory=set)
    other_channels: set[str] = field(default_factory=set)
    held_kinds: set[str] = field(default_factory=set)
    zero_kinds: set[str] = field(default_factory=set)

    @property
    def is_reported(self) -> bool:
        """Any held entry or any zero report; a row with neither is named under the table."""
        return bool(self.held_kinds or self.zero_kinds)

    @cached_property
    def figures(self) -> Figures:
        figures: Figures = {"letter_channels": self.channel_text()}
        for column in NUMBER_COLUMNS:
            if column.kind in self.held_kinds:
                figures[column.key] = self.sums.get(column.key, 0)
            else:
                figures[column.key] = 0 if column.kind in self.zero_kinds else None
        return figures

    def channel_text(self) -> str | None:
        names = [str(channel.label) for channel in LetterChannel if channel in self.channels]
        if self.other_channels and LetterChannel.OTHER in self.channels:
            names[-1] = f"{LetterChannel.OTHER.label}（{'，'.join(sorted(self.other_channels))}）"
        if names:
            return "、".join(names)
        return NO_CHANNEL if Kind.LETTER in self.zero_kinds else None

    def add(self, kind: str, counts: dict) -> None:
        """Add the sums of one group of held entries of a kind."""
        self.held_kinds.add(kind)
        self.entry_count += counts["entry_count"]
        for column in NUMBER_COLUMNS:
            if column.kind == kind:
                self.sums[column.key] = self.sums.get(column.key, 0) + counts[column.source]
        if counts["letter_channels"]:
            self.channels.update(counts["letter_channels"].split(","))
        if counts["letter_channel_other"]:
            self.other_channels.add(counts["letter_channel_other"])


@dataclass(frozen=True)
class Table:
    """Annex 2 of one campaign as one account sees it."""

    campaign: Campaign
    committee: Committee
    rows: list[Row]
    outside: Row
    """What lies below the committee but counts in none of these rows."""
    seal: str

    @property
    def is_consolidated(self) -> bool:
        return self.committee.level == Level.REGION

    @property
    def has_total(self) -> bool:
        return self.is_consolidated and bool(self.rows)

    @cached_property
    def totals(self) -> Figures:
        """Sums over the rows that reported; None where none did."""
        totals: Figures = {}
        for column in NUMBER_COLUMNS:
            reported = [row.figures[column.key] for row in self.rows if row.figures[column.key] is not None]
            totals[column.key] = sum(reported) if reported else None
        return totals

    @property
    def unreported(self) -> list[str]:
        """Names of the rows that say nothing at all (未报送)."""
        return [row.name for row in self.rows if not row.is_reported]

    @property
    def notes(self) -> list[str]:
        """What stands under the table."""
        notes = []
        if self.unreported:
            notes.append(f"未报送：{'、'.join(self.unreported)}")
        if self.has_total and self.unreported:
            reported_count = len(self.rows) - len(self.unreported)
            notes.append(f"合计范围：已报送的 {reported_count} 个单位，共 {len(self.rows)} 个单位")
        return notes


def credited_rows(committees: Iterable[Committee], credits: Iterable[Credit]) -> dict[int, int]:
    """For each committee the package it counts in: that of its nearest credited ancestor, or of itself."""
    package_at = {credit.committee_id: credit.package_id for credit in credits}
    package_of: dict[int, int] = {}
    # Parents come before children in the order of the tree.
    for committee in sorted(committees, key=lambda committee: committee.path):
        package_id = package_at.get(committee.pk) or package_of.get(committee.parent_id)
        if package_id:
            package_of[committee.pk] = package_id
    return package_of


def build_table(campaign: Campaign, committee: Committee, *, recorded_before: datetime | None = None) -> Table:
    """The region's table has a row per package; any other committee's has its own row alone.

    `recorded_before` leaves out what was written down later, as far as it is still in the log.
    """
    subtree = {other.pk: other for other in Committee.objects.within(committee)}
    rows = _rows(campaign, committee, subtree)
    credited = frozenset().union(*(row.committee_ids for row in rows))
    outside = Row("不计入本表", frozenset(subtree) - credited)
    _fill([*rows, outside], campaign, recorded_before)
    seal = REGION_SEAL if committee.level == Level.REGION else LEAGUE_CITY_SEAL
    return Table(campaign, committee, rows, outside, seal)


def build_breakdown(campaign: Campaign, committee: Committee) -> list[Row]:
    """The committee's own entries, then those of each subtree directly below it; all of them add up to its own row."""
    members: dict[Committee, list[int]] = {committee: [committee.pk]}
    # In the order of the tree: a subtree's committees follow the one that it hangs from.
    for other in Committee.objects.within(committee).exclude(pk=committee.pk):
        if other.parent_id == committee.pk:
            branch = members[other] = []
        branch.append(other.pk)
    rows = [
        Row(OWN_NAME if member == committee else member.place_name, frozenset(ids), committee=member)
        for member, ids in members.items()
    ]
    _fill(rows, campaign)
    return rows


def _rows(campaign: Campaign, committee: Committee, subtree: dict[int, Committee]) -> list[Row]:
    packages = Package.objects.in_campaign(campaign).select_related("committee")
    if committee.level != Level.REGION:
        packages = packages.filter(committee=committee)
    credited = defaultdict(set)
    everyone = Committee.objects.all()
    for committee_id, package_id in credited_rows(everyone, Credit.objects.filter(campaign=campaign)).items():
        credited[package_id].add(committee_id)
    rows = [Row(package.printed_name, frozenset(credited[package.pk]), package) for package in packages]
    if not rows and committee.level != Level.REGION:
        # A committee without a row of its own sees its own part of the row that it counts in.
        rows = [Row(committee.place_name, frozenset(subtree))]
    return rows


def _fill(rows: list[Row], campaign: Campaign, recorded_before: datetime | None = None) -> None:
    """Two grouped queries, whatever the number of entries."""
    row_of = {committee_id: row for row in rows for committee_id in row.committee_ids}
    entries = Activity.objects.in_campaign(campaign).held().filter(committee__in=row_of)
    zero_reports = ZeroReport.objects.in_campaign(campaign).filter(committee__in=row_of)
    if recorded_before:
        entries = entries.filter(created_at__lt=recorded_before)
        zero_reports = zero_reports.filter(reported_at__lt=recorded_before)
    groups = (
        entries.order_by()
        .values("committee_id", "kind", "letter_channels", "letter_channel_other")
        .annotate(
            entry_count=Count("committee_id"),
            **{source: Sum(source) for source in {column.source for column in NUMBER_COLUMNS}},
        )
    )
    for group in groups:
        row_of[group["committee_id"]].add(group["kind"], group)
    for committee_id, kind in zero_reports.values_list("committee_id", "kind"):
        row_of[committee_id].zero_kinds.add(kind)
