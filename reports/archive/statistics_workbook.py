"""The tables of the statistics page as a workbook, a sheet for each section. No queries, no request."""

import re
from collections.abc import Iterable
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from reports.annex2.print_out import A4
from reports.annex2.text_size import lines_height, text_width
from reports.annex2.workbook import CENTRED, LEFT, THIN, write_cell
from reports.overview.statistics.tables import StatisticsLine, StatisticsSection, StatisticsTable

# Points.
SIZE = 11
LOWEST_ROW, TITLE_ROW = 20, 30
TITLE_FONT, HEADING_FONT = Font(name="黑体", size=16), Font(name="黑体", size=SIZE)
CELL_FONT, TOTAL_FONT = Font(name="宋体", size=SIZE), Font(name="宋体", size=SIZE, bold=True)
# In characters.
NARROWEST, WIDEST = 8, 30
# The format allows no more.
LONGEST_TITLE = 31
_FORBIDDEN_IN_TITLES = re.compile(r"[\[\]:*?/\\]")
_COUNT = re.compile(r"\d{1,15}")


def statistics_bytes(sections: Iterable[StatisticsSection], *, origin: str) -> bytes:
    workbook = Workbook()
    workbook.remove(workbook.active)
    for section in sections:
        title = _FORBIDDEN_IN_TITLES.sub("－", section.title)[:LONGEST_TITLE]
        _SectionSheet(workbook.create_sheet(title), section, origin).write()
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


class _SectionSheet:
    """The sheet while it is written, from the top down."""

    def __init__(self, sheet: Worksheet, section: StatisticsSection, origin: str):
        self.sheet, self.section, self.origin, self.row = sheet, section, origin, 0
        self.tables = [figure.table for figure in section.figures]
        self.widths = [_width(column, self.tables) for column in range(max(map(_column_count, self.tables), default=8))]

    def write(self) -> None:
        for number, width in enumerate(self.widths, start=1):
            self.sheet.column_dimensions[get_column_letter(number)].width = width
        self.write_across(self.section.title, TITLE_FONT)
        self.sheet.row_dimensions[1].height = TITLE_ROW
        for sentence in (self.origin, self.section.help, self.section.empty):
            if sentence:
                self.write_across(sentence, CELL_FONT)
        for table in self.tables:
            self.write_table(table)
        self.set_up_page()

    def write_across(self, text: str, font: Font) -> None:
        self.row += 1
        write_cell(self.sheet, f"A{self.row}", text, font, LEFT)
        self.sheet.merge_cells(f"A{self.row}:{get_column_letter(len(self.widths))}{self.row}")
        height = lines_height(text, int(sum(self.widths)), font.size)
        self.sheet.row_dimensions[self.row].height = max(LOWEST_ROW, height)

    def write_table(self, table: StatisticsTable) -> None:
        self.row += 1
        self.write_across(table.caption, HEADING_FONT)
        self.write_row(table.headings, HEADING_FONT)
        for line in table.lines:
            self.write_row(_values(line), TOTAL_FONT if line.is_total else CELL_FONT)

    def write_row(self, values: list, font: Font) -> None:
        self.row += 1
        height = LOWEST_ROW
        for number, (value, width) in enumerate(zip(values, self.widths, strict=False), start=1):
            alignment = LEFT if number == 1 else CENTRED
            write_cell(self.sheet, f"{get_column_letter(number)}{self.row}", value, font, alignment).border = THIN
            height = max(height, lines_height(str(value), int(width), SIZE))
        self.sheet.row_dimensions[self.row].height = height

    def set_up_page(self) -> None:
        self.sheet.page_setup.orientation, self.sheet.page_setup.paperSize = "portrait", A4.number
        self.sheet.page_setup.fitToWidth, self.sheet.page_setup.fitToHeight = 1, 0
        self.sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        self.sheet.page_margins = PageMargins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        self.sheet.sheet_view.showGridLines = False
        self.sheet.oddFooter.center.text = "— &P —"


def _column_count(table: StatisticsTable) -> int:
    return len(table.headings)


def _values(line: StatisticsLine) -> list:
    """Counts as numbers, so that they can be summed."""
    texts = [line.name, *(cell.text for cell in line.cells)]
    return [int(text) if number and _COUNT.fullmatch(text) else text for number, text in enumerate(texts)]


def _width(column: int, tables: list[StatisticsTable]) -> float:
    rows = [row for table in tables for row in (table.headings, *map(_values, table.lines))]
    longest = max((text_width(str(row[column])) for row in rows if column < len(row)), default=0)
    return min(WIDEST, max(NARROWEST, longest + 3))
