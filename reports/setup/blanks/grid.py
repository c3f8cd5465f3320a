"""A sheet of a workbook or a table of a document as one thing: a grid of texts, with what is merged."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from organization.text import clean_paragraphs
from organization.word_file import DOCUMENT, WordTable
from organization.workbook_file import Sheet, read_text
from organization.workbook_file.limits import BROKEN, COLUMNS_READ

# How many filled rows are looked at: a blank has its head and a row for each of some dozen committees.
ROWS_READ = 300
# Cells that merged ones may cover there, in all: more than there are only where they lie on one another.
COVERED_LIMIT = ROWS_READ * COLUMNS_READ
# Letters of a cell that are read: no cell of a form says more.
LONGEST_TEXT = 500
# Lines above a table in a document that may belong to it.
LINES_ABOVE = 8
# Twentieths of a point for each of a column's characters.
TWIPS_PER_CHARACTER = 105


@dataclass(frozen=True)
class BlankCell:
    """Rows and columns count from 0."""

    text: str
    row: int
    column: int
    row_count: int = 1
    column_count: int = 1

    @property
    def places(self) -> Iterator[tuple[int, int]]:
        for row in range(self.row, self.row + self.row_count):
            for column in range(self.column, self.column + self.column_count):
                yield row, column


@dataclass
class BlankGrid:
    # What a person calls it: the name of the sheet, or the line above the table.
    title: str
    rows: list[list[BlankCell]]
    # What stands above it, outside.
    lines_above: list[str] = field(default_factory=list)
    # In characters, by column, as far as they are known.
    widths: dict[int, float] = field(default_factory=dict)

    def cell_at(self) -> dict[tuple[int, int], BlankCell]:
        """By every place that a cell covers, of the filled ones."""
        filled = (cell for row in self.rows for cell in row if cell.text)
        return {place: cell for cell in filled for place in cell.places}


def grid_of_sheet(sheet: Sheet) -> BlankGrid:
    """Rows without text are left out, and so are hidden rows and columns."""
    filled = [row for row in sheet.rows if not row.is_hidden][:ROWS_READ]
    numbers = [row.number for row in filled]
    anchors, covered = find_merged(sheet, numbers)
    rows = []
    for index, row in enumerate(filled):
        cells = []
        for column, value in enumerate(row.values):
            if value is not None and (index, column) not in covered and not sheet.is_column_hidden(column):
                row_count, column_count = anchors.get((index, column), (1, 1))
                cells.append(BlankCell(text_of(value), index, column, row_count, column_count))
        rows.append(cells)
    widths = {column: width for columns, width in sheet.widths for column in columns[:COLUMNS_READ]}
    return BlankGrid(sheet.title, rows, widths=widths)


def find_merged(sheet: Sheet, numbers: list[int]) -> tuple[dict, set]:
    """Size of each merged cell by its first place, and the other places that they cover."""
    anchors, covered, left = {}, set(), COVERED_LIMIT
    for area in sheet.areas:
        first, end = bisect_left(numbers, area.first_row), bisect_right(numbers, area.last_row)
        columns = range(area.first_column, min(area.last_column + 1, COLUMNS_READ))
        left -= max(0, end - first) * len(columns)
        if left < 0:
            raise ValidationError(BROKEN)
        places = {(row, column) for row in range(first, end) for column in columns}
        if places:
            anchor = (first, area.first_column)
            anchors[anchor] = (end - first, len(columns))
            covered |= places - {anchor}
    return anchors, covered


def text_of(value) -> str:
    text = clean_paragraphs(value[:LONGEST_TEXT]) if isinstance(value, str) else read_text(value)
    return text[:LONGEST_TEXT]


def grids_of_document(blocks: list[str | WordTable]) -> Iterator[BlankGrid]:
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, str):
            lines.append(block)
        else:
            above = lines[-LINES_ABOVE:]
            yield grid_of_table(block, above)
            lines = []


def grid_of_table(table: WordTable, lines_above: list[str]) -> BlankGrid:
    cells: dict[tuple[int, int], BlankCell] = {}
    # The cell that reaches down into the next row, by its column.
    above: dict[int, tuple[int, int]] = {}
    for index, row in enumerate(table.rows[:ROWS_READ]):
        here = {}
        for cell in row:
            place = (index, cell.column)
            if cell.is_continued and cell.column in above:
                place = above[cell.column]
                first = cells[place]
                cells[place] = BlankCell(first.text, *place, index - place[0] + 1, first.column_count)
            else:
                cells[place] = BlankCell(cell.text[:LONGEST_TEXT], *place, 1, cell.column_count)
            here[cell.column] = place
        above = here
    if sum(cell.row_count * cell.column_count for cell in cells.values()) > COVERED_LIMIT:
        raise ValidationError(DOCUMENT.broken)
    rows: list[list[BlankCell]] = [[] for _ in table.rows[:ROWS_READ]]
    for (row, _), cell in sorted(cells.items()):
        if cell.text:
            rows[row].append(cell)
    widths = {column: width / TWIPS_PER_CHARACTER for column, width in enumerate(table.widths) if width}
    return BlankGrid(lines_above[-1] if lines_above else "", rows, lines_above, widths)
