"""A further sheet of the consolidated workbook as plain data: no queries, no Excel."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from organization.region import words
from reports.annex2.layout import TOTAL_NAME, Layout
from reports.annex2.sources import Block, BranchLine

Value = int | str | None
# Characters: 莫力达瓦达斡尔族自治旗 on one line.
PLACE_WIDTH = 24
SUBTOTAL_NAME = "小计"
MOVED = "（报送后改计入别行）"


@dataclass(frozen=True)
class FurtherColumn:
    heading: str
    # In characters of the sheet's default font; grows where a number needs more.
    width: float = 6
    is_text: bool = False
    # Its heading stands upright, a character below the other.
    is_upright: bool = False
    # The headings above it, from the top.
    above: tuple[str, ...] = ()

    @property
    def headings(self) -> tuple[str, ...]:
        return (*self.above, self.heading)


def below(heading: str, columns: Iterable[FurtherColumn]) -> tuple[FurtherColumn, ...]:
    """The columns with one more heading above them."""
    return tuple(replace(column, above=(heading, *column.above)) for column in columns)


class LineKind(Enum):
    ORDINARY = "ordinary"
    SUBTOTAL = "subtotal"
    TOTAL = "total"


@dataclass(frozen=True)
class SheetLine:
    values: list[Value]
    kind: LineKind = LineKind.ORDINARY


@dataclass(frozen=True)
class FurtherSheet:
    title: str
    # Where the numbers come from and of what moment they are.
    origin: str
    columns: tuple[FurtherColumn, ...]
    lines: list[SheetLine]
    notes: Sequence[str] = ()
    # Columns at the left that stay in sight.
    name_column_count: int = 2


def place_columns(layout: Layout) -> tuple[FurtherColumn, ...]:
    name = layout.name
    return FurtherColumn(name.heading, name.width, is_text=True), FurtherColumn(words.county, PLACE_WIDTH, is_text=True)


def place_lines(
    blocks: list[Block],
    values_of: Callable[[Block, BranchLine], list[Value]],
    subtotal_of: Callable[[Block], list[Value]],
) -> list[SheetLine]:
    """A line per county, and a subtotal per row of Annex 2 below its counties."""
    lines = []
    for block in blocks:
        name = block.row.name
        for line in block.lines:
            place = block.name_of(line) + (MOVED if line.is_moved else "")
            lines.append(SheetLine([name, place, *values_of(block, line)]))
        lines.append(SheetLine([name, SUBTOTAL_NAME, *subtotal_of(block)], LineKind.SUBTOTAL))
    return lines


def numbers_by_place(
    blocks: list[Block], count: int, numbers_of: Callable[[Block, BranchLine], list[Value]], *others: SheetLine
) -> list[SheetLine]:
    def subtotal_of(block: Block) -> list[Value]:
        return sums(count, [numbers_of(block, line) for line in block.lines])

    lines = [*place_lines(blocks, numbers_of, subtotal_of), *others]
    summed = [line.values[2:] for line in lines if line.kind == LineKind.SUBTOTAL or line in others]
    return [*lines, total_line(sums(count, summed))]


def total_line(numbers: list[Value]) -> SheetLine:
    return SheetLine([TOTAL_NAME, None, *numbers], LineKind.TOTAL)


def sums(count: int, lines: list[list[Value]]) -> list[Value]:
    sums: list[Value] = []
    for column in range(count):
        numbers = [line[column] for line in lines if line[column] is not None]
        sums.append(sum(numbers) if numbers else None)
    return sums
