"""What an annex says that nobody has filled in: label, title, signing line, columns with their headings, printed rows.

Recognised by how such forms are drawn; what was not understood is given back, so that a person sees it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from organization.text import clean_line
from reports.setup.blanks.grid import BlankCell, BlankGrid

DEPTH_LIMIT = 3
# Beyond these rows no head begins.
ROWS_ABOVE = 30
# Letters of a line above the head, and of a name that is printed in a row.
LONGEST_LINE, LONGEST_NAME = 300, 60

NO_HEAD = "没有找到表头：要有至少两列的一行列名，上面可以有附件号、标题和填表行。"
TOO_DEEP = f"表头超过 {DEPTH_LIMIT} 层，这里最多 {DEPTH_LIMIT} 层，请把上面的几层并成一层再上传。"

LABEL = re.compile(r"附\s*[件表录]\s*[0-9０-９一二三四五六七八九十]*(?:\s*[-－—]\s*[0-9０-９]+)?\s*[：:]?")
# The ways in which a line says that something is to be written or stamped there.
SIGNED = re.compile(r"[：:]|盖章|公章|签字|签名|年\s+月\s+日")
REMARK = re.compile(r"(?:说明|备注|注|填表说明|填报说明)\s*[0-9]?\s*[：:]")
THEME = re.compile(r"[“\"「《][^”\"」》]+[”\"」》]")
TABLE_WORD = re.compile(r"(?:表|台账|清单)(?:[（(][^（）()]*[）)])?\Z")
TOTALS = {"合计", "总计", "共计", "小计", "总数"}
# A line below the head that only numbers the columns.
COLUMN_NUMBER = re.compile(r"[甲乙丙丁戊己庚A-Z]|栏次|[（(]?[0-9]{1,2}[）)]?")
UNIT = re.compile(r"\s*[（(]\s*(?:单位[：:])?\s*([^（）()]{1,4})\s*[）)]\Z")
CHINESE = "\u3000-\u303f\u3400-\u9fff\uff00-\uffef"
BREAK_IN_CHINESE = re.compile(rf"(?<=[{CHINESE}])\n|\n(?=[{CHINESE}])")
# 备　注: single characters that were pulled apart to fill the cell.
SPACED = re.compile(rf"[{CHINESE}](?:\s+[{CHINESE}])+")


@dataclass(frozen=True)
class BlankColumn:
    # From the top of the head down: one to three.
    headings: tuple[str, ...]
    # In characters, where the file says it.
    width: float | None = None

    @property
    def leaf(self) -> str:
        """The last heading without its unit."""
        return split_unit(self.headings[-1])[0]

    @property
    def unit(self) -> str:
        return split_unit(self.headings[-1])[1]


@dataclass
class Blank:
    columns: list[BlankColumn]
    label: str = ""
    theme: str = ""
    title: str = ""
    # As it stands there; runs of blanks divide it.
    signing_line: str = ""
    # Texts of which nothing was made.
    unused: list[str] = field(default_factory=list)
    # By column, from 0, of the rows that are printed: what stands there.
    rows: list[dict[int, str]] = field(default_factory=list)
    has_total_row: bool = False


def split_unit(heading: str) -> tuple[str, str]:
    """参训人数（人次） is 参训人数, in 人次."""
    found = UNIT.search(heading)
    return (heading[: found.start()], found[1].strip()) if found and found.start() else (heading, "")


def clean_heading(text: str) -> str:
    line = clean_line(BREAK_IN_CHINESE.sub("", text))
    return "".join(line.split()) if SPACED.fullmatch(line) else line


def recognise(grid: BlankGrid) -> Blank:
    """Raises a ValidationError where there is no head, or one that is too deep."""
    first = find_head(grid)
    if first is None:
        raise ValidationError(NO_HEAD)
    cell_at = grid.cell_at()
    end = first + find_depth(grid, first, cell_at)
    places, columns = zip(*read_columns(grid, range(first, end), cell_at), strict=True)
    blank = Blank(list(columns))
    lines = [*grid.lines_above, *(line_of(row) for row in grid.rows[:first] if any(cell.text for cell in row))]
    read_lines(lines, blank)
    read_rows(grid, end, cell_at, places, blank)
    return blank


def filled(row: Iterable[BlankCell]) -> list[BlankCell]:
    return [cell for cell in row if cell.text]


def line_of(row: Iterable[BlankCell]) -> str:
    return "    ".join(cell.text for cell in filled(row))


def find_head(grid: BlankGrid) -> int | None:
    for index, row in enumerate(grid.rows[:ROWS_ABOVE]):
        cells = filled(row)
        if len(cells) > 1 and not all(SIGNED.search(cell.text) for cell in cells):
            return index
    return None


def find_depth(grid: BlankGrid, first: int, cell_at: dict) -> int:
    """How many rows the head has: as far down as its cells reach, and as long as a group wants columns."""
    depth = 1
    while depth <= DEPTH_LIMIT:
        rows = range(first, first + depth)
        reach = max(
            cell.row + cell.row_count for row in rows if row < len(grid.rows) for cell in filled(grid.rows[row])
        )
        if reach > first + depth:
            depth = reach - first
        elif wants_columns(grid, first, first + depth, cell_at):
            depth += 1
        else:
            return depth
    raise ValidationError(TOO_DEEP)


def wants_columns(grid: BlankGrid, first: int, below: int, cell_at: dict) -> bool:
    """Whether the row `below` still names columns: those of a group above it, merged or not."""
    if below >= len(grid.rows):
        return False
    groups = [cell for cell in filled(grid.rows[below - 1]) if cell.column_count > 1]
    under_group = {column for cell in groups for column in range(cell.column, cell.column + cell.column_count)}
    headed = {column for row, column in cell_at if first <= row < below}
    named = {cell.column for cell in filled(grid.rows[below])}
    return bool(named & under_group or (named - headed and min(named) < max(headed)))


def read_columns(grid: BlankGrid, rows: range, cell_at: dict) -> Iterable[tuple[int, BlankColumn]]:
    """Place and headings of each column that has any."""
    last = max(column for row, column in cell_at if row in rows)
    for column in range(last + 1):
        headings: list[str] = []
        for row in rows:
            cell = cell_at.get((row, column)) or group_at_left(row, column, rows, cell_at)
            if cell and (text := clean_heading(cell.text)) and [text] != headings[-1:]:
                headings.append(text)
        if headings:
            yield column, BlankColumn(tuple(headings), grid.widths.get(column))


def group_at_left(row: int, column: int, rows: range, cell_at: dict) -> BlankCell | None:
    """Of a head whose groups are not merged: the text at the left stands for the empty places beside it."""
    below = [one for one in rows if one > row]
    if not any((one, column) in cell_at for one in below):
        return None
    while column > 0:
        column -= 1
        if not any((one, column) in cell_at for one in below):
            return None
        if cell := cell_at.get((row, column)):
            # One that reaches down has no columns.
            return cell if cell.row_count == 1 else None
    return None


def read_lines(lines: list[str], blank: Blank) -> None:
    """What stands above the head. A document may have the whole notice there: the annex begins at the last label."""
    # Longer ones are no line of a form, and the patterns below want short ones.
    lines = [line.strip()[:LONGEST_LINE] for text in lines for line in text.split("\n") if line.strip()]
    labels = [number for number, line in enumerate(lines) if LABEL.fullmatch(clean_line(line))]
    if labels:
        blank.label = clean_line(lines[labels[-1]])
        lines = lines[labels[-1] + 1 :]
    titles = []
    for line in lines:
        if REMARK.match(line):
            blank.unused.append(clean_line(line))
        elif SIGNED.search(line):
            blank.signing_line = f"{blank.signing_line}    {line}".strip()[:LONGEST_LINE]
        else:
            titles.append(clean_line(line))
    if not titles:
        return
    title = next((number for number, line in enumerate(titles) if TABLE_WORD.search(line)), len(titles) - 1)
    blank.title = titles.pop(title)
    theme = next((line for line in titles if THEME.fullmatch(line)), "")
    blank.theme = theme.strip('“”"「」《》')
    blank.unused += [line for line in titles if line != theme]


def read_rows(grid: BlankGrid, first: int, cell_at: dict, places: tuple[int, ...], blank: Blank) -> None:
    """The rows that are printed already; a line below them over the whole width is a remark."""
    for row in grid.rows[first:]:
        cells = filled(row)
        if not cells or (all(COLUMN_NUMBER.fullmatch(cell.text) for cell in cells) and len(cells) > 2):
            continue
        if any("".join(cell.text.split()) in TOTALS for cell in cells):
            blank.has_total_row = True
        elif len(cells) == 1 and (cells[0].column_count > 2 or SIGNED.search(cells[0].text) or len(cells[0].text) > 20):
            blank.unused.append(clean_line(cells[0].text)[:LONGEST_LINE])
        else:
            texts = {
                place: clean_heading(cell.text)[:LONGEST_NAME]
                for cell in cells
                for place in places
                if cell_at.get((cell.row, place)) is cell
            }
            blank.rows.append({places.index(place): text for place, text in texts.items()})
