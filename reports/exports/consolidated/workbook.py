"""The consolidated workbook: the official form first, the further sheets behind it. No ORM, no request."""

from collections.abc import Sequence
from io import BytesIO
from itertools import chain

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import Outline, PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from reports.annex2.layout import HeadingCell, Layout, TableColumn
from reports.annex2.print_out import A4, MARGINS
from reports.annex2.text_size import HIGHEST_ROW_POINTS, LINE_SPACING, LOWEST_ROW_POINTS, lines_height
from reports.annex2.workbook import CENTRED, LEFT, THIN, build_workbook, write_cell
from reports.exports.consolidated.contents import ConsolidatedContents, made_at
from reports.exports.consolidated.sheets import FurtherColumn, FurtherSheet, LineKind, SheetLine

TITLE_ROW, ORIGIN_ROW, HEADING_ROW = 1, 2, 3
# Of headings, at the least.
FEWEST_HEADING_ROWS = 2
SIZE = 10.5  # 五号, in points
TITLE_FONT = Font(name="方正小标宋简体", size=18)
NOTE_FONT = CELL_FONT = Font(name="仿宋_GB2312", size=SIZE)
HEADING_FONT = Font(name="黑体", size=SIZE)
STRONG_FONT = Font(name="黑体", size=SIZE, bold=True)
LINE_POINTS = 18
# Characters: the channels of a whole row would be a block of black.
LONGEST_STRONG = 20
UPRIGHT = Alignment(horizontal="center", vertical="center", text_rotation=255)
NUMBER = Alignment(horizontal="center", vertical="center", shrink_to_fit=True)
THICK, FINE = Side(style="medium"), Side(style="thin")
# Font and rule distinguish subtotals and totals, not colour: it is printed in black.
BORDERS = {
    LineKind.ORDINARY: THIN,
    LineKind.SUBTOTAL: Border(left=FINE, right=FINE, top=FINE, bottom=THICK),
    LineKind.TOTAL: Border(left=FINE, right=FINE, top=THICK, bottom=THICK),
}
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
    write_cell(sheet, f"A{TITLE_ROW}", further.title, TITLE_FONT, CENTRED)
    sheet.merge_cells(f"A{TITLE_ROW}:{last_letter}{TITLE_ROW}")
    sheet.row_dimensions[TITLE_ROW].height = 30
    _write_across(sheet, ORIGIN_ROW, further.origin, last_letter, total_width)
    first_row = _write_headings(sheet, further.columns)
    for number, line in enumerate(further.lines, start=first_row):
        _write_line(sheet, number, line, further.columns)
    last_row = first_row + len(further.lines) - 1
    for note in further.notes:
        last_row += 1
        _write_across(sheet, last_row, note, last_letter, total_width)
    _set_up_page(sheet, f"A1:{last_letter}{last_row}", further.name_column_count, first_row)


def _width(column: FurtherColumn, number: int, lines: list[SheetLine]) -> float:
    if column.is_text:
        return column.width
    digits = max((len(str(line.values[number])) for line in lines if line.values[number] is not None), default=0)
    return max(column.width, digits + 2)


def _write_across(sheet: Worksheet, row: int, text: str, last_letter: str, total_width: int) -> None:
    write_cell(sheet, f"A{row}", text, NOTE_FONT, LEFT)
    sheet.merge_cells(f"A{row}:{last_letter}{row}")
    sheet.row_dimensions[row].height = max(LOWEST_ROW_POINTS, lines_height(text, total_width, SIZE))


def _write_headings(sheet: Worksheet, columns: Sequence[FurtherColumn]) -> int:
    """Headings merged over their columns, and down to the last row of headings; returns the row below that."""
    row_count = max(FEWEST_HEADING_ROWS, *(len(column.headings) for column in columns))
    heights = [0.0] * (row_count - 1)
    for heading in _heading_cells(columns):
        below = columns[heading.column : heading.column + heading.column_count]
        is_group = len(below[0].headings) > heading.row + 1
        first = _at(heading.column + 1, HEADING_ROW + heading.row)
        last_row = heading.row if is_group else row_count - 1
        last = _at(heading.column + heading.column_count, HEADING_ROW + last_row)
        is_upright = below[0].is_upright and not is_group
        write_cell(sheet, first, heading.text, HEADING_FONT, UPRIGHT if is_upright else CENTRED)
        if first != last:
            sheet.merge_cells(f"{first}:{last}")
        if is_group:
            height = _heading_height(heading.text, sum(column.width for column in below))
            heights[heading.row] = max(heights[heading.row], height)
    rows = sheet.iter_rows(min_row=HEADING_ROW, max_row=HEADING_ROW + row_count - 1, max_col=len(columns))
    for cell in chain.from_iterable(rows):
        cell.border = THIN
    for number, height in enumerate([*heights, max(map(_column_height, columns))], start=HEADING_ROW):
        sheet.row_dimensions[number].height = height
    return HEADING_ROW + row_count


def _heading_cells(columns: Sequence[FurtherColumn]) -> list[HeadingCell]:
    """Merged as the official table's are."""
    return Layout(tuple(TableColumn("", "", "", column.headings, 0) for column in columns)).heading_cells


def _column_height(column: FurtherColumn) -> float:
    if column.is_upright:
        return len(column.heading) * SIZE * LINE_SPACING
    return sum(_heading_height(part, column.width) for part in column.heading.split("\n"))


def _heading_height(text: str, width: float) -> float:
    return lines_height(text, max(3, int(width)), SIZE)


def _write_line(sheet: Worksheet, row: int, line: SheetLine, columns: Sequence[FurtherColumn]) -> None:
    height = LINE_POINTS
    for number, (column, value) in enumerate(zip(columns, line.values, strict=True), start=1):
        is_strong = line.kind != LineKind.ORDINARY and len(str(value)) <= LONGEST_STRONG
        font = STRONG_FONT if is_strong else CELL_FONT
        cell = write_cell(sheet, _at(number, row), value, font, CENTRED if column.is_text else NUMBER)
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


def _set_up_page(sheet: Worksheet, area: str, name_column_count: int, first_row: int) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4.number
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    # Folding away the counties leaves the subtotals, which stand below them.
    sheet.sheet_properties.outlinePr = Outline(summaryBelow=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.page_margins = PageMargins(**MARGINS)
    sheet.print_options.horizontalCentered = True
    sheet.print_title_rows = f"{HEADING_ROW}:{first_row - 1}"
    sheet.print_area = area
    sheet.freeze_panes = _at(name_column_count + 1, first_row)
    sheet.sheet_view.showGridLines = False
    sheet.oddFooter.center.text = "— &P —"
