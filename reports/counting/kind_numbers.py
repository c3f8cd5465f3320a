"""Which numbers speak of a kind of activity on a page, and in what order, whether the table has columns for it or not.

Plain data: what a number comes to, each room sums for itself.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Protocol

from activities.models import ActivityKind
from activities.shapes import FIGURE_COLUMNS
from organization.models import Campaign

ENTRY_COUNT_HEADING = "记录"


class CountingColumn(Protocol):
    """A column of the table that sums a figure of a kind."""

    key: str
    kind: str | None
    figure: str
    heading: str


@dataclass(frozen=True)
class KindNumber:
    # The key of the kind.
    kind: str
    # That of the table's column, or one that no column can have.
    key: str
    heading: str
    # A column of the log, or a figure of the kind's own; empty for the number of held entries.
    figure: str = ""

    @property
    def is_entry_count(self) -> bool:
        return not self.figure


def number_key(kind: str, figure: str) -> str:
    """Stands for a number of a kind beside the keys of the table's columns, which have no dot."""
    return f"{kind}.{figure}"


def all_kinds(campaign: Campaign) -> list[ActivityKind]:
    """All kinds of a campaign with what they ask, in their order; three queries."""
    return list(ActivityKind.objects.in_campaign(campaign).with_questions())


def numbers_of(kind: ActivityKind, columns: Iterable[CountingColumn]) -> list[KindNumber]:
    """The table's columns of the kind, then its own figures that none of them sums; at least one number.

    Of a kind that no column counts, the figures of its shape stand in their place.
    """
    named = [KindNumber(kind.key, one.key, one.heading, one.figure) for one in columns if one.kind == kind.key]
    summed = {number.figure for number in named}
    further = [
        KindNumber(kind.key, number_key(kind.key, figure), label, figure)
        for figure, label in kind.number_labels.items()
        if figure not in summed and not (named and figure in FIGURE_COLUMNS)
    ]
    return named + further or [KindNumber(kind.key, kind.key, ENTRY_COUNT_HEADING)]


def leading_number(kind: ActivityKind, columns: Iterable[CountingColumn]) -> KindNumber:
    """The one that best shows whether anything happened.

    Its first column in the table, else the first figure of its shape, else its first own figure, else its entries.
    """
    return numbers_of(kind, columns)[0]


def shown_kinds(
    kinds: Iterable[ActivityKind], columns: Sequence[CountingColumn], recorded: AbstractSet[str]
) -> list[ActivityKind]:
    """Those that are active, and retired ones that the table names or of which something is `recorded` (by key)."""
    listed = recorded | {column.kind for column in columns}
    return [kind for kind in kinds if kind.is_active or kind.key in listed]
