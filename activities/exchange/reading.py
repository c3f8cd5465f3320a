"""An uploaded workbook as rows. What cannot be read as a whole is a ValidationError; what a single cell holds is not
judged here, but a formula or an error value in it is marked."""

import warnings
from dataclasses import dataclass, field
from io import BytesIO
from itertools import islice

from django.core.exceptions import ValidationError
from tablib import Dataset

from activities.exchange.cells import UnreadCell, compact, read_text
from activities.exchange.columns import NUMBER_HEADING, OWN_IN_EXAMPLE, SHEET_ROW
from organization.text import clean_paragraphs, decode_cell_text
from organization.workbook_file import BROKEN, first_sheet, open_workbook

# Entries in one file.
ROW_LIMIT = 3_000
# A sheet that does not end before this row is refused: reading a million blank rows takes a minute.
LAST_ROW_READ = 20_000
LAST_COLUMN_READ = 100
ROWS_BEFORE_HEADINGS = 10
NOTES_MARK, EXAMPLE_MARK = "说明", "示例"


@dataclass
class Reading:
    dataset: Dataset
    # Numbers of the rows that are marked as examples; they are in no dataset.
    examples: list[int] = field(default_factory=list)
    unknown_headings: list[str] = field(default_factory=list)
    missing_headings: list[str] = field(default_factory=list)


def read_workbook(content: bytes, *, title: str, columns, example) -> Reading:
    """Read the sheet named `title`, else the first visible one. `example` is the template's own example row."""
    workbook = open_workbook(BytesIO(content))
    visible = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    sheet = next((sheet for sheet in visible if sheet.title.strip() == title), None) or first_sheet(workbook)
    try:
        with warnings.catch_warnings():
            # openpyxl's remarks on odd cells name their values.
            warnings.simplefilter("ignore")
            rows = sheet_rows(sheet)
    except ValidationError:
        raise
    except Exception as error:  # whatever a broken sheet makes the library raise
        raise ValidationError(BROKEN) from error
    return Sheet(rows, title, columns, example).read()


def sheet_rows(sheet) -> list[tuple[int, list]]:
    rows = []
    for number, cells in enumerate(islice(sheet.iter_rows(max_col=LAST_COLUMN_READ), LAST_ROW_READ + 1), start=1):
        values = [read_value(cell) for cell in cells]
        if any(read_text(value) for value in values):
            rows.append((number, values))
        if number > LAST_ROW_READ:
            raise ValidationError(
                f"这张表到第 {LAST_ROW_READ} 行还没有结束。请删去下面的空行，或把内容复制到新下载的模板里再上传。"
            )
    return rows


def read_value(cell):
    if cell.value is None:
        return None
    if cell.data_type == "f":
        return UnreadCell(
            read_text(getattr(cell.value, "text", cell.value)), "是公式，请改成数值或文字（选择性粘贴为数值）。"
        )
    if cell.data_type == "e":
        return UnreadCell(read_text(cell.value), "是错误值，请改成数值或文字。")
    return clean_paragraphs(decode_cell_text(cell.value)) if isinstance(cell.value, str) else cell.value


class Sheet:
    """Finds the headings among the first rows and assigns the rows below to them."""

    def __init__(self, rows, title, columns, example):
        self.rows, self.title, self.columns = rows, title, columns
        own = {column.heading for column in columns if column.name in OWN_IN_EXAMPLE}
        self.example = {heading: read_text(value) for heading, value in example.items() if heading not in own}
        self.headings = [NUMBER_HEADING, *(column.heading for column in columns)]

    def read(self) -> Reading:
        place, found = self.find_headings()
        body = self.rows[place + 1 :]
        reading = Reading(Dataset(headers=[SHEET_ROW, *found]))
        reading.missing_headings = [heading for heading in self.headings[1:] if heading not in found]
        reading.unknown_headings = self.unknown_headings(self.rows[place][1], body)
        for number, values in body:
            cells = [values[index] if index < len(values) else None for index in found.values()]
            if self.is_ignored(dict(zip(found, cells, strict=True))):
                reading.examples.append(number)
            elif any(read_text(cell) for cell in cells):
                reading.dataset.append([number, *cells])
        if not len(reading.dataset):
            raise ValidationError("表里没有可以导入的行：请从示例行的下一行开始填写。")
        if len(reading.dataset) > ROW_LIMIT:
            raise ValidationError(
                f"一次最多导入 {ROW_LIMIT} 行，这个文件有 {len(reading.dataset)} 行，请分成几个文件。"
            )
        return reading

    def find_headings(self):
        best, found = 0, {}
        for place, (_, values) in enumerate(self.rows[:ROWS_BEFORE_HEADINGS]):
            known = self.known_headings(values)
            if len(known) > len(found):
                best, found = place, known
        missing = [column.heading for column in self.columns if column.is_required and column.heading not in found]
        if missing:
            raise ValidationError(
                f"没有找到这些列：{'、'.join(missing)}。请用“{self.title}”的模板填写，不要改动第一行的列名。"
            )
        return best, found

    def known_headings(self, values):
        names = {compact(heading).rstrip("*"): heading for heading in self.headings}
        found = {}
        for index, value in enumerate(values):
            heading = names.get(compact(value).rstrip("*"))
            if heading in found:
                raise ValidationError(f"“{heading}”这一列出现了两次，请删去一列。")
            if heading:
                found[heading] = index
        return found

    def unknown_headings(self, headings, body):
        known = {compact(heading).rstrip("*") for heading in self.headings}
        width = max((len(values) for _, values in body), default=0)
        unknown = []
        for index in range(max(width, len(headings))):
            heading = read_text(headings[index]) if index < len(headings) else ""
            if heading and compact(heading).rstrip("*") not in known:
                unknown.append(heading)
            elif not heading and any(index < len(values) and read_text(values[index]) for _, values in body):
                unknown.append(f"第 {index + 1} 列（没有列名）")
        return unknown

    def is_ignored(self, cells):
        """The template's notes and its example. An example that somebody wrote over is not ours to drop."""
        mark = compact(cells.get(NUMBER_HEADING))
        if mark.startswith(NOTES_MARK):
            return True
        is_example = all(read_text(cells[heading]) == self.example[heading] for heading in cells.keys() & self.example)
        return is_example and mark in ("", EXAMPLE_MARK)
