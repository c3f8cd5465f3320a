"""字段说明: what each column of an export means, as a sheet behind its rows."""

from collections.abc import Sequence

from reports.exports.all_records.batches import ExportColumn, Meaning
from returnees.choices import Status
from returnees.question_types import ALL, Kind, Question, Sensitivity
from xlsx_stream.workbook import Cells, SheetColumn, ShortSheet

TITLE = "字段说明"
COLUMNS = (
    SheetColumn("列", 26),
    SheetColumn("含义或问题", 44, Cells.TEXT),
    SheetColumn("问哪些人", 36),
    SheetColumn("填法", 14),
    SheetColumn("取值", 60, Cells.TEXT),
    SheetColumn("敏感程度", 24),
)
CELL_NAMES = {
    Cells.TEXT: "文字",
    Cells.LABEL: "文字",
    Cells.NUMBER: "数字",
    Cells.DAY: "日期",
    Cells.MOMENT: "日期和时间",
}
KIND_NAMES = {
    Kind.LINE: "短文字",
    Kind.PARAGRAPH: "文字",
    Kind.PHONE: "手机号",
    Kind.NUMBER: "整数",
    Kind.SELECT: "单选",
    Kind.RADIO: "单选",
    Kind.CHECKBOXES: "多选",
    Kind.HOME: "选择地点",
    Kind.BIRTH: "选择年月",
    Kind.YEAR: "选择年份",
}
SENSITIVITY_NAMES = {
    Sensitivity.NORMAL: "一般",
    Sensitivity.ELEVATED: "谨慎使用",
    Sensitivity.SEPARATE_CONSENT: "敏感，须本人单独同意",
}


def dictionary_sheet(columns: Sequence[ExportColumn]) -> ShortSheet:
    return ShortSheet(TITLE, COLUMNS, [dictionary_row(one.column, one.meaning) for one in columns])


def dictionary_row(column: SheetColumn, meaning: Meaning) -> tuple:
    answered_by = meaning.answered_by or CELL_NAMES[column.cells]
    return (
        column.heading,
        meaning.text or None,
        meaning.asked_of or None,
        answered_by,
        meaning.values or None,
        meaning.sensitivity or None,
    )


def meaning_of(question: Question) -> Meaning:
    values = "、".join(label for _, label in question.choices)
    return Meaning(
        text=question.label,
        asked_of=audience(question),
        answered_by=KIND_NAMES[question.kind],
        values=f"0–{question.largest}" if question.kind is Kind.NUMBER else values,
        sensitivity=SENSITIVITY_NAMES[question.sensitivity],
    )


def audience(question: Question) -> str:
    """Who is asked, and whether they must answer as the question was designed; a campaign may make it optional."""
    asked = "所有人" if question.asked == ALL else "、".join(status_labels(question.asked))
    if question.condition:
        asked = str(question.condition) if question.asked == ALL else f"{asked}，{question.condition}"
    if question.required == question.asked:
        return f"{asked}（必答）"
    if not question.required:
        return f"{asked}（选填）"
    return f"{asked}（{'、'.join(status_labels(question.required))}必答，其他选填）"


def status_labels(statuses) -> list[str]:
    return [label for code, label in Status.choices if code in statuses]
