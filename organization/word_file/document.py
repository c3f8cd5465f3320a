"""A document in one pass over its XML: paragraphs and tables in their order, as a person sees them."""

from dataclasses import dataclass, field
from typing import BinaryIO

from django.core.exceptions import ValidationError

from organization.text import clean_paragraphs
from organization.workbook_file.archive import CONTENT_TYPES, unpack
from organization.workbook_file.limits import COLUMNS_READ, FileKind, Spending
from organization.workbook_file.markup import Markup
from organization.workbook_file.parts import ContentTypes, Relationships

DOCUMENT = FileKind(".docx", "在 Word 或 WPS 中另存为“Word 文档（.docx）”", "文档（.doc 或 WPS 的 .wps）")
# Of ECMA-376 as Word and WPS write it, and of its Strict form.
WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
TOO_WIDE = f"文档里有一张表超过 {COLUMNS_READ} 列，读不了这么多。"
IS_NESTED = "文档里有表格套在另一张表的格子里，读不出各是哪一列。请把里面的表格移出来，或只留要用的那一张，再上传。"
# Between what a tab divides; a run of blanks divides a line that is signed too.
TAB = "    "


@dataclass
class WordCell:
    column: int
    column_count: int = 1
    # Whether it goes on from the cell above.
    is_continued: bool = False
    text: str = ""


@dataclass
class WordTable:
    rows: list[list[WordCell]] = field(default_factory=list)
    # Of each column, in twentieths of a point; empty where the file states none.
    widths: list[int] = field(default_factory=list)


def open_document(file: BinaryIO) -> list[str | WordTable]:
    """The blocks of a document: text of each paragraph that has any, and its tables."""
    parts, spending = unpack(file, DOCUMENT), Spending(DOCUMENT)
    ContentTypes(spending).read(parts[CONTENT_TYPES])
    name = Relationships(spending, parts, "").first("officeDocument")
    if name not in parts:
        raise ValidationError(DOCUMENT.is_none)
    markup = DocumentMarkup(spending)
    markup.read(parts[name])
    if not markup.is_document:
        raise ValidationError(DOCUMENT.is_none)
    return markup.blocks


class DocumentMarkup(Markup):
    namespaces = WORD
    starts = {
        "document": "start_document",
        "tbl": "start_table",
        "gridCol": "add_grid_column",
        "tr": "start_row",
        "gridBefore": "skip_columns",
        "tc": "start_cell",
        "gridSpan": "widen_cell",
        "vMerge": "merge_cell",
        "hMerge": "merge_into_left",
        "t": "start_text_of_run",
        "tab": "add_tab",
        "br": "add_break",
        "cr": "add_break",
        "moveFrom": "start_unseen",
        "txbxContent": "start_unseen",
        "rt": "start_unseen",
    }
    ends = {
        "tbl": "end_table",
        "tr": "end_row",
        "tc": "end_cell",
        "p": "end_paragraph",
        "t": "end_text_of_run",
        "moveFrom": "end_unseen",
        "txbxContent": "end_unseen",
        "rt": "end_unseen",
    }

    def __init__(self, spending: Spending):
        super().__init__(spending)
        self.is_document = False
        self.blocks: list[str | WordTable] = []
        self.table: WordTable | None = None
        self.cell: WordCell | None = None
        self.next_column = 0
        # How many elements one is in of which nothing is read: moved away, in a box, a reading aid.
        self.unseen = 0
        self.pieces: list[str] = []
        self.lines: list[str] = []

    def start_document(self, attributes) -> None:
        self.is_document = True

    def start_unseen(self, attributes) -> None:
        self.unseen += 1

    def end_unseen(self) -> None:
        self.unseen -= 1

    # Tables

    def start_table(self, attributes) -> None:
        if self.unseen:
            return
        if self.table is not None:
            raise ValidationError(IS_NESTED)
        self.table = WordTable()

    def end_table(self) -> None:
        if not self.unseen and self.table is not None:
            self.blocks.append(self.table)
            self.table = None

    def add_grid_column(self, attributes) -> None:
        if self.table is not None and not self.table.rows:
            if len(self.table.widths) == COLUMNS_READ:
                raise ValidationError(TOO_WIDE)
            self.table.widths.append(self.number(attributes, "w"))

    def start_row(self, attributes) -> None:
        if self.table is not None and not self.unseen:
            self.spending.spend("rows")
            self.table.rows.append([])
            self.next_column = 0

    def end_row(self) -> None:
        self.cell = None

    def skip_columns(self, attributes) -> None:
        self.advance(self.number(attributes, "val"))

    def start_cell(self, attributes) -> None:
        if self.table is None or not self.table.rows or self.unseen:
            return
        self.spending.spend("cells")
        self.cell = WordCell(self.next_column)
        self.table.rows[-1].append(self.cell)
        self.advance(1)

    def end_cell(self) -> None:
        if self.cell is not None and not self.unseen:
            self.cell.text = clean_paragraphs("\n".join(self.lines))
            self.cell, self.lines = None, []

    def widen_cell(self, attributes) -> None:
        if self.cell is not None and (count := self.number(attributes, "val")) > 1:
            self.cell.column_count = count
            self.advance(count - 1)

    def merge_cell(self, attributes) -> None:
        """Without a value, or with another than `restart`, the cell belongs to the one above."""
        if self.cell is not None:
            self.cell.is_continued = self.value(attributes, "val") != "restart"

    def merge_into_left(self, attributes) -> None:
        """Of old versions, which let the cells stand that a wider one covers."""
        row = self.table.rows[-1] if self.table is not None and self.table.rows else []
        if self.cell is not None and self.value(attributes, "val") != "restart" and len(row) > 1:
            row.pop()
            row[-1].column_count += 1
            self.cell = WordCell(row[-1].column)

    def advance(self, count: int) -> None:
        self.next_column += count
        if self.next_column > COLUMNS_READ:
            raise ValidationError(TOO_WIDE)

    # Text

    def start_text_of_run(self, attributes) -> None:
        if not self.unseen:
            self.start_text(attributes)

    def end_text_of_run(self) -> None:
        if self.is_taking:
            self.add_piece(self.take_text())

    def add_tab(self, attributes) -> None:
        # Where tabs stand is said by elements of the same name, which have a position.
        if not self.unseen and not self.has_value(attributes, "pos"):
            self.add_piece(TAB)

    def add_break(self, attributes) -> None:
        if not self.unseen:
            self.add_piece("\n")

    def add_piece(self, text: str) -> None:
        self.spending.spend("characters", len(text))
        self.pieces.append(text)

    def end_paragraph(self) -> None:
        if self.unseen:
            return
        text = "".join(self.pieces)
        self.pieces = []
        if self.cell is not None:
            self.lines.append(text)
        elif self.table is None and (line := clean_paragraphs(text)):
            self.blocks.append(line)

    # Attributes

    def value(self, attributes, name: str) -> str:
        return next((value for key, value in attributes.items() if key.rpartition(" ")[2] == name), "")

    def has_value(self, attributes, name: str) -> bool:
        return bool(self.value(attributes, name))

    def number(self, attributes, name: str) -> int:
        """0 for what is none; widths of WPS have decimals."""
        whole = self.value(attributes, name).partition(".")[0]
        return int(whole) if whole.isascii() and whole.isdecimal() and len(whole) < 10 else 0
