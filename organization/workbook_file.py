"""Excel files that somebody else made: checked by the archive's directory before anything is unpacked.

Pure: no ORM, no request. `open_workbook` returns the workbook, `read_rows` the text of a sheet's filled rows.
"""

import warnings
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import BinaryIO

from django.core.exceptions import ValidationError
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from organization.text import clean_paragraphs, decode_cell_text

MEGABYTE = 1024 * 1024
FILE_LIMIT = 5 * MEGABYTE
UNPACKED_LIMIT = 20 * MEGABYTE
# How much larger a part may be than it is packed. Sheets of bordered, empty rows reach some 150, bombs 1000.
RATIO_LIMIT = 200
# Bytes of a part whose ratio does not matter.
UNSUSPECTED = MEGABYTE
# Parts of an archive; WPS and Excel write some 10 to 20.
PART_LIMIT = 200
ROWS_OF_EXCEL = 1_048_576

# Of the compound files before 2007: .xls, .et, and every Office file with a password.
OLE_SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")
CONTENT_TYPES = "[content_types].xml"

RESAVE = "请在 Excel 或 WPS 中另存为“Excel 工作簿（.xlsx）”再上传。"
BROKEN = f"这个文件读不出来，可能已损坏。{RESAVE}"
TOO_LARGE = "文件展开后过大，请只把有内容的行复制到新下载的模板里再上传。"
HAS_MACROS = f"文件里有宏或控件，不能上传。{RESAVE}"
HAS_LINKS = "文件里有指向别的文件或数据源的链接，请删去（数据—编辑链接—断开）再上传。"
HAS_OBJECTS = "文件里嵌有别的文件（OLE 对象），请删去再上传。"
IS_BINARY = f"这是二进制格式（.xlsb）。{RESAVE}"

# By what is in the name of a part.
REFUSED_PARTS = {
    "vba": HAS_MACROS,
    "xl/macrosheets/": HAS_MACROS,
    "xl/activex/": HAS_MACROS,
    "xl/externallinks/": HAS_LINKS,
    "xl/connections": HAS_LINKS,
    "xl/querytables/": HAS_LINKS,
    "xl/embeddings/": HAS_OBJECTS,
    "xl/workbook.bin": IS_BINARY,
}
# By what is in the table of content types: a part of any name can be of these.
REFUSED_TYPES = {
    "vbaproject": HAS_MACROS,
    "macro": HAS_MACROS,
    "activex": HAS_MACROS,
    "externallink": HAS_LINKS,
    "connections+xml": HAS_LINKS,
    "oleobject": HAS_OBJECTS,
}


@dataclass(frozen=True)
class SheetRow:
    # As Excel shows it at the left.
    number: int
    values: tuple[str, ...]
    # What is wrong with this row, in Chinese.
    errors: tuple[str, ...]


def open_workbook(file: BinaryIO) -> Workbook:
    """The workbook in an uploaded file, read-only and with formulas as formulas.

    Raises a ValidationError with advice in Chinese for a file that is no .xlsx, is broken, too large,
    or has macros, external links or embedded objects. The dimensions that a sheet declares are ignored: WPS writes
    A1:A1.
    """
    with _archive(file) as archive:
        _check_directory(archive.infolist())
        _check_parts(archive)
    workbook = _unless_broken(load_workbook, file, read_only=True, keep_links=False)
    for sheet in workbook.worksheets:
        sheet.reset_dimensions()
    return workbook


def first_sheet(workbook: Workbook):
    """The first sheet that is not hidden; the lists of choices of our templates are on hidden ones."""
    for sheet in workbook.worksheets:
        if sheet.sheet_state == "visible":
            return sheet
    raise ValidationError("文件里没有工作表。")


def read_rows(sheet, *, column_count: int, row_limit: int) -> list[SheetRow]:
    """The rows that have anything in their first columns, the heading's row among them.

    Raises a ValidationError beyond `row_limit` filled rows and for a broken sheet.
    """
    rows = _unless_broken(_filled_rows, sheet, column_count, row_limit + 1)
    if len(rows) > row_limit:
        raise ValidationError(f"表中超过 {row_limit} 行，请分成几个文件上传。")
    return rows


def _archive(file: BinaryIO) -> zipfile.ZipFile:
    file.seek(0)
    content_limit = FILE_LIMIT + 1
    start = file.read(content_limit)
    if len(start) == content_limit:
        raise ValidationError(f"文件超过 {FILE_LIMIT // MEGABYTE} MB，请分成几个文件上传。")
    if start.startswith(OLE_SIGNATURE):
        if ENCRYPTED_PART in start:
            raise ValidationError("文件设了打开密码，请取消密码后再上传。")
        raise ValidationError(f"这是旧格式的表格（.xls 或 WPS 的 .et）。{RESAVE}")
    if not start.startswith(b"PK"):
        raise ValidationError(f"这不是 .xlsx 文件。{RESAVE}")
    file.seek(0)
    return _unless_broken(zipfile.ZipFile, file)


def _check_directory(parts: list[zipfile.ZipInfo]) -> None:
    names = [part.filename.replace("\\", "/").lower() for part in parts]
    if len(names) > PART_LIMIT or len(set(names)) < len(names):
        raise ValidationError(BROKEN)
    for name in names:
        _refuse(name, REFUSED_PARTS)
    if CONTENT_TYPES not in names:
        raise ValidationError(f"这不是 .xlsx 文件。{RESAVE}")
    if sum(part.file_size for part in parts) > UNPACKED_LIMIT:
        raise ValidationError(TOO_LARGE)
    for part in parts:
        if part.file_size > max(UNSUSPECTED, RATIO_LIMIT * part.compress_size):
            raise ValidationError(TOO_LARGE)
        if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise ValidationError(BROKEN)
        if part.flag_bits & 1:
            raise ValidationError("文件设了打开密码，请取消密码后再上传。")


def _check_parts(archive: zipfile.ZipFile) -> None:
    """No office program declares a document type: one is there to make the reader expand entities."""
    for part in archive.infolist():
        content = _unless_broken(archive.read, part)
        if not part.filename.lower().startswith("xl/media/") and b"<!DOCTYPE" in content.replace(b"\0", b""):
            raise ValidationError(BROKEN)
        if part.filename.lower() == CONTENT_TYPES:
            _refuse(content.decode("utf-8", "replace").lower(), REFUSED_TYPES)


def _refuse(text: str, signs: dict[str, str]) -> None:
    for sign, complaint in signs.items():
        if sign in text:
            raise ValidationError(complaint)


def _unless_broken(read, *arguments, **options):
    """Call `read`, and blame the file for whatever it raises: the libraries raise almost anything at a damaged one."""
    try:
        with warnings.catch_warnings():
            # About styles, validations and properties that are not read anyway.
            warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
            return read(*arguments, **options)
    except Exception as error:
        raise ValidationError(BROKEN) from error


def _filled_rows(sheet, column_count: int, enough: int) -> list[SheetRow]:
    rows = []
    # Without the last row, a forged row number would be filled up with empty rows for hours.
    for number, cells in enumerate(sheet.iter_rows(max_row=ROWS_OF_EXCEL, max_col=column_count), start=1):
        if any(cell.value is not None for cell in cells):
            row = SheetRow(number, tuple(map(_text, cells)), tuple(_complaints(cells)))
            if any(row.values) or row.errors:
                rows.append(row)
        if len(rows) == enough:
            break
    return rows


def _text(cell) -> str:
    value = cell.value
    if value is None or cell.data_type in {"f", "e"}:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return clean_paragraphs(decode_cell_text(value)) if isinstance(value, str) else str(value)


def _complaints(cells) -> Iterable[str]:
    for column, cell in enumerate(cells, start=1):
        if cell.data_type == "f":
            yield f"{get_column_letter(column)} 列是公式，请复制后用“选择性粘贴—数值”粘回。"
        elif cell.data_type == "e":
            yield f"{get_column_letter(column)} 列是错误值 {cell.value}，请改正。"
