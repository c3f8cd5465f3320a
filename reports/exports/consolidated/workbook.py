"""The consolidated workbook: the official form first, the further sheets behind it. No ORM, no request."""

from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import Outline, PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from reports.annex2.workbook import (
    A4,
    CENTRED,
    HIGHEST_ROW_POINTS,
    LEFT,
    LINE_SPACING,
    LOWEST_ROW_POINTS,
    MARGINS,
    THIN,
    build_workbook,
    lines_height,
    put,
)
from reports.exports.consolidated.contents import ConsolidatedContents, made_at
from reports.exports.consolidated.sheets import FurtherColumn, FurtherSheet, LineKind, SheetLine

TITLE_ROW, ORIGIN_ROW, GROUP_ROW, HEADING_ROW, FIRST_ROW = range(1, 6)
SIZE = 10.5  # 五号, in points
TITLE_FONT = Font(name="方正小标宋简体", size=18)
NOTE_FONT = CELL_FONT = Font(name="仿宋_GB2312", size=SIZE)
HEADING_FONT = Font(name="黑体", size=SIZE)
STRONG_FONT = Font(name="黑体", size=SIZE, bold=True)
LINE_POINTS = 18
LONGEST_STRONG = 20
"""Characters: the channels of a whole row would be a block of black."""
UPRIGHT = Alignment(horizontal="center", vertical="center", text_rotation=255)
NUMBER = Alignment(horizontal="center", vertical="center", shrink_to_fit=True)
THICK, FINE = Side(style="medium"), Side(style="thin")
BORDERS = {
    LineKind.ORDINARY: THIN,
    LineKind.SUBTOTAL: Border(left=FINE, right=FINE, top=FINE, bottom=THICK),
    LineKind.TOTAL: Border(left=FINE, right=FINE, top=THICK, bottom=THICK),
}
"""Subtotals and totals are told by font and rule, not by colour: it is printed in black."""
AS_TEXT = "@"


def build_consolidated(contents: ConsolidatedContents) -> Workbook:
    table, source = contents.table, contents.table.source
    workbook = build_workbook(table)
    for further in contents.sheets:
        _write(workbook.create_sheet(further.title), further)
    for sheet in workbook.worksheets:
        # The form itself has no place for it; on paper it stands below the form.
        sheet.oddFooter.right.text = f"{source.label}　{contents.at:%Y-%m-%d %H:%M} 制表"
    workbook.properties.subject = f"数据来源：{source.label}"
    workbook.properties.description = f"{source.meaning}{made_at(contents.at)}"
    return workbook


def consolidated_bytes(contents: ConsolidatedContents) -> bytes:
    stream = BytesIO()
    build_consolidated(contents).save(stream)
    return stream.getvalue()


def _write(sheet: Worksheet, further: FurtherSheet) -> None:
    widths = [_width(column, number, further.lines) for number, column in enumerate(further.columns)]
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    last_letter, total_width = get_column_letter(len(widths)), int(sum(widths))
    put(sheet, f"A{TITLE_ROW}", further.title, TITLE_FONT, CENTRED)
    sheet.merge_cells(f"A{TITLE_ROW}:{last_letter}{TITLE_ROW}")
    sheet.row_dimensions[TITLE_ROW].height = 30
    _write_across(sheet, ORIGIN_ROW, further.origin, last_letter, total_width)
    _write_headings(sheet, further)
    for number, line in enumerate(further.lines, start=FIRST_ROW):
        _write_line(sheet, number, line, further.columns)
    last_row = FIRST_ROW + len(further.lines) - 1
    for note in further.notes:
        last_row += 1
        _write_across(sheet, last_row, note, last_letter, total_width)
    _set_up_page(sheet, f"A1:{last_letter}{last_row}", further.name_column_count)


def _width(column: FurtherColumn, number: int, lines: list[SheetLine]) -> float:
    """A number that does not fit would be shown as ####."""
    if column.is_text:
        return column.width
    digits = max((len(str(line.values[number])) for line in lines if line.values[number] is not None), default=0)
    return max(column.width, digits + 2)


def _write_across(sheet: Worksheet, row: int, text: str, last_letter: str, total_width: int) -> None:
    put(sheet, f"A{row}", text, NOTE_FONT, LEFT)
    sheet.merge_cells(f"A{row}:{last_letter}{row}")
    sheet.row_dimensions[row].height = max(LOWEST_ROW_POINTS, lines_height(text, total_width, SIZE))


def _write_headings(sheet: Worksheet, further: FurtherSheet) -> None:
    number = 1
    for group in further.groups:
        first, last = number, number + len(group.columns) - 1
        if group.heading:
            put(sheet, _at(first, GROUP_ROW), group.heading, HEADING_FONT, CENTRED)
            sheet.merge_cells(f"{_at(first, GROUP_ROW)}:{_at(last, GROUP_ROW)}")
        for column in group.columns:
            row = HEADING_ROW if group.heading else GROUP_ROW
            alignment = UPRIGHT if column.is_upright else CENTRED
            put(sheet, _at(number, row), column.heading, HEADING_FONT, alignment)
            if not group.heading:
                sheet.merge_cells(f"{_at(number, GROUP_ROW)}:{_at(number, HEADING_ROW)}")
            number += 1
    for row in sheet.iter_rows(min_row=GROUP_ROW, max_row=HEADING_ROW, max_col=number - 1):
        for cell in row:
            cell.border = THIN
    group_heights = [_heading_height(group.heading, sum(c.width for c in group.columns)) for group in further.groups]
    sheet.row_dimensions[GROUP_ROW].height = max(group_heights)
    sheet.row_dimensions[HEADING_ROW].height = max(map(_column_height, further.columns))


def _column_height(column: FurtherColumn) -> float:
    if column.is_upright:
        return len(column.heading) * SIZE * LINE_SPACING
    return sum(_heading_height(part, column.width) for part in column.heading.split("\n"))


def _heading_height(text: str, width: float) -> float:
    return lines_height(text, max(3, int(width)), SIZE)


def _write_line(sheet: Worksheet, row: int, line: SheetLine, columns: list[FurtherColumn]) -> None:
    height = LINE_POINTS
    for number, (column, value) in enumerate(zip(columns, line.values, strict=True), start=1):
        is_strong = line.kind != LineKind.ORDINARY and len(str(value)) <= LONGEST_STRONG
        font = STRONG_FONT if is_strong else CELL_FONT
        cell = put(sheet, _at(number, row), value, font, CENTRED if column.is_text else NUMBER)
        cell.border = BORDERS[line.kind]
        if isinstance(value, str):
            # A phone number that is edited stays text.
            cell.number_format = AS_TEXT
            height = max(height, lines_height(value, int(column.width), SIZE))
    sheet.row_dimensions[row].height = min(HIGHEST_ROW_POINTS, height)
    if line.kind == LineKind.ORDINARY:
        sheet.row_dimensions[row].outlineLevel = 1


def _at(column: int, row: int) -> str:
    return f"{get_column_letter(column)}{row}"


def _set_up_page(sheet: Worksheet, area: str, name_column_count: int) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    # Folding away the counties leaves the subtotals, which stand below them.
    sheet.sheet_properties.outlinePr = Outline(summaryBelow=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.page_margins = PageMargins(**MARGINS)
    sheet.print_options.horizontalCentered = True
    sheet.print_title_rows = f"{GROUP_ROW}:{HEADING_ROW}"
    sheet.print_area = area
    sheet.freeze_panes = _at(name_column_count + 1, FIRST_ROW)
    sheet.sheet_view.showGridLines = False
    sheet.oddFooter.center.text = "— &P —"
