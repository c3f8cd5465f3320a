"""The tables of the statistics page, as data: what a section says in words and numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Cell:
    words: str
    address: str = ""
    """The list of the rows behind the number, where there is one."""


@dataclass(frozen=True)
class Line:
    name: str
    cells: list[Cell]
    address: str = ""
    """Where the name leads to."""
    is_total: bool = False


@dataclass(frozen=True)
class Table:
    caption: str
    headings: list[str]
    """The first is that of the names."""
    lines: list[Line]


@dataclass(frozen=True)
class Figure:
    """Charts with the table beside them that says the same in numbers."""

    charts: list[Any]
    table: Table


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    help: str = ""
    figures: list[Figure] = field(default_factory=list)
    empty: str = ""
    """What stands there instead, in words."""


def number(value: int | None, address: str = "") -> Cell:
    return Cell("未报") if value is None else Cell(str(value), address if value else "")


def percent(part: int, whole: int) -> Cell:
    if not whole:
        return Cell("—")
    share = 100 * part / whole
    return Cell("<1%" if 0 < share < 0.5 else f"{share:.0f}%")


def numbers(values: Sequence[int | None]) -> list[Cell]:
    return [number(value) for value in values]
