"""An uploaded annex, .xlsx or .docx, to what it says."""

from io import BytesIO
from pathlib import PurePath

from django.core.exceptions import ValidationError

from organization.word_file import DOCUMENT, open_document
from organization.workbook_file import open_workbook
from reports.setup.blanks.grid import BlankGrid, grid_of_sheet, grids_of_document
from reports.setup.blanks.recognising import NO_HEAD, Blank, recognise

DOCUMENTS, WORKBOOKS = (DOCUMENT.suffix, ".doc", ".docm", ".dotx", ".wps"), (".xlsx", ".xls", ".xlsm", ".xlsb", ".et")
SUFFIXES = (".xlsx", DOCUMENT.suffix)
WRONG_FILE = "请上传通知所附的空表：.xlsx 或 .docx 文件。PDF 和图片读不了，请用 WPS 或 Word 另存为这两种之一。"


def read_blank(content: bytes, file_name: str, *, number: int | None = None) -> Blank:
    """`number`: which of several tables, from 1. Raises a ValidationError with advice in Chinese."""
    grids = open_grids(content, file_name)
    found, refusals = [], []
    for grid in grids:
        try:
            found.append((grid.title, recognise(grid)))
        except ValidationError as refusal:
            refusals.append(refusal)
    if not found:
        # One that is too deep is more than none.
        raise next((one for one in refusals if one.message != NO_HEAD), ValidationError(NO_HEAD))
    return choose(found, number)


def open_grids(content: bytes, file_name: str) -> list[BlankGrid]:
    suffix = PurePath(file_name).suffix.lower()
    if suffix in DOCUMENTS:
        return list(grids_of_document(open_document(BytesIO(content))))
    if suffix in WORKBOOKS:
        return [grid_of_sheet(sheet) for sheet in open_workbook(BytesIO(content)).sheets]
    raise ValidationError(WRONG_FILE)


def choose(found: list[tuple[str, Blank]], number: int | None) -> Blank:
    if len(found) == 1 and number in (None, 1):
        return found[0][1]
    names = "；".join(
        f"{place}：{shorten(blank.title or title or '没有标题')}（{len(blank.columns)} 列）"
        for place, (title, blank) in enumerate(found[:9], start=1)
    )
    if number is None:
        raise ValidationError(
            f"文件里有 {len(found)} 张表，要的是第几张？请在下面填上，再选一次文件。{names}。", code="several"
        )
    if not 1 <= number <= len(found):
        raise ValidationError(f"文件里只有 {len(found)} 张表。{names}。", code="several")
    return found[number - 1][1]


def shorten(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:29]}…"
