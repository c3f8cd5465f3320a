"""The kinds of a campaign as every page of the overview shows them, those included that no column of the table names.

Their numbers are summed with the table's: a layout has further columns, which are printed nowhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from activities.models import ActivityKind
from organization.models import Campaign
from reports.annex2.layout import Layout, TableColumn, layout_of
from reports.annex2.rows import Row
from reports.choices import ColumnContent
from reports.counting.kind_numbers import KindNumber, all_kinds, leading_number, numbers_of, shown_kinds


@dataclass(frozen=True)
class CampaignKinds:
    kinds: list[ActivityKind]
    # Of the official table.
    table: Layout

    @cached_property
    def layout(self) -> Layout:
        """The table's columns, and one for every further number of a kind."""
        known = {column.key for column in self.table.columns}
        numbers = [number for kind in self.kinds for number in self.numbers_of(kind)]
        further = [_column(one) for one in numbers if one.key not in known and not one.is_entry_count]
        return Layout((*self.table.columns, *further), self.table.kind_keys)

    @property
    def active(self) -> list[ActivityKind]:
        return [kind for kind in self.kinds if kind.is_active]

    def shown(self, rows: Iterable[Row]) -> list[ActivityKind]:
        recorded = {key for row in rows for key in row.held_kinds | row.zero_kinds}
        return shown_kinds(self.kinds, self.table.counted, recorded)

    def numbers_of(self, kind: ActivityKind) -> list[KindNumber]:
        return numbers_of(kind, self.table.numbers)

    def leading_number(self, kind: ActivityKind) -> KindNumber:
        return leading_number(kind, self.table.numbers)


def campaign_kinds(campaign: Campaign) -> CampaignKinds:
    """Four queries, whatever the number of kinds."""
    kinds = all_kinds(campaign)
    return CampaignKinds(kinds, layout_of(campaign, kinds))


def number_in(row: Row, number: KindNumber) -> int | None:
    """None: not reported, or not known."""
    if not number.is_entry_count:
        return row.figures[number.key]
    return row.entry_counts[number.kind] if row.has_kind(number.kind) else None


def total_of(rows: Iterable[Row], number: KindNumber) -> int | None:
    known = [value for row in rows if (value := number_in(row, number)) is not None]
    return sum(known) if known else None


def _column(number: KindNumber) -> TableColumn:
    return TableColumn(
        letter="",
        key=number.key,
        content=ColumnContent.FIGURE,
        headings=(number.heading,),
        width=0,
        kind=number.kind,
        figure=number.figure,
    )
