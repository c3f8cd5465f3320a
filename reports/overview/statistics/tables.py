"""The tables of the statistics page, as data."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from reports.choices import NO_RECORD


@dataclass(frozen=True)
class StatisticsCell:
    text: str
    # The list of the rows behind the number, where there is one.
    address: str = ""


@dataclass(frozen=True)
class StatisticsLine:
    name: str
    cells: list[StatisticsCell]
    # Where the name leads to.
    address: str = ""
    is_total: bool = False


@dataclass(frozen=True)
class StatisticsTable:
    caption: str
    # The first is that of the names.
    headings: list[str]
    lines: list[StatisticsLine]


@dataclass(frozen=True)
class Figure:
    """Charts with a table of the same numbers beside them."""

    charts: list[Any]
    table: StatisticsTable


@dataclass(frozen=True)
class StatisticsSection:
    key: str
    title: str
    help: str = ""
    figures: list[Figure] = field(default_factory=list)
    # The text that is displayed instead.
    empty: str = ""


def number(value: int | None, address: str = "") -> StatisticsCell:
    return StatisticsCell(NO_RECORD) if value is None else StatisticsCell(str(value), address if value else "")


def percent(part: int, whole: int) -> StatisticsCell:
    if not whole:
        return StatisticsCell("—")
    share = 100 * part / whole
    return StatisticsCell("<1%" if 0 < share < 0.5 else f"{share:.0f}%")


def numbers(values: Sequence[int | None]) -> list[StatisticsCell]:
    return [number(value) for value in values]
