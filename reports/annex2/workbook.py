"""Annex 2 as an Excel sheet, in the form that the notice prescribes. No ORM, no request.

Fonts are named after the habit of GB/T 9704-2012 and are substituted by the reader's office where they are missing.
"""

import unicodedata
from io import BytesIO
from math import ceil

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from reports.annex2.columns import (
    COLUMNS,
    FILLED_BY,
    GROUPS,
    NAME_HEADING,
    NAME_WIDTH,
    PHONE,
    TEXT_TOTAL,
    TOTAL_NAME,
)
from reports.annex2.table import Table

LAST_COLUMN = COLUMNS[-1].letter
FIRST_ROW = 7
A4 = 9  # the paper size's number in the file format
LOWEST_ROW_POINTS, HIGHEST_ROW_POINTS = 22, 409  # the file format allows no higher row
LINE_SPACING = 1.45  # of the font's size
MARGINS = {"left": 0.5, "right": 0.5, "top": 0.5, "bottom": 0.7, "header": 0.3, "footer": 0.3}
"""Inches. The page number stands in the bottom one: without the difference there is no room for it."""

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

HEAD_MERGES = (
    "A1:K1",
    "A2:K2",
    "A3:K3",
    "A4:C4",
    "D4:G4",
    "H4:K4",
    "A5:A6",
    "B5:C5",
    "D5:E5",
    "F5:G5",
    "H5:I5",
    "J5:K5",
)
FILLED_BY_WIDTH = NAME_WIDTH + COLUMNS[0].width + COLUMNS[1].width
HEAD_HEIGHTS = {1: 24, 2: 32, 3: 32, 4: 26, 5: 24, 6: 36}  # points


def put(sheet: Worksheet, address: str, value: int | str | None, font: Font, alignment: Alignment) -> Cell:
    """Write a value; text stays text even where it begins like a formula."""
    cell = sheet[address]
    cell.value = value
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
    per_line = int((column_width - 1) * 7 / (size * 2 / 3)) - reserve
    return ceil(text_width(text) / per_line) * size * LINE_SPACING


def row_height(channels: str | None, name: str) -> float:
    """Points that the text of the row needs; the file format knows no automatic height for openpyxl to ask for."""
    channel_height = lines_height(channels or "", COLUMNS[0].width, SMALL)
    return min(HIGHEST_ROW_POINTS, max(LOWEST_ROW_POINTS, channel_height, lines_height(name, NAME_WIDTH, ORDINARY)))


def build_workbook(table: Table) -> Workbook:
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "附件2"
    _write_head(sheet, table)
    last_row = _write_rows(sheet, table)
    last_row = _write_notes(sheet, table, last_row)
    _set_up_page(sheet, last_row)
    workbook.properties.title = table.campaign.annex2_title
    workbook.properties.creator = table.committee.name
    return workbook


def workbook_bytes(table: Table) -> bytes:
    stream = BytesIO()
    build_workbook(table).save(stream)
    return stream.getvalue()


def _write_head(sheet: Worksheet, table: Table) -> None:
    campaign = table.campaign
    put(sheet, "A1", campaign.annex2_label, LABEL_FONT, LEFT)
    put(sheet, "A2", campaign.quoted_theme, TITLE_FONT, CENTRED)
    put(sheet, "A3", campaign.annex2_title, TITLE_FONT, CENTRED)
    put(sheet, "A4", FILLED_BY + table.filled_by_name, LINE_FONT, LEFT)
    put(sheet, "D4", PHONE + table.filled_by_phone, LINE_FONT, LEFT)
    put(sheet, "H4", table.seal, LINE_FONT, LEFT)
    put(sheet, "A5", NAME_HEADING, HEADING_FONT, CENTRED)
    for group in GROUPS:
        put(sheet, f"{group.columns[0].letter}5", group.heading, HEADING_FONT, CENTRED)
        for column in group.columns:
            put(sheet, f"{column.letter}6", column.heading, HEADING_FONT, CENTRED)
    for merged in HEAD_MERGES:
        sheet.merge_cells(merged)
    for row, height in HEAD_HEIGHTS.items():
        sheet.row_dimensions[row].height = height
    # A name of fifty characters takes two lines.
    name_height = lines_height(FILLED_BY + table.filled_by_name, FILLED_BY_WIDTH, LINE_FONT.size)
    sheet.row_dimensions[4].height = max(HEAD_HEIGHTS[4], name_height)
    # A merged range shows the border of every cell in it, not only of the first.
    for row in sheet[f"A5:{LAST_COLUMN}6"]:
        for cell in row:
            cell.border = THIN


def _write_rows(sheet: Worksheet, table: Table) -> int:
    """Write the rows and the total; return the number of the last one."""
    small = Font(name="仿宋_GB2312", size=SMALL)
    ordinary = small if len(table.rows) > LONG_TABLE_ROWS else Font(name="仿宋_GB2312", size=ORDINARY)
    lines = [(row.name, row.figures) for row in table.rows]
    if table.has_total:
        lines.append((TOTAL_NAME, table.totals | {"letter_channels": TEXT_TOTAL}))
    for number, (name, figures) in enumerate(lines, start=FIRST_ROW):
        put(sheet, f"A{number}", name, ordinary, CENTRED).border = THIN
        for column in COLUMNS:
            font = small if column.is_text else ordinary
            put(sheet, f"{column.letter}{number}", figures[column.key], font, CENTRED).border = THIN
        sheet.row_dimensions[number].height = row_height(figures["letter_channels"], name)
    return FIRST_ROW + len(lines) - 1


def _write_notes(sheet: Worksheet, table: Table, last_row: int) -> int:
    table_width = NAME_WIDTH + sum(column.width for column in COLUMNS)
    for note in table.notes:
        last_row += 1
        put(sheet, f"A{last_row}", note, NOTE_FONT, LEFT)
        sheet.merge_cells(f"A{last_row}:{LAST_COLUMN}{last_row}")
        sheet.row_dimensions[last_row].height = max(LOWEST_ROW_POINTS, lines_height(note, table_width, ORDINARY))
    return last_row


def _set_up_page(sheet: Worksheet, last_row: int) -> None:
    sheet.column_dimensions["A"].width = NAME_WIDTH
    for column in COLUMNS:
        sheet.column_dimensions[column.letter].width = column.width
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = 1
    sheet.page_margins = PageMargins(**MARGINS)
    sheet.print_options.horizontalCentered = True
    sheet.print_title_rows = "5:6"
    sheet.print_area = f"A1:{LAST_COLUMN}{last_row}"
    sheet.freeze_panes = f"B{FIRST_ROW}"
    sheet.sheet_view.showGridLines = False
    sheet.oddFooter.center.text = "— &P —"
