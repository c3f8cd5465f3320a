"""Annex 2 as an Excel sheet, in the form that the notice prescribes. No ORM, no request.

Fonts are named after the habit of GB/T 9704-2012 and are substituted by the reader's office where they are missing.
"""

from __future__ import annotations

import unicodedata
from io import BytesIO
from math import ceil

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from organization.text import encode_cell_text
from organization.text_places import fill_in
from reports.annex2.print_out import MARGINS, Paper, PrintOut, choose_paper, columns_width
from reports.annex2.table import Table, TableLine

LOWEST_ROW_POINTS, HIGHEST_ROW_POINTS = 22, 409  # the file format allows no higher row
LINE_SPACING = 1.45  # of the font's size

LABEL_FONT = Font(name="黑体", size=16)
TITLE_FONT = Font(name="方正小标宋简体", size=22)
LINE_FONT = Font(name="仿宋_GB2312", size=14)
HEADING_FONT = Font(name="黑体", size=12)
NOTE_FONT = Font(name="仿宋_GB2312", size=12)
SMALL, ORDINARY = 10.5, 12  # 五号 and 小四, in points
LONG_TABLE_ROWS = 14

CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
THIN = Border(*(Side(style="thin") for _ in range(4)))

# Points of the rows of the head, the least that they have.
LABEL_POINTS, TITLE_POINTS, LINE_POINTS, HEADING_POINTS, LAST_HEADING_POINTS = 24, 32, 26, 24, 36

# Divides the line that is signed.
BETWEEN_PARTS = "｜"


def write_cell(sheet: Worksheet, address: str, value: int | str | None, font: Font, alignment: Alignment) -> Cell:
    """Write a value; text stays text even if it begins like a formula."""
    cell = sheet[address]
    cell.value = encode_cell_text(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"
    cell.font, cell.alignment = font, alignment
    return cell


def text_width(text: str) -> int:
    """Width in characters: a Chinese one counts as two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def lines_height(text: str, column_width: int, size: float) -> float:
    """Points that wrapped text takes: a width unit is 7 pixels, a half-width character two thirds of its points.

    In an enumeration a Chinese character per line is kept in reserve: punctuation must not begin a line.
    """
    reserve = 2 if "、" in text else 0
    per_line = max(1, int((column_width - 1) * 7 / (size * 2 / 3)) - reserve)
    return ceil(text_width(text) / per_line) * size * LINE_SPACING


def build_workbook(table: Table) -> Workbook:
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "附件2"
    _Form(sheet, table).write()
    workbook.properties.title = table.campaign.annex2_title
    workbook.properties.creator = table.committee.name
    return workbook


def workbook_bytes(table: Table) -> bytes:
    stream = BytesIO()
    build_workbook(table).save(stream)
    return stream.getvalue()


def print_out_of(table: Table) -> PrintOut:
    return _Form(Workbook().active, table).write()


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


class _Form:
    """The sheet while it is written, from the top down."""

    def __init__(self, sheet: Worksheet, table: Table):
        self.sheet, self.table, self.layout = sheet, table, table.layout
        self.last_letter = self.layout.columns[-1].letter
        self.width = sum(column.width for column in self.layout.columns)
        self.row = 0
        self.ordinary_size = SMALL if len(table.rows) > LONG_TABLE_ROWS else ORDINARY

    def write(self) -> PrintOut:
        self._write_titles()
        self._write_signing_line()
        first_heading = self.row + 1
        self._write_headings()
        first_line = self.row + 1
        self._write_lines()
        for note in self.table.notes:
            self._write_across(note, NOTE_FONT, LEFT, LOWEST_ROW_POINTS)
        print_out = self._print_out()
        self._set_up_page(first_heading, first_line, print_out.paper)
        return print_out

    def _write_across(self, text: str, font: Font, alignment: Alignment, lowest: float) -> None:
        """One row over the whole width."""
        self.row += 1
        write_cell(self.sheet, f"A{self.row}", text, font, alignment)
        self._merge(0, len(self.layout.columns), self.row)
        self.sheet.row_dimensions[self.row].height = min(
            HIGHEST_ROW_POINTS, max(lowest, lines_height(text, self.width, font.size))
        )

    def _merge(self, first: int, end: int, row: int, last_row: int | None = None) -> None:
        """Columns count from 0, `end` is not among them."""
        if end - first > 1 or (last_row or row) > row:
            self.sheet.merge_cells(start_row=row, end_row=last_row or row, start_column=first + 1, end_column=end)

    def _write_titles(self) -> None:
        campaign = self.table.campaign
        self._write_across(campaign.annex2_label, LABEL_FONT, LEFT, LABEL_POINTS)
        if campaign.shows_theme_in_annex2:
            self._write_across(campaign.quoted_theme, TITLE_FONT, CENTRED, TITLE_POINTS)
        self._write_across(campaign.annex2_title, TITLE_FONT, CENTRED, TITLE_POINTS)

    def _write_signing_line(self) -> None:
        parts, columns = signing_parts(self.table), self.layout.columns
        self.row += 1
        height = LINE_POINTS
        for number, part in enumerate(parts):
            first, end = (place * len(columns) // len(parts) for place in (number, number + 1))
            write_cell(self.sheet, f"{columns[first].letter}{self.row}", part, LINE_FONT, LEFT)
            self._merge(first, end, self.row)
            # A name of fifty characters takes two lines.
            width = sum(column.width for column in columns[first:end])
            height = max(height, lines_height(part, width, LINE_FONT.size))
        self.sheet.row_dimensions[self.row].height = min(HIGHEST_ROW_POINTS, height)

    def _write_headings(self) -> None:
        first = self.row + 1
        self.row += self.layout.heading_row_count
        heights = [HEADING_POINTS] * (self.layout.heading_row_count - 1) + [LAST_HEADING_POINTS]
        for cell in self.layout.heading_cells:
            row, end = first + cell.row, cell.column + cell.column_count
            columns = self.layout.columns[cell.column : end]
            write_cell(self.sheet, f"{columns[0].letter}{row}", cell.text, HEADING_FONT, CENTRED)
            self._merge(cell.column, end, row, row + cell.row_count - 1)
            needed = lines_height(cell.text, sum(column.width for column in columns), HEADING_FONT.size)
            last = cell.row + cell.row_count - 1
            heights[last] = max(heights[last], min(HIGHEST_ROW_POINTS, needed - sum(heights[cell.row : last])))
        for row, height in enumerate(heights, start=first):
            self.sheet.row_dimensions[row].height = height
        # A merged range shows the border of every cell in it, not only of the first.
        for row in self.sheet[f"A{first}:{self.last_letter}{self.row}"]:
            for cell in row:
                cell.border = THIN

    def _write_lines(self) -> None:
        small, ordinary = (Font(name="仿宋_GB2312", size=size) for size in (SMALL, self.ordinary_size))
        for line in self.table.lines:
            self.row += 1
            for column in self.layout.columns:
                font = small if column.is_text else ordinary
                cell = write_cell(self.sheet, f"{column.letter}{self.row}", line.value(column), font, CENTRED)
                cell.border = THIN
            self.sheet.row_dimensions[self.row].height = self._line_height(line)

    def _line_height(self, line: TableLine) -> float:
        """Points that its texts need; the file format knows no automatic height for openpyxl to ask for."""
        heights = [
            lines_height(line.value(column) or "", column.width, SMALL if column.is_text else ORDINARY)
            for column in self.layout.columns
            if column.is_text or column.is_name
        ]
        return min(HIGHEST_ROW_POINTS, max(LOWEST_ROW_POINTS, *heights))

    def _set_up_page(self, first_heading: int, first_line: int, paper: Paper) -> None:
        sheet = self.sheet
        for column in self.layout.columns:
            sheet.column_dimensions[column.letter].width = column.width
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = paper.number
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = 1
        sheet.page_margins = PageMargins(**MARGINS)
        sheet.print_options.horizontalCentered = True
        sheet.print_title_rows = f"{first_heading}:{first_line - 1}"
        sheet.print_area = f"A1:{self.last_letter}{self.row}"
        # What names a line stays in sight.
        after_name = self.layout.columns.index(self.layout.name) + 1
        sheet.freeze_panes = f"{get_column_letter(after_name + 1)}{first_line}"
        sheet.sheet_view.showGridLines = False
        sheet.oddFooter.center.text = "— &P —"

    def _print_out(self) -> PrintOut:
        """How it comes out of the printer: on A4 as long as its text stays large enough, else on A3."""
        heights = (self.sheet.row_dimensions[row].height for row in range(1, self.row + 1))
        width = columns_width([column.width for column in self.layout.columns])
        return choose_paper(width, sum(heights), self.ordinary_size)
