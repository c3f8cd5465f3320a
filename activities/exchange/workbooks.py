"""The files that staff take away: the template of a kind, and the rows of a list. No macros, no formulas, no links."""

import re
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.datavalidation import DataValidation

from activities.exchange.cells import ChoicesCell, CountCell, DayCell
from activities.exchange.columns import NUMBER_HEADING, NUMBER_WIDTH
from activities.exchange.reading import EXAMPLE_MARK, NOTES_MARK, ROW_LIMIT
from activities.models.activity_columns import LARGEST_COUNT
from organization.text import encode_cell_text

CHOICES_SHEET = "选项"
FORBIDDEN_IN_TITLES = re.compile(r"[\\/*?:\[\]]")
LONGEST_TITLE = 31
NUMBER_NOTE = f"{NOTES_MARK}：新增留空。"
TEXT_FORMAT = "@"

HEADING_FONT = Font(name="宋体", size=11, bold=True)
REQUIRED_FONT = Font(name="宋体", size=11, bold=True, color="B5121B")
NOTE_FONT = Font(name="宋体", size=9, color="5F5A55")
EXAMPLE_FONT = Font(name="宋体", size=11, italic=True, color="7D756C")
ROW_FONT = Font(name="宋体", size=11)
HEADING_FILL = PatternFill("solid", fgColor="FBF3E4")
EXAMPLE_FILL = PatternFill("solid", fgColor="F2F2F2")
CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
NOTE_ALIGNMENT = Alignment(vertical="top", wrap_text=True)
ROW_ALIGNMENT = Alignment(vertical="center")
THIN = Border(*(Side(style="thin", color="BFB8AD") for _ in range(4)))
HEADING_POINTS, NOTES_POINTS, EXAMPLE_POINTS = 24, 66, 20


def sheet_title(label) -> str:
    """The label of a kind as Excel takes it for a sheet: without the signs that it forbids, and not too long."""
    title = FORBIDDEN_IN_TITLES.sub(" ", label).strip(" '")[:LONGEST_TITLE]
    return title if title and title != CHOICES_SHEET else f"{title}表"


def template_workbook(*, title, columns, example, campaign) -> bytes:
    workbook = Workbook(write_only=True)
    sheet = start_sheet(workbook, title, columns)
    lay_out(sheet, columns, first_row=4, campaign=campaign, choices=f"'{CHOICES_SHEET}'")
    sheet.row_dimensions[2].height, sheet.row_dimensions[3].height = NOTES_POINTS, EXAMPLE_POINTS
    sheet.append(headings(sheet, columns))
    notes = [NUMBER_NOTE, *(note(column) for column in columns)]
    sheet.append([styled(sheet, text, NOTE_FONT, NOTE_ALIGNMENT) for text in notes])
    sheet.append(
        [
            styled(sheet, EXAMPLE_MARK, EXAMPLE_FONT, ROW_ALIGNMENT, fill=EXAMPLE_FILL),
            *(
                styled(sheet, value, EXAMPLE_FONT, ROW_ALIGNMENT, column.cell.number_format, EXAMPLE_FILL)
                for column, value in zip(columns, example.values(), strict=True)
            ),
        ]
    )
    add_choices(workbook, columns)
    return as_bytes(workbook)


def list_workbook(*, title, columns, rows, campaign) -> bytes:
    workbook = Workbook(write_only=True)
    sheet = start_sheet(workbook, title, columns)
    lay_out(sheet, columns, first_row=2, campaign=campaign, choices=f"'{CHOICES_SHEET}'")
    sheet.append(headings(sheet, columns))
    formats = [TEXT_FORMAT, *(column.cell.number_format for column in columns)]
    for row in rows:
        sheet.append([plain(sheet, value, form) for value, form in zip(row, formats, strict=True)])
    add_choices(workbook, columns)
    return as_bytes(workbook)


def start_sheet(workbook, title, columns):
    sheet = workbook.create_sheet(title)
    sheet.freeze_panes = "B2"
    sheet.row_dimensions[1].height = HEADING_POINTS
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    return sheet


def lay_out(sheet, columns, *, first_row, campaign, choices):
    for index, (width, number_format) in enumerate(
        [(NUMBER_WIDTH, TEXT_FORMAT), *((column.width, column.cell.number_format) for column in columns)], start=1
    ):
        dimension = sheet.column_dimensions[get_column_letter(index)]
        dimension.width, dimension.number_format, dimension.font = width, number_format, ROW_FONT
    for index, column in enumerate(columns, start=2):
        validation = build_validation(column, f"{choices}!${get_column_letter(index)}", campaign)
        if validation:
            letter = get_column_letter(index)
            validation.add(f"{letter}{first_row}:{letter}{first_row + ROW_LIMIT - 1}")
            sheet.data_validations.append(validation)


def build_validation(column, choices, campaign) -> DataValidation | None:
    cell = column.cell
    if cell.labels:
        validation = DataValidation("list", f"{choices}$1:{choices.split('!')[1]}${len(cell.labels)}")
        # Several choices in one cell are no choice of the list, and may be typed all the same.
        validation.showErrorMessage = not isinstance(cell, ChoicesCell)
        validation.error = "请从下拉列表中选择。"
    elif isinstance(cell, DayCell):
        first, last = (int(to_excel(day)) for day in (campaign.starts_on, campaign.ends_on))
        validation = DataValidation("date", first, last, operator="between", showErrorMessage=True)
        validation.error = f"日期应在 {campaign.starts_on} 至 {campaign.ends_on} 之间。"
    elif isinstance(cell, CountCell):
        validation = DataValidation("whole", 0, LARGEST_COUNT, operator="between", showErrorMessage=True)
        validation.error = "请填整数。"
    else:
        return None
    validation.allow_blank, validation.errorTitle = True, column.heading
    return validation


def add_choices(workbook, columns):
    lists = [(), *(column.cell.labels for column in columns)]
    sheet = workbook.create_sheet(CHOICES_SHEET)
    sheet.sheet_state = "hidden"
    for place in range(max(map(len, lists))):
        sheet.append([plain(sheet, labels[place], TEXT_FORMAT) if place < len(labels) else None for labels in lists])


def headings(sheet, columns):
    return [
        styled(sheet, NUMBER_HEADING, HEADING_FONT, CENTRED, fill=HEADING_FILL),
        *(
            styled(
                sheet,
                column.heading,
                REQUIRED_FONT if column.is_required else HEADING_FONT,
                CENTRED,
                fill=HEADING_FILL,
            )
            for column in columns
        ),
    ]


def note(column):
    length = f"最多 {column.longest} 字。" if column.longest else ""
    return f"{'必填。' if column.is_required else ''}{column.note}{length}"


def plain(sheet, value, number_format):
    """A cell that holds what it shows: text that begins like a formula stays text."""
    is_text = isinstance(value, str)
    cell = WriteOnlyCell(sheet, value=(encode_cell_text(value) or None) if is_text else value)
    if is_text and value:
        cell.data_type = "s"
    cell.number_format = number_format
    return cell


def styled(sheet, value, font, alignment, number_format=TEXT_FORMAT, fill=None):
    cell = plain(sheet, value, number_format)
    cell.font, cell.alignment, cell.border = font, alignment, THIN
    if fill:
        cell.fill = fill
    return cell


def as_bytes(workbook) -> bytes:
    workbook.active = 0
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()
