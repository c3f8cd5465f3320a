"""An uploaded workbook as rows. What cannot be read as a whole is a ValidationError; what a single cell holds is not
judged here, but one that cannot be read is marked.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO

from django.core.exceptions import ValidationError
from tablib import Dataset

from activities.exchange.cells import CountCell, compact
from activities.exchange.columns import NUMBER_HEADING, OWN_IN_EXAMPLE, SHEET_ROW
from organization.workbook_file import Sheet, SheetRow, choose_sheet, open_workbook, read_text

# Entries in one file.
ROW_LIMIT = 2_000
ROWS_BEFORE_HEADINGS = 10
NOTES_MARK, EXAMPLE_MARK = "说明", "示例"


@dataclass
class Reading:
    dataset: Dataset
    # Of the sheet that was read, and of its columns by their headings, from 0.
    title: str
    columns: dict[str, int]
    # Numbers of the rows that are marked as examples; they are in no dataset.
    examples: list[int] = field(default_factory=list)
    # Rows that a filter or a hand has hidden, with what they hold: in the dataset only where that was chosen.
    hidden_rows: list[tuple[int, str]] = field(default_factory=list)
    hidden_headings: list[str] = field(default_factory=list)
    # Figures in merged cells, each of which now counts in several rows: heading, first and last row, value.
    merged_figures: list[tuple[str, int, int, str]] = field(default_factory=list)
    # Titles of further sheets with the same headings, which were not read.
    other_sheets: list[str] = field(default_factory=list)
    unknown_headings: list[str] = field(default_factory=list)
    missing_headings: list[str] = field(default_factory=list)


def read_workbook(content: bytes, *, title: str, columns, example, with_hidden: bool = False) -> Reading:
    """Read the visible sheet that has the headings; of several, the one named `title`.

    `example` is the template's own example row, `with_hidden` whether hidden rows are to be imported too.
    """
    workbook = open_workbook(BytesIO(content))
    sheets = [KindSheet(sheet, title, columns, example) for sheet in workbook.sheets]
    chosen = choose_kind_sheet(sheets, title)
    reading = chosen.read(with_hidden=with_hidden)
    reading.other_sheets = [one.title for one in sheets if one is not chosen and not one.missing and one.entries]
    return reading


def choose_kind_sheet(sheets: list["KindSheet"], title: str) -> "KindSheet":
    named = [sheet for sheet in sheets if compact(sheet.title) == compact(title) and not sheet.missing]
    found = choose_sheet(named or sheets, lambda sheet: not sheet.missing, lambda sheet: sheet.entries)
    return found or max(sheets, key=lambda sheet: len(sheet.found))


class KindSheet:
    """Finds the headings among the first rows and assigns the rows below to them."""

    def __init__(self, sheet: Sheet, title, columns, example):
        self.sheet, self.title, self.kind_title, self.columns = sheet, sheet.title, title, columns
        own = {column.heading for column in columns if column.name in OWN_IN_EXAMPLE}
        self.example = {heading: read_text(value) for heading, value in example.items() if heading not in own}
        self.headings = [NUMBER_HEADING, *(column.heading for column in columns)]
        self.names = {compact(heading).rstrip("*"): heading for heading in self.headings}
        self.place, self.found, self.doubled = self.find_headings()

    def find_headings(self) -> tuple[int, dict[str, int], str]:
        """Place of the row of headings, their columns, and one that stands there twice, if any."""
        best, found, doubled = 0, {}, ""
        for place, row in enumerate(self.sheet.rows[:ROWS_BEFORE_HEADINGS]):
            known, twice = self.known_headings(row)
            if len(known) > len(found):
                best, found, doubled = place, known, twice
        return best, found, doubled

    def known_headings(self, row: SheetRow) -> tuple[dict[str, int], str]:
        found, doubled = {}, ""
        for index, value in enumerate(row.values):
            heading = self.names.get(compact(value).rstrip("*"))
            if heading in found:
                doubled = heading
            elif heading:
                found[heading] = index
        return found, doubled

    @property
    def missing(self) -> list[str]:
        return [column.heading for column in self.columns if column.is_required and column.heading not in self.found]

    @cached_property
    def body(self) -> list[SheetRow]:
        """Below the headings; these, if merged, stand in further rows too."""
        first = self.place + 1
        while first < len(self.sheet.rows) and self.is_heading_again(self.sheet.rows[first]):
            first += 1
        return self.sheet.rows[first:]

    def is_heading_again(self, row: SheetRow) -> bool:
        return bool(self.found) and self.known_headings(row)[0] == self.found

    def read(self, *, with_hidden: bool) -> Reading:
        self.refuse_headings()
        reading = Reading(Dataset(headers=[SHEET_ROW, *self.found]), self.title, self.found)
        reading.missing_headings = [heading for heading in self.headings[1:] if heading not in self.found]
        reading.unknown_headings = self.unknown_headings()
        reading.hidden_headings = [
            heading for heading, column in self.found.items() if self.sheet.is_column_hidden(column)
        ]
        reading.examples = [row.number for row in self.body if self.is_ignored(row)]
        for row in self.entries:
            cells = self.cells_of(row)
            if row.is_hidden:
                reading.hidden_rows.append((row.number, "，".join(filter(None, map(read_text, cells)))))
            if with_hidden or not row.is_hidden:
                reading.dataset.append([row.number, *cells])
        reading.merged_figures = list(self.merged_figures([row[0] for row in reading.dataset]))
        self.refuse_count(reading)
        return reading

    def refuse_headings(self) -> None:
        if missing := self.missing:
            raise ValidationError(
                f"没有找到这些列：{'、'.join(missing)}。请用“{self.kind_title}”的模板填写，不要改动第一行的列名。"
            )
        if self.doubled:
            raise ValidationError(f"“{self.doubled}”这一列出现了两次，请删去一列。")

    @staticmethod
    def refuse_count(reading: Reading) -> None:
        count = len(reading.dataset)
        if not count and not reading.hidden_rows:
            raise ValidationError("表里没有可以导入的行：请从示例行的下一行开始填写。")
        if count > ROW_LIMIT:
            raise ValidationError(f"一次最多导入 {ROW_LIMIT} 行，这个文件有 {count} 行，请分成几个文件。")

    def cells_of(self, row: SheetRow) -> list:
        return [row.value(column) for column in self.found.values()]

    @cached_property
    def entries(self) -> list[SheetRow]:
        return [row for row in self.body if not self.is_ignored(row) and any(map(read_text, self.cells_of(row)))]

    def merged_figures(self, numbers: list[int]) -> Iterator[tuple[str, int, int, str]]:
        """Of merged cells that cover several of the rows with these numbers, which ascend."""
        headings = {self.found[one.heading]: one.heading for one in self.columns if self.is_read_figure(one)}
        rows = {row.number: row for row in self.body}
        for area in self.sheet.merged:
            heading, first = headings.get(area.first_column), rows.get(area.first_row)
            covered = bisect_right(numbers, area.last_row) - bisect_left(numbers, area.first_row)
            if heading and first and covered > 1:
                yield heading, area.first_row, area.last_row, read_text(first.value(area.first_column))

    def is_read_figure(self, column) -> bool:
        return isinstance(column.cell, CountCell) and column.heading in self.found

    def unknown_headings(self) -> list[str]:
        headings = self.sheet.rows[self.place]
        filled = {index for row in self.body for index, value in enumerate(row.values) if read_text(value)}
        unknown = []
        for index in range(max([*filled, len(headings.values) - 1]) + 1):
            heading = read_text(headings.value(index))
            if heading and compact(heading).rstrip("*") not in self.names:
                unknown.append(heading)
            elif not heading and index in filled:
                unknown.append(f"第 {index + 1} 列（没有列名）")
        return unknown

    def is_ignored(self, row: SheetRow) -> bool:
        """The template's notes and its example. An example that somebody wrote over is not ours to drop."""
        cells = dict(zip(self.found, self.cells_of(row), strict=True))
        mark = compact(cells.get(NUMBER_HEADING))
        if mark.startswith(NOTES_MARK):
            return True
        is_example = all(read_text(cells[heading]) == self.example[heading] for heading in cells.keys() & self.example)
        return is_example and mark in ("", EXAMPLE_MARK)
