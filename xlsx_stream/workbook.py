"""A workbook of plain rows, written while it is sent: only the present batch is in memory.

Pure: no ORM, no request. Text stands in its cell (inline strings), so that no table of strings grows, and is text
whatever it begins with: there are no formulas and no links.
"""

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter

from xlsx_stream.parts import (
    PACKAGE_RELATIONS,
    STYLES,
    Style,
    content_types,
    sheet_end,
    sheet_start,
    workbook_part,
    workbook_relations,
)

# Of a sheet, its row of headings included.
LAST_ROW = 1_048_576
# Bytes before packing: from 2 GiB on, a zip file needs an extension that Excel does not take.
LARGEST_SHEET = 2_000_000_000
# UTF-16 units in a cell.
LONGEST_TEXT = 32_767
# Bytes that are gathered before they are handed on.
SENT_AT_ONCE = 128 * 1024
# The fastest: the next better ones take twice the time for a tenth of the size.
COMPRESSION = 1
# Different values of a column whose cells are remembered.
MAX_CACHED = 5_000
# Day 0 of Excel's calendar.
FIRST_DAY = date(1899, 12, 30).toordinal()
SECONDS_OF_DAY = 24 * 60 * 60

# Stands in a cell for the number of its row, so that whole cells can be remembered. No text can hold it: NOT_OF_XML.
ROW = "\0"
ROW_START, ROW_END = f'<row r="{ROW}">'.encode(), b"</row>"
LABEL_START = ' t="inlineStr"><is>'
HEADING_START, TEXT_START = (f' s="{style:d}" t="inlineStr"><is>' for style in (Style.HEADING, Style.TEXT))
TEXT_END = "</is></c>"
DAY_START, MOMENT_START = (f' s="{style:d}"><v>' for style in (Style.DAY, Style.MOMENT))

# What no XML file may hold. It is left out, as it is where text comes in.
NOT_OF_XML = "\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
_FORBIDDEN = re.compile(f"[{NOT_OF_XML}]")
# Without any of these a text is written as it is. One set of characters: alternatives would be tried at every place.
may_be_special = re.compile(rf"[&<>_\s{NOT_OF_XML}]").search
# Excel reads _x0041_ as the letter A, unless its underscore is coded itself (ECMA-376 part 1, 22.9.2.19).
_LIKE_A_CODE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")

Value = str | int | date | datetime | None
# From values of a column to its cells.
Renderer = Callable[[Sequence[Value]], list[bytes]]


class Cells(Enum):
    """What a column holds."""

    # Text typed by people.
    TEXT = "text"
    # One of rather few texts, or none.
    LABEL = "label"
    NUMBER = "number"
    DAY = "day"
    # As its own clock shows it, to the second; whatever its time zone.
    MOMENT = "moment"


@dataclass(frozen=True)
class SheetColumn:
    heading: str
    # In characters, of which a Chinese one counts as two.
    width: int
    cells: Cells = Cells.LABEL


@dataclass(frozen=True)
class ShortSheet:
    """A short sheet behind the long ones, whose rows are at hand."""

    title: str
    columns: Sequence[SheetColumn]
    rows: Sequence[tuple]


def stream_workbook(
    title: str,
    columns: Sequence[SheetColumn],
    batches: Iterable[Sequence[tuple]],
    *,
    further: Sequence[ShortSheet] = (),
) -> Iterator[bytes]:
    """Yield the workbook in pieces. A batch is some rows; a row has a value or None for each column.

    Rows that do not fit on a sheet continue on the next one, under the same headings.
    """
    outlet, remaining, sheets = Outlet(), Remaining(batches), {}
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION) as archive:
        # First, so that whoever looks only at the beginning of the file knows what it is.
        archive.writestr("_rels/.rels", PACKAGE_RELATIONS)
        archive.writestr("xl/styles.xml", STYLES)
        while remaining.are_any() or not sheets:
            with closing(SheetWriter(archive, len(sheets) + 1, columns)) as sheet:
                while sheet.room and remaining.are_any():
                    sheet.write(remaining.drain(sheet.room))
                    if len(outlet.waiting) >= SENT_AT_ONCE:
                        yield outlet.drain()
            sheets[f"{title} {len(sheets) + 1}" if sheets else title] = sheet.last_cell
        for one in further:
            with closing(SheetWriter(archive, len(sheets) + 1, one.columns)) as sheet:
                sheet.write(one.rows)
            sheets[one.title] = sheet.last_cell
        archive.writestr("xl/workbook.xml", workbook_part(sheets))
        archive.writestr("xl/_rels/workbook.xml.rels", workbook_relations(len(sheets)))
        archive.writestr("[Content_Types].xml", content_types(len(sheets)))
    yield outlet.drain()


class Outlet:
    """Where the archive is written to: it cannot go back in it, and so writes sizes after their parts."""

    def __init__(self):
        self.waiting = bytearray()

    def write(self, content: bytes) -> int:
        self.waiting += content
        return len(content)

    def flush(self) -> None:
        pass

    def drain(self) -> bytes:
        content = bytes(self.waiting)
        self.waiting.clear()
        return content


class Remaining:
    """The rows that are not written yet; the next batch is asked for when all of the one before are."""

    def __init__(self, batches: Iterable[Sequence[tuple]]):
        self.batches, self.rows = iter(batches), ()

    def are_any(self) -> bool:
        while not self.rows:
            try:
                self.rows = next(self.batches)
            except StopIteration:
                return False
        return True

    def drain(self, most: int) -> Sequence[tuple]:
        batch, self.rows = self.rows[:most], self.rows[most:]
        return batch


class SheetWriter:
    """One sheet of the archive, open to be written."""

    def __init__(self, archive: zipfile.ZipFile, number: int, columns: Sequence[SheetColumn]):
        self.part = archive.open(f"xl/worksheets/sheet{number}.xml", "w")
        self.letters = [get_column_letter(place) for place in range(1, len(columns) + 1)]
        starts = [f'<c r="{letter}{ROW}"' for letter in self.letters]
        self.row_count, self.size = 0, 0
        self.write_part(sheet_start([column.width for column in columns]).encode())
        self.renderers = [heading_cells(start) for start in starts]
        self.write([tuple(column.heading for column in columns)])
        self.renderers = [RENDERERS[column.cells](start) for start, column in zip(starts, columns, strict=True)]

    @property
    def room(self) -> int:
        return LAST_ROW - self.row_count if self.size < LARGEST_SHEET else 0

    @property
    def last_cell(self) -> str:
        return f"${self.letters[-1]}${self.row_count}"

    def write(self, rows: Sequence[tuple]) -> None:
        """Column by column, which is faster than cell by cell."""
        columns = zip(self.renderers, zip(*rows, strict=True), strict=True)
        lines = map(b"".join, zip(*(render(values) for render, values in columns), strict=True))
        numbered, placeholder = enumerate(lines, start=self.row_count + 1), ROW.encode()
        self.row_count += len(rows)
        self.write_part(
            b"".join([(ROW_START + line + ROW_END).replace(placeholder, b"%d" % number) for number, line in numbered])
        )

    def write_part(self, content: bytes) -> None:
        self.size += len(content)
        self.part.write(content)

    def close(self) -> None:
        self.write_part(sheet_end(self.last_cell.replace("$", "")).encode())
        self.part.close()


# What makes cells of the values of a column, each after `start`; a cell without a value is left out.


def heading_cells(start: str) -> Renderer:
    return lambda texts: [f"{start}{HEADING_START}{encode_text(text)}{TEXT_END}".encode() for text in texts]


def text_cells(start: str) -> Renderer:
    start += TEXT_START
    return lambda texts: [f"{start}{encode_text(text)}{TEXT_END}".encode() if text else b"" for text in texts]


def label_cells(start: str) -> Renderer:
    start += LABEL_START
    return cached(lambda text: f"{start}{encode_text(text)}{TEXT_END}".encode() if text else b"")


def number_cells(start: str) -> Renderer:
    return lambda numbers: [b"" if it is None else f"{start}><v>{it}</v></c>".encode() for it in numbers]


def day_cells(start: str) -> Renderer:
    start += DAY_START
    return cached(lambda day: b"" if day is None else f"{start}{day.toordinal() - FIRST_DAY}</v></c>".encode())


def moment_cells(start: str) -> Renderer:
    start += MOMENT_START
    return lambda moments: [b"" if it is None else f"{start}{serial(it):.14g}</v></c>".encode() for it in moments]


def serial(moment: datetime) -> float:
    """The number by which Excel knows a moment: days since FIRST_DAY."""
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    return moment.toordinal() - FIRST_DAY + seconds / SECONDS_OF_DAY


class CellCache(dict):
    """Cells by their values, as many as are worth remembering."""

    def __init__(self, render: Callable[[Value], bytes]):
        super().__init__()
        self.render = render

    def __missing__(self, value: Value) -> bytes:
        cell = self.render(value)
        if len(self) < MAX_CACHED:
            self[value] = cell
        return cell


def cached(render: Callable[[Value], bytes]) -> Renderer:
    known = CellCache(render)
    return lambda values: [known[value] for value in values]


# New for each column of a sheet.
RENDERERS: dict[Cells, Callable[[str], Renderer]] = {
    Cells.TEXT: text_cells,
    Cells.LABEL: label_cells,
    Cells.NUMBER: number_cells,
    Cells.DAY: day_cells,
    Cells.MOMENT: moment_cells,
}


def encode_text(text: str) -> str:
    is_plain = len(text) <= LONGEST_TEXT // 2 and not may_be_special(text)
    return f"<t>{text}</t>" if is_plain else special_content(text)


def special_content(text: str) -> str:
    text = truncate(_FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    return f'<t xml:space="preserve">{escape(_LIKE_A_CODE.sub("_x005F_", text))}</t>'


def truncate(text: str) -> str:
    """What a cell can hold of the text; a longer one ends in an ellipsis."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LONGEST_TEXT:
        return text
    return units[: 2 * (LONGEST_TEXT - 1)].decode("utf-16-le", "ignore") + "…"
