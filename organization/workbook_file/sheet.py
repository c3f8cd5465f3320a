"""One sheet in one pass over its XML: its filled rows, which of them are hidden, and what is merged."""

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import NamedTuple

from django.core.exceptions import ValidationError

from organization.workbook_file.limits import BROKEN, COLUMNS_READ, LAST_COLUMN, LAST_ROW, Spending
from organization.workbook_file.markup import RichMarkup
from organization.workbook_file.parts import Formats, SharedTexts, is_true
from organization.workbook_file.values import UnreadCell, Value, number_value, text_value, written_moment

DECIMAL = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,20})?")
PLACE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
NO_RESULT = "是公式，却没有算出的结果。请在 Excel 或 WPS 里打开，保存后再上传，或改成数值或文字。"
IS_ERROR = "是错误值，请改成数值或文字。"


@dataclass
class SheetRow:
    # As Excel shows it at the left.
    number: int
    # Those of the first columns, up to the last that is filled.
    values: list[Value]
    is_hidden: bool = False

    def value(self, column: int) -> Value:
        return self.values[column] if column < len(self.values) else None


class Merged(NamedTuple):
    """Rows and columns that one merged cell covers, first and last; rows as numbered, columns from 0."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass
class Sheet:
    title: str
    # Name of its part in the archive.
    part: str
    # Those in which a cell of their own is filled.
    rows: list[SheetRow] = field(default_factory=list)
    hidden_columns: list[range] = field(default_factory=list)
    # Those that gave their value to further rows.
    merged: list[Merged] = field(default_factory=list)
    # All that there are, filled or not.
    areas: list[Merged] = field(default_factory=list)
    # Of columns whose width the file states: the columns, and how many characters.
    widths: list[tuple[range, float]] = field(default_factory=list)
    # How many cells, filled or not, lie in a merged one.
    merged_area: int = 0

    def is_column_hidden(self, column: int) -> bool:
        return any(column in columns for columns in self.hidden_columns)


class SheetMarkup(RichMarkup):
    starts = {
        "sheetData": "start_data",
        "row": "start_row",
        "c": "start_cell",
        "v": "start_value",
        "t": "start_piece",
        "f": "start_formula",
        "r": "count_run",
        "rPh": "start_reading_aid",
        "col": "add_columns",
        "mergeCell": "add_merged",
    }
    ends = {
        "sheetData": "end_data",
        "row": "end_row",
        "c": "end_cell",
        "v": "end_value",
        "t": "end_piece",
        "f": "end_formula",
        "rPh": "end_reading_aid",
    }

    def __init__(self, spending: Spending, sheet: Sheet, texts: SharedTexts, formats: Formats, *, is_from_1904: bool):
        super().__init__(spending)
        self.sheet, self.texts, self.kinds, self.is_from_1904 = sheet, texts, formats.kinds, is_from_1904
        self.is_in_data = self.is_in_row = self.is_in_cell = False
        self.row, self.column = SheetRow(0, []), -1
        self.type = self.style = ""
        self.value: str | None = None
        self.formula: str | None = None
        self.pieces: list[str] = []

    # The frame

    def start_data(self, attributes) -> None:
        self.refuse_if(self.is_in_data)
        self.is_in_data = True

    def end_data(self) -> None:
        self.is_in_data = False

    def add_columns(self, attributes) -> None:
        if is_true(attributes.get("hidden")) or attributes.get("width") == "0":
            first, last = whole(attributes.get("min")), whole(attributes.get("max"))
            self.spending.spend("merges")
            self.sheet.hidden_columns.append(range(first - 1, last))
        elif (width := DECIMAL.fullmatch(attributes.get("width", ""))) and len(self.sheet.widths) < COLUMNS_READ:
            first, last = whole(attributes.get("min")), whole(attributes.get("max"))
            self.sheet.widths.append((range(first - 1, last), float(width[0])))

    def add_merged(self, attributes) -> None:
        self.spending.spend("merges")
        corners = [PLACE.fullmatch(corner) for corner in attributes.get("ref", "").split(":")]
        self.refuse_if(not all(corners))
        (first_column, first_row), (last_column, last_row) = (
            (column_index(corner[1]), whole(corner[2])) for corner in (corners[0], corners[-1])
        )
        self.sheet.areas.append(Merged(first_row, last_row, first_column, last_column))
        self.sheet.merged_area += abs((last_row - first_row + 1) * (last_column - first_column + 1))

    @staticmethod
    def refuse_if(is_broken: bool) -> None:
        if is_broken:
            raise ValidationError(BROKEN)

    # Rows

    def start_row(self, attributes) -> None:
        if not self.is_in_data:
            return
        number = whole(attributes["r"]) if "r" in attributes else self.row.number + 1
        self.refuse_if(self.is_in_row or not self.row.number < number <= LAST_ROW)
        is_hidden = is_true(attributes.get("hidden")) or attributes.get("ht") == "0"
        self.row, self.column, self.is_in_row = SheetRow(number, [], is_hidden), -1, True

    def end_row(self) -> None:
        if self.is_in_row and self.row.values:
            self.spending.spend("rows")
            self.sheet.rows.append(self.row)
        self.is_in_row = False

    # Cells

    def start_cell(self, attributes) -> None:
        if not self.is_in_row:
            return
        self.spending.spend("cells")
        place = attributes.get("r")
        column = self.column + 1 if place is None else column_of(place)
        self.refuse_if(self.is_in_cell or not self.column < column < LAST_COLUMN)
        self.column, self.is_in_cell = column, True
        self.type, self.style = attributes.get("t", "n"), attributes.get("s", "0")
        self.value = self.formula = None
        self.pieces = []

    def start_value(self, attributes) -> None:
        if self.is_in_cell:
            self.start_text(attributes)

    def end_value(self) -> None:
        if self.is_in_cell:
            self.value = self.take_text()

    start_formula = start_value

    def end_formula(self) -> None:
        if self.is_in_cell:
            self.formula = self.take_text()

    def start_piece(self, attributes) -> None:
        if self.is_in_cell and not self.is_reading_aid:
            self.start_text(attributes)

    def end_piece(self) -> None:
        if self.is_taking:
            self.pieces.append(self.take_text())

    def end_cell(self) -> None:
        if not self.is_in_cell:
            return
        self.is_in_cell = False
        if self.column >= COLUMNS_READ:
            return
        value = self.read_cell()
        if value is None:
            return
        if isinstance(value, str):
            self.spending.spend("characters", len(value))
        values = self.row.values
        values += [None] * (self.column - len(values))
        values.append(value)

    def read_cell(self) -> Value:
        if self.type == "inlineStr":
            return text_value("".join(self.pieces))
        if self.value is None or (self.value == "" and self.type != "str"):
            return None if self.formula is None else UnreadCell(f"={self.formula[:100]}", NO_RESULT)
        return self.read_value(self.value)

    def read_value(self, raw: str) -> Value:
        match self.type:
            case "s":
                return self.read_shared(raw)
            case "str":
                return text_value(raw)
            case "b":
                return is_true(raw)
            case "e":
                return UnreadCell(raw[:100], IS_ERROR)
            case "d":
                return written_moment(raw)
        return number_value(raw.strip(), self.kind(), is_from_1904=self.is_from_1904)

    def read_shared(self, raw: str) -> str | None:
        try:
            return self.texts[whole(raw)]
        except IndexError:
            raise ValidationError(BROKEN) from None

    def kind(self) -> str:
        style = whole(self.style)
        return self.kinds[style] if style < len(self.kinds) else ""

    # Merged cells

    def spread_merged(self) -> None:
        """Give a merged cell's value, in its first column, to every filled row that it covers."""
        numbers = [row.number for row in self.sheet.rows]
        for area in self.sheet.areas:
            if area.first_row < area.last_row and area.first_column < COLUMNS_READ:
                self.spread(area, bisect_left(numbers, area.first_row), numbers)

    def spread(self, area: Merged, first: int, numbers: list[int]) -> None:
        rows = self.sheet.rows[first : bisect_left(numbers, area.last_row + 1)]
        if not rows or rows[0].number != area.first_row:
            return
        value = rows[0].value(area.first_column)
        if value is None or len(rows) == 1:
            return
        self.sheet.merged.append(area)
        for row in rows[1:]:
            self.spending.spend("cells")
            if isinstance(value, str):
                self.spending.spend("characters", len(value))
            row.values += [None] * (area.first_column + 1 - len(row.values))
            row.values[area.first_column] = value


def whole(text: str | None) -> int:
    if text is None or not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise ValidationError(BROKEN)
    return int(text)


def column_of(place: str) -> int:
    """From 0, of a cell's place such as B2."""
    found = PLACE.fullmatch(place)
    if found is None:
        raise ValidationError(BROKEN)
    return column_index(found[1])


def column_index(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
