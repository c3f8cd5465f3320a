"""What the preview of an import shows: each row with what it would do, each fault with its row, column and value."""

from collections import Counter
from dataclasses import dataclass

from import_export.results import RowResult

from activities.exchange.columns import NUMBER_HEADING, WHOLE_ROW
from activities.exchange.reading import Reading
from activities.exchange.row_questions import SHOWN_ROWS, RowQuestions
from organization.workbook_file import FaultMark, read_text

ACTIONS = {
    RowResult.IMPORT_TYPE_NEW: "新增",
    RowResult.IMPORT_TYPE_UPDATE: "修改",
    RowResult.IMPORT_TYPE_SKIP: "已存在",
}


@dataclass(frozen=True)
class Fault:
    row: int
    heading: str
    shown: str
    message: str


@dataclass(frozen=True)
class PreviewRow:
    number: int
    action: str
    label: str
    # Each with what stood there before, or nothing.
    cells: list[tuple[str, str]]


class Preview:
    def __init__(self, resource, results):
        self.questions = RowQuestions([line for line, _ in results], resource.choices)
        self.headings = [NUMBER_HEADING, *(column.heading for column in resource.columns)]
        self.faults = [fault for line, result in results for fault in list_faults(line, result)]
        self.counts = Counter(result.import_type for _, result in results)
        self.rows = [build_row(resource, line, result) for line, result in results[:SHOWN_ROWS] if result.is_valid()]
        self.row_count = len(results)

    @property
    def shown_faults(self):
        return self.faults[:SHOWN_ROWS]

    @property
    def unshown_fault_count(self):
        return len(self.faults) - len(self.shown_faults)

    @property
    def faulty_row_count(self):
        return len({fault.row for fault in self.faults})

    @property
    def created(self):
        return self.counts[RowResult.IMPORT_TYPE_NEW]

    @property
    def changed(self):
        return self.counts[RowResult.IMPORT_TYPE_UPDATE]

    @property
    def skipped(self):
        return self.counts[RowResult.IMPORT_TYPE_SKIP]

    @property
    def is_storing(self):
        """Whether something is stored by what was chosen so far."""
        return self.created + self.changed > 0

    @property
    def is_importable(self):
        return not self.faults and (self.is_storing or bool(self.questions))


def fault_marks(preview: Preview, reading: Reading) -> list[FaultMark]:
    """Each fault at its cell; one of no single column, or of a column that the file lacks, at the row's first."""
    first = min(reading.columns.values())
    return [
        FaultMark(fault.row, reading.columns[fault.heading], fault.message)
        if fault.heading in reading.columns
        else FaultMark(fault.row, first, f"{fault.heading}：{fault.message}")
        for fault in preview.faults
    ]


def list_faults(line, result):
    if result.errors:  # what nobody foresaw; the rest of the file is still judged
        return [Fault(line.number, WHOLE_ROW, "", "这一行读不出来，请核对各列的内容。")]
    if result.validation_error is None:
        return []
    return [Fault(line.number, heading, line.shown.get(heading, ""), text) for heading, text in line.errors.items()]


def build_row(resource, line, result):
    action = result.import_type
    label = ACTIONS[action]
    equal = "、".join(match.name for match in line.matches)
    if equal and not line.is_exact:
        equal = f"与 {equal} 相同？"
    if reason := line.same_as or equal or "、".join(line.changes):
        label = f"{label}（{reason}）"
    if action == RowResult.IMPORT_TYPE_SKIP:
        shown = [line.shown.get(column.heading, "") for column in resource.columns]
    else:
        shown = [read_text(column.cell.render(column.value_of(result.instance))) for column in resource.columns]
    befores = [line.changes.get(column.heading, "") for column in resource.columns]
    number = line.shown.get(NUMBER_HEADING, "")
    return PreviewRow(line.number, action, label, [(number, ""), *zip(shown, befores, strict=True)])
