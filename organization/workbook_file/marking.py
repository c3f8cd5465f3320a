"""The same workbook given back, with the cells marked that have to be corrected, and why as a comment on each."""

import re
import warnings
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from io import BytesIO
from typing import NamedTuple

from django.core.exceptions import ValidationError
from openpyxl import load_workbook
from openpyxl.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from organization.workbook_file.archive import open_archive, read_part, unpack
from organization.workbook_file.limits import MEGABYTE, UNPACKED_LIMIT
from organization.workbook_file.workbook import open_workbook

# Beyond these, the library that writes the file takes too long and too much memory: cells and runs of all sheets,
# cells within merged ones, bytes of XML. So it does with pictures that it would have to decode.
CELLS_MARKED, RUNS_MARKED, MERGED_MARKED, BYTES_MARKED = 40_000, 2_000, 20_000, 5 * MEGABYTE
PICTURES_COPIED = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
# How many marks a file is given.
MARK_LIMIT = 500
CANNOT_MARK = "这个文件加不了批注，请按页面上列出的地方修改。"
AUTHOR = "归巢"
FAULTY = PatternFill("solid", fgColor="FFC7CE")
# In points; one line of Chinese at Excel's usual size.
COMMENT_WIDTH, LINE_HEIGHT, LETTERS_IN_LINE = 220, 20, 16

# What the library does not read, as it does.
EMPTY_FILL = re.compile(rb"<((?:\w+:)?)fill\s*(?:/>|>\s*</\1fill>)")
OFFICE, STRICT = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"
FROM_STRICT = {
    STRICT + b"spreadsheetml/main": OFFICE + b"spreadsheetml/2006/main",
    STRICT + b"officeDocument/relationships": OFFICE + b"officeDocument/2006/relationships",
    STRICT + b"drawingml/main": OFFICE + b"drawingml/2006/main",
}


class FaultMark(NamedTuple):
    # As Excel shows it, and from 0.
    row: int
    column: int
    text: str


def mark_cells(content: bytes, title: str, marks: Iterable[FaultMark]) -> bytes:
    """`content` with the first marks on its sheet `title`. Raises a ValidationError where it cannot be written."""
    refuse_heavy(content)
    texts = defaultdict(list)
    for mark in list(marks)[:MARK_LIMIT]:
        texts[mark.row, mark.column + 1].append(mark.text)
    try:
        with warnings.catch_warnings():
            # About styles, validations and properties that the library drops.
            warnings.simplefilter("ignore")
            return write_marks(repack(content), title, texts)
    except Exception as error:  # the library raises almost anything at what it does not know
        raise ValidationError(CANNOT_MARK) from error


def refuse_heavy(content: bytes) -> None:
    workbook = open_workbook(BytesIO(content), with_hidden=True)
    spent, merged = workbook.spending.spent, sum(sheet.merged_area for sheet in workbook.sheets)
    if spent["cells"] > CELLS_MARKED or spent["runs"] > RUNS_MARKED or merged > MERGED_MARKED:
        raise ValidationError(CANNOT_MARK)
    parts = unpack(BytesIO(content))
    pictures = {name for name in parts if name.startswith("xl/media/")}
    if sum(len(part) for name, part in parts.items() if name not in pictures) > BYTES_MARKED:
        raise ValidationError(CANNOT_MARK)
    if not all(parts[name].startswith(PICTURES_COPIED) for name in pictures):
        raise ValidationError(CANNOT_MARK)


def write_marks(file: BytesIO, title: str, texts: dict[tuple[int, int], list[str]]) -> bytes:
    book = load_workbook(file, rich_text=True)
    sheet = book[title]
    for place, complaints in texts.items():
        mark_cell(written_cell(sheet, *place), complaints)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def written_cell(sheet, row: int, column: int):
    """The cell itself, or the first of the merged cell in which it lies."""
    cell = sheet.cell(row, column)
    if not isinstance(cell, MergedCell):
        return cell
    area = next(area for area in sheet.merged_cells.ranges if cell.coordinate in area)
    return sheet.cell(area.min_row, area.min_col)


def mark_cell(cell, complaints: list[str]) -> None:
    lines = [*([cell.comment.text] if cell.comment else []), *complaints]
    height = sum(LINE_HEIGHT * (1 + len(line) // LETTERS_IN_LINE) for line in lines)
    cell.fill = FAULTY
    cell.comment = Comment("\n".join(lines), AUTHOR, width=COMMENT_WIDTH, height=height + LINE_HEIGHT)


def repack(content: bytes) -> BytesIO:
    """As it is, but for what the library does not read; sizes are those of what is there."""
    out = BytesIO()
    with open_archive(BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            name, part = info.filename, read_part(source, info, UNPACKED_LIMIT)
            if name.lower().endswith((".xml", ".rels")):
                part = readable(part)
            target.writestr(name, part)
    return out


def readable(part: bytes) -> bytes:
    for strict, transitional in FROM_STRICT.items():
        part = part.replace(strict, transitional)
    return EMPTY_FILL.sub(rb"<\1fill><\1patternFill/></\1fill>", part)
