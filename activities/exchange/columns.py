"""The columns of a kind's workbook: what the kind's form asks, under the form's own labels."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import chain, count

from django import forms
from import_export.widgets import Widget

from activities.choices import ActivityState, Channel, LoggedList, SiteKind
from activities.exchange.cells import (
    ChoiceCell,
    ChoicesCell,
    CommitteeCell,
    CountCell,
    DayCell,
    LineCell,
    YesNoCell,
    compact,
)
from activities.forms import figure_field_name
from activities.models import Activity
from organization.models import Committee
from organization.region import EXAMPLE_YEAR

NUMBER_HEADING = "编号"
NUMBER_WIDTH = 16
# The dataset's first column: the number that the row has in the sheet.
SHEET_ROW = "行"
# Beside a fault that is of no single column.
WHOLE_ROW = "整行"
ALWAYS_REQUIRED = ("committee", "state", "held_on")
# Fields of the form that are no columns of a workbook.
NEVER_EXCHANGED = ("campaign", "form_uuid")
WIDTHS = {
    "committee": 22,
    "held_on": 14,
    "held_until": 14,
    "channels": 26,
    "topic": 30,
    "place": 26,
    "remark": 30,
    "speaker_post": 26,
}
NARROW, ORDINARY = 12, 16
BLANK_ALLOWED = "可留空。"
NOTES = {
    "committee": "从下拉列表中选择本单位或下级。",
    "state": "只有已开展的计数。",
    "held_on": f"如 {EXAMPLE_YEAR}-1-5。",
    "is_online": "填 是 或 否，留空按 否。",
}
EXAMPLE = {
    "state": ActivityState.HELD,
    "distribution_count": 2,
    "copy_count": 300,
    "visited_count": 12,
    "new_member_count": 1,
    "session_count": 1,
    "participant_count": 30,
    # As in the templates that are out already: a row that is still this one is no entry.
    "topic": "返乡创业政策讲解",
    "speaker": "示例老师",
    "speaker_post": "示例单位",
    "place": "示例镇示例村",
    "is_online": False,
    "remark": "这一行是示例，不会导入",
}
# Of a list of the campaign: those that it offers, else its first ones.
EXAMPLE_CODES = {LoggedList.CHANNELS: (Channel.WECHAT_GROUP, Channel.SMS), LoggedList.SITES: (SiteKind.INCUBATOR,)}
OWN_FIGURE_EXAMPLE = 10
# After the first day of the campaign.
EXAMPLE_DAY = timedelta(days=19)
# Columns in which the example differs from account to account and from year to year.
OWN_IN_EXAMPLE = frozenset({"committee", "held_on"})


@dataclass(frozen=True)
class Column:
    name: str
    heading: str
    cell: Widget
    # A file without this column is not read.
    is_required: bool
    note: str
    # In characters, of which a Chinese one counts as two.
    width: int
    # Characters that its text may have.
    longest: int | None
    # Of one of the kind's own figures, its key.
    own_figure: str | None = None

    def value_of(self, entry):
        return entry.own_figures.get(self.own_figure) if self.own_figure else getattr(entry, self.name)


def build_columns(form_class, account) -> list[Column]:
    kind = form_class.kind
    required = {*ALWAYS_REQUIRED, *(asked.name for asked in kind.asked_columns if asked.is_required)}
    own_figures = {figure_field_name(figure): figure for figure in kind.figures.all()}
    used = {compact(heading) for heading in (NUMBER_HEADING, SHEET_ROW, WHOLE_ROW)}
    columns = []
    for name, field in form_class.base_fields.items():
        if name in NEVER_EXCHANGED:
            continue
        heading = free_heading(str(field.label), used)
        if own := own_figures.get(name):
            columns.append(figure_column(name, heading, field, own))
        else:
            cell = build_cell(name, account, kind)
            columns.append(build_column(name, heading, field, cell, is_required=name in required))
    return columns


def free_heading(label, used) -> str:
    """The label; with a number where another column of the sheet has it already."""
    headings = chain([label], (f"{label}（{number}）" for number in count(2)))
    heading = next(heading for heading in headings if compact(heading) not in used)
    used.add(compact(heading))
    return heading


def build_column(name, heading, field, cell, *, is_required) -> Column:
    return Column(
        name=name,
        heading=heading,
        cell=cell,
        is_required=is_required,
        note=build_note(name, field, cell, is_required=is_required),
        width=WIDTHS.get(name, ORDINARY if isinstance(field, forms.CharField) else NARROW),
        longest=getattr(field, "max_length", None),
    )


def figure_column(name, heading, field, figure) -> Column:
    cell = CountCell(figure.unit)
    note = build_note(name, field, cell, is_required=figure.is_required)
    return Column(name, heading, cell, figure.is_required, note, NARROW, None, figure.key)


def build_cell(name, account, kind) -> Widget:
    model_field = Activity._meta.get_field(name)
    if name == "committee":
        return CommitteeCell(Committee.objects.visible_to(account).select_related("parent"))
    if name in EXAMPLE_CODES:
        choices = kind.lists[name]
        several = ChoicesCell if name == LoggedList.CHANNELS else ChoiceCell
        return several(choices.labels.items(), retired=choices.retired)
    if model_field.choices:
        return ChoiceCell(model_field.choices)
    if model_field.get_internal_type() == "PositiveIntegerField":
        return CountCell(kind.unit_of(name))
    by_type = {"DateField": DayCell, "BooleanField": YesNoCell}
    return by_type.get(model_field.get_internal_type(), LineCell)()


def build_example(columns, campaign) -> dict:
    cell = next(column.cell for column in columns if column.name == "committee")
    own = {
        "committee": (cell.standing or cell.committees)[0],
        "held_on": min(campaign.starts_on + EXAMPLE_DAY, campaign.ends_on),
    }
    own |= {column.name: example_codes(column.name, column.cell) for column in columns if column.name in EXAMPLE_CODES}
    examples = EXAMPLE | own | {column.name: OWN_FIGURE_EXAMPLE for column in columns if column.own_figure}
    return {column.heading: column.cell.render(examples.get(column.name)) for column in columns}


def example_codes(name, cell) -> str:
    wanted = EXAMPLE_CODES[name]
    offered = [code for code in cell.label_of if code not in cell.retired]
    return ",".join([code for code in wanted if code in offered] or offered[: len(wanted)])


def build_note(name, field, cell, *, is_required) -> str:
    hint = NOTES.get(name) or str(field.help_text)
    if isinstance(cell, ChoicesCell):
        hint = f"可写几种，用顿号隔开，如：{cell.render(example_codes(name, cell))}。"
    if not is_required and BLANK_ALLOWED not in hint and "留空" not in hint:
        hint = f"{BLANK_ALLOWED}{hint}"
    return hint
