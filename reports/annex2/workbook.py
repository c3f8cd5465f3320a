"""Annex 2 as an Excel sheet, in the form that the notice prescribes. No ORM, no request.

Fonts are named after the habit of GB/T 9704-2012 and are substituted by the reader's office where they are missing.
"""

from __future__ import annotations

from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from organization.text import encode_cell_text
from reports.annex2.grid import GridCell, Part, SheetGrid, build_grid
from reports.annex2.layout import Layout
from reports.annex2.print_out import MARGINS, PrintOut
from reports.annex2.table import Table

FONTS = {
    Part.LABEL: "黑体",
    Part.TITLE: "方正小标宋简体",
    Part.SIGNING_LINE: "仿宋_GB2312",
    Part.HEADING: "黑体",
    Part.FIGURE: "仿宋_GB2312",
    Part.SMALL_FIGURE: "仿宋_GB2312",
    Part.NOTE: "仿宋_GB2312",
}

CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
THIN = Border(*(Side(style="thin") for _ in range(4)))


def write_cell(sheet: Worksheet, address: str, value: int | str | None, font: Font, alignment: Alignment) -> Cell:
    """Write a value; text stays text even if it begins like a formula."""
    cell = sheet[address]
    cell.value = encode_cell_text(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"
    cell.font, cell.alignment = font, alignment
    return cell


def build_workbook(table: Table) -> Workbook:
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "附件2"
    grid = build_grid(table)
    write_grid(sheet, grid)
    set_up_page(sheet, grid, table.layout)
    workbook.properties.title = table.campaign.annex2_title
    workbook.properties.creator = table.committee.name
    return workbook


def workbook_bytes(table: Table) -> bytes:
    stream = BytesIO()
    build_workbook(table).save(stream)
    return stream.getvalue()


def print_out_of(table: Table) -> PrintOut:
    return build_grid(table).print_out


def write_grid(sheet: Worksheet, grid: SheetGrid) -> None:
    fonts = {part: Font(name=name, size=part.size) for part, name in FONTS.items()}
    for cell in grid.cells:
        alignment = CENTRED if cell.part.is_centred else LEFT
        address = f"{get_column_letter(cell.column + 1)}{cell.row + 1}"
        write_cell(sheet, address, cell.value, fonts[cell.part], alignment)
        merge(sheet, cell)
        if cell.part.is_bordered:
            draw_border(sheet, cell)
    for row, height in enumerate(grid.heights, start=1):
        sheet.row_dimensions[row].height = height
    for column, width in enumerate(grid.widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width


def merge(sheet: Worksheet, cell: GridCell) -> None:
    if cell.row_count > 1 or cell.column_count > 1:
        sheet.merge_cells(
            start_row=cell.row + 1,
            end_row=cell.row + cell.row_count,
            start_column=cell.column + 1,
            end_column=cell.column + cell.column_count,
        )


def draw_border(sheet: Worksheet, cell: GridCell) -> None:
    """A merged range shows the border of every cell in it, not only of the first."""
    for row in range(cell.row + 1, cell.row + cell.row_count + 1):
        for column in range(cell.column + 1, cell.column + cell.column_count + 1):
            sheet.cell(row, column).border = THIN


def set_up_page(sheet: Worksheet, grid: SheetGrid, layout: Layout) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = grid.print_out.paper.number
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = 1
    sheet.page_margins = PageMargins(**MARGINS)
    sheet.print_options.horizontalCentered = True
    sheet.print_title_rows = f"{grid.heading_rows.start + 1}:{grid.heading_rows.stop}"
    sheet.print_area = f"A1:{layout.columns[-1].letter}{len(grid.heights)}"
    # What names a line stays in sight.
    after_name = layout.columns.index(layout.name) + 1
    sheet.freeze_panes = f"{get_column_letter(after_name + 1)}{grid.heading_rows.stop + 1}"
    sheet.sheet_view.showGridLines = False
    sheet.oddFooter.center.text = "— &P —"
