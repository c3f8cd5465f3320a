"""A row of Annex 2: sums of held entries, and what is said of what did not happen. No models, no Excel, no request."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet, Sum

from activities.choices import Kind, LetterChannel
from reports.annex2.columns import NO_CHANNEL, NUMBER_COLUMNS

if TYPE_CHECKING:
    from organization.models import Committee
    from reports.models import Package

Figures = dict[str, int | str | None]

SUMMED_COLUMNS = sorted({column.source for column in NUMBER_COLUMNS})
"""Of an entry, in the log or frozen in a submission."""


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

    def include(self, other: Row) -> None:
        """Add all that another row says."""
        self.entry_count += other.entry_count
        for key, number in other.sums.items():
            self.sums[key] = self.sums.get(key, 0) + number
        self.channels |= other.channels
        self.other_channels |= other.other_channels
        self.held_kinds |= other.held_kinds
        self.zero_kinds |= other.zero_kinds


def merged(name: str, rows: Iterable[Row], *, package: Package | None = None) -> Row:
    """One row that says what all of them say."""
    rows = list(rows)
    whole = Row(name, frozenset().union(*(row.committee_ids for row in rows)), package)
    for row in rows:
        whole.include(row)
    return whole


def grouped(entries: QuerySet, *keys: str) -> Iterable[dict]:
    """The sums of entries by `keys`, kind and channels, for `Row.add`: one query, whatever their number."""
    return (
        entries.order_by()
        .values(*keys, "kind", "letter_channels", "letter_channel_other")
        .annotate(entry_count=Count("committee_id"), **{column: Sum(column) for column in SUMMED_COLUMNS})
    )
