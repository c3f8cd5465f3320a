"""缺少的材料: what a downloaded archive holds of each committee, and what it lacks. No queries, no request."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from reports.annex2.print_out import A4
from reports.annex2.text_size import lines_height
from reports.annex2.workbook import CENTRED, LEFT, THIN, write_cell
from reports.overview.board.rows import BoardRow

NAME = "缺少的材料.xlsx"
# Heading and width in characters.
COLUMNS = (("次序", 7), ("单位", 18), ("状态", 11), ("包内的材料", 34), ("缺少、需要注意的", 58))
# Points: of the text, and of a row.
SIZE, LOWEST = 11, 20
TITLE_FONT, HEADING_FONT = Font(name="黑体", size=16), Font(name="黑体", size=SIZE)
CELL_FONT = Font(name="宋体", size=SIZE)
FIRST_ROW = 4
COMPLETE = "齐全"


@dataclass(frozen=True)
class MissingLine:
    position: int
    name: str
    state: str
    held: str
    missing: str


def build_line(row: BoardRow, unreadable: Iterable[str] = ()) -> MissingLine:
    package, submission = row.package, row.submission
    missing = [f"文件读不出，没有放入：{name}" for name in unreadable]
    if submission is None:
        held = "没有（从未报送）"
        missing += [sentence for _, sentence in row.missing]
    else:
        at = timezone.localtime(submission.submitted_at)
        held = f"第 {submission.number} 次报送，{at:%Y-%m-%d %H:%M}，{'逾期' if submission.is_late else '按时'}"
        if not row.is_up:
            missing.append(f"现为“{package.get_state_display()}”，包内是上次报送的材料")
        if package.campaign.asks_for_scan and submission.scan_id is None:
            missing.append("没有盖章扫描件")
    return MissingLine(
        package.position, package.printed_name, package.standing.label, held, "；".join(missing) or COMPLETE
    )


def missing_list_bytes(lines: list[MissingLine], *, title: str, at: datetime) -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "缺少的材料"
    write_cell(sheet, "A1", title, TITLE_FONT, CENTRED)
    sheet.row_dimensions[1].height = 30
    write_cell(sheet, "A2", f"截至 {at:%Y-%m-%d %H:%M}，以最近一次报送为准", CELL_FONT, CENTRED)
    for row in (1, 2):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(COLUMNS))
    _write_rows(sheet, lines)
    _set_up_print(sheet)
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


def _write_rows(sheet: Worksheet, lines: list[MissingLine]) -> None:
    for letter, (heading, width) in zip("ABCDE", COLUMNS, strict=True):
        write_cell(sheet, f"{letter}{FIRST_ROW - 1}", heading, HEADING_FONT, CENTRED).border = THIN
        sheet.column_dimensions[letter].width = width
    for number, line in enumerate(lines, start=FIRST_ROW):
        for letter, value in zip("ABCDE", vars(line).values(), strict=True):
            alignment = LEFT if letter in "DE" else CENTRED
            write_cell(sheet, f"{letter}{number}", value, CELL_FONT, alignment).border = THIN
        sheet.row_dimensions[number].height = _height(line)


def _height(line: MissingLine) -> float:
    texts = zip(vars(line).values(), COLUMNS, strict=True)
    return max(LOWEST, *(lines_height(str(text), width, SIZE) for text, (_, width) in texts))


def _set_up_print(sheet: Worksheet) -> None:
    sheet.freeze_panes = f"A{FIRST_ROW}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4.number
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins = PageMargins(left=0.5, right=0.5, top=0.5, bottom=0.5)
    sheet.print_title_rows = f"{FIRST_ROW - 1}:{FIRST_ROW - 1}"
