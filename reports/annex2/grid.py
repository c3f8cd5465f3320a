"""The official table as one grid of cells, merges, widths and heights: what the sheet and the preview are drawn from.

No ORM, no request, no Excel.
"""

from dataclasses import dataclass
from enum import Enum

from organization.text_places import fill_in
from reports.annex2.layout import Layout
from reports.annex2.print_out import PADDING_PIXELS, PIXEL, UNIT_PIXELS, PrintOut, choose_paper, columns_width
from reports.annex2.table import Table, TableLine
from reports.annex2.text_size import HIGHEST_ROW_POINTS, LOWEST_ROW_POINTS, lines_height

SMALL, ORDINARY = 10.5, 12  # 五号 and 小四, in points
LONG_TABLE_ROWS = 14
# Points of the rows of the head, the least that they have.
LABEL_POINTS, TITLE_POINTS, LINE_POINTS, HEADING_POINTS, LAST_HEADING_POINTS = 24, 32, 26, 24, 36
# Divides the line that is signed.
BETWEEN_PARTS = "｜"


class Part(Enum):
    """What a cell is part of, with the points of its text."""

    LABEL = "label", 16
    TITLE = "title", 22
    SIGNING_LINE = "signing-line", 14
    HEADING = "heading", 12
    FIGURE = "figure", ORDINARY
    SMALL_FIGURE = "small-figure", SMALL
    NOTE = "note", 12

    def __init__(self, key: str, size: float):
        self.key, self.size = key, size

    @property
    def is_bordered(self) -> bool:
        return self in (Part.HEADING, Part.FIGURE, Part.SMALL_FIGURE)

    @property
    def is_centred(self) -> bool:
        return self.is_bordered or self is Part.TITLE


@dataclass(frozen=True)
class GridCell:
    """Rows and columns count from 0."""

    part: Part
    value: int | str | None
    row: int
    column: int
    row_count: int = 1
    column_count: int = 1


@dataclass
class SheetGrid:
    cells: list[GridCell]
    # Of the columns, in characters; of the rows, in points.
    widths: list[int]
    heights: list[float]
    # The rows of the head.
    heading_rows: range
    # Of the figures, in points.
    text_size: float

    @property
    def rows(self) -> list[list[GridCell]]:
        """The cells that begin in each row."""
        rows: list[list[GridCell]] = [[] for _ in self.heights]
        for cell in self.cells:
            rows[cell.row].append(cell)
        return rows

    @property
    def column_pixels(self) -> list[int]:
        return [width * UNIT_PIXELS + PADDING_PIXELS for width in self.widths]

    @property
    def pixel_width(self) -> int:
        return sum(self.column_pixels)

    @property
    def row_pixels(self) -> list[int]:
        return [round(height / PIXEL) for height in self.heights]

    @property
    def drawn_rows(self) -> list[tuple[int, list[GridCell]]]:
        """For a page: the height of each row in pixels, and the cells that begin in it."""
        return list(zip(self.row_pixels, self.rows, strict=True))

    @property
    def print_out(self) -> PrintOut:
        """How it comes out of the printer: on A4 as long as its text stays large enough, else on A3."""
        return choose_paper(columns_width(self.widths), sum(self.heights), self.text_size)


def signing_parts(table: Table) -> list[str]:
    """The parts of the line that is signed, with what is known filled in."""
    campaign = table.campaign
    known = {
        "name": table.filled_by_name,
        "phone": table.filled_by_phone,
        "day": "　　年　　月　　日",
        "seal": table.seal,
    }
    parts = [fill_in(part, known) for part in campaign.annex2_signing_line.split(BETWEEN_PARTS)]
    fits = len(parts) <= len(table.layout.columns)
    return parts if fits else ["　".join(parts)]


def build_grid(table: Table) -> SheetGrid:
    return _GridBuilder(table).build()


class _GridBuilder:
    """From the top down."""

    def __init__(self, table: Table):
        self.table, self.layout = table, table.layout
        self.ordinary = Part.SMALL_FIGURE if len(table.rows) > LONG_TABLE_ROWS else Part.FIGURE
        self.cells: list[GridCell] = []
        self.heights: list[float] = []

    def build(self) -> SheetGrid:
        self._add_titles()
        if self.table.campaign.annex2_signing_line:
            self._add_signing_line()
        first_heading = len(self.heights)
        self._add_headings(self.layout)
        heading_rows = range(first_heading, len(self.heights))
        for line in self.table.lines:
            self._add_line(line)
        for note in self.table.notes:
            self._add_across(Part.NOTE, note, LOWEST_ROW_POINTS)
        widths = [column.width for column in self.layout.columns]
        return SheetGrid(self.cells, widths, self.heights, heading_rows, self.ordinary.size)

    def _add_across(self, part: Part, text: str, lowest: float) -> None:
        """One row over the whole width."""
        columns = self.layout.columns
        self.cells.append(GridCell(part, text, len(self.heights), 0, 1, len(columns)))
        needed = lines_height(text, sum(column.width for column in columns), part.size)
        self.heights.append(min(HIGHEST_ROW_POINTS, max(lowest, needed)))

    def _add_titles(self) -> None:
        campaign = self.table.campaign
        if campaign.annex2_label:
            self._add_across(Part.LABEL, campaign.annex2_label, LABEL_POINTS)
        if campaign.shows_theme_in_annex2:
            self._add_across(Part.TITLE, campaign.quoted_theme, TITLE_POINTS)
        self._add_across(Part.TITLE, campaign.annex2_title, TITLE_POINTS)

    def _add_signing_line(self) -> None:
        parts, columns = signing_parts(self.table), self.layout.columns
        height = LINE_POINTS
        for number, part in enumerate(parts):
            first, end = (place * len(columns) // len(parts) for place in (number, number + 1))
            self.cells.append(GridCell(Part.SIGNING_LINE, part, len(self.heights), first, 1, end - first))
            # A name of fifty characters takes two lines.
            width = sum(column.width for column in columns[first:end])
            height = max(height, lines_height(part, width, Part.SIGNING_LINE.size))
        self.heights.append(min(HIGHEST_ROW_POINTS, height))

    def _add_headings(self, layout: Layout) -> None:
        first = len(self.heights)
        heights: list[float] = [HEADING_POINTS] * (layout.heading_row_count - 1) + [LAST_HEADING_POINTS]
        for cell in layout.heading_cells:
            columns = layout.columns[cell.column : cell.column + cell.column_count]
            spans = cell.column, cell.row_count, cell.column_count
            self.cells.append(GridCell(Part.HEADING, cell.text, first + cell.row, *spans))
            needed = lines_height(cell.text, sum(column.width for column in columns), Part.HEADING.size)
            last = cell.row + cell.row_count - 1
            heights[last] = max(heights[last], min(HIGHEST_ROW_POINTS, needed - sum(heights[cell.row : last])))
        self.heights += heights

    def _add_line(self, line: TableLine) -> None:
        row = len(self.heights)
        for number, column in enumerate(self.layout.columns):
            part = Part.SMALL_FIGURE if column.is_text else self.ordinary
            self.cells.append(GridCell(part, line.value(column), row, number))
        self.heights.append(self._line_height(line))

    def _line_height(self, line: TableLine) -> float:
        heights = [
            lines_height(line.value(column) or "", column.width, SMALL if column.is_text else ORDINARY)
            for column in self.layout.columns
            if column.is_text or column.is_name
        ]
        return min(HIGHEST_ROW_POINTS, max(LOWEST_ROW_POINTS, *heights))
