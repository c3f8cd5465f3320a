"""The columns of a kind's workbook: what the kind's form asks, under the form's own labels."""

from dataclasses import dataclass
from datetime import timedelta

from django import forms
from import_export.widgets import Widget

from activities.choices import ActivityState, LetterChannel, SiteKind
from activities.exchange.cells import ChoiceCell, ChoicesCell, CommitteeCell, CountCell, DayCell, LineCell, YesNoCell
from activities.models import OPTIONAL_COLUMNS, REQUIRED_COLUMNS, Activity
from organization.models import Committee

NUMBER_HEADING = "编号"
NUMBER_WIDTH = 16
# Of every kind, as far as its form asks for them.
COMMON_COLUMNS = ("committee", "state", "held_on", "held_until", "co_hosts", "place", "is_online", "remark")
WIDTHS = {
    "committee": 22,
    "held_on": 14,
    "held_until": 14,
    "letter_channels": 26,
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
    "held_on": "如 2020-1-5。",
    "letter_channels": "可写几种，用顿号隔开，如：微信群、短信。",
    "is_online": "填 是 或 否，留空按 否。",
}
EXAMPLE = {
    "state": ActivityState.HELD,
    "letter_channels": f"{LetterChannel.WECHAT_GROUP},{LetterChannel.SMS}",
    "distribution_count": 2,
    "copy_count": 300,
    "visited_count": 12,
    "new_member_count": 1,
    "session_count": 1,
    "participant_count": 30,
    "topic": "返乡创业政策讲解",
    "speaker": "示例老师",
    "speaker_post": "示例单位",
    "site_kind": SiteKind.INCUBATOR,
    "place": "示例镇示例村",
    "is_online": False,
    "remark": "这一行是示例，不会导入",
}
EXAMPLE_DAY = timedelta(days=19)
"""After the first day of the campaign."""
OWN_IN_EXAMPLE = frozenset({"committee", "held_on"})
"""Columns in which the example differs from account to account and from year to year."""


@dataclass(frozen=True)
class Column:
    name: str
    heading: str
    cell: Widget
    is_required: bool
    """A file without this column is not read."""
    note: str
    width: int
    """In characters, of which a Chinese one counts as two."""
    longest: int | None
    """Characters that its text may have."""


def columns_of(form_class, account) -> list[Column]:
    """In the order of the form. `account` decides which committees can be named."""
    kind = form_class._meta.model.KIND
    exchanged = {*COMMON_COLUMNS, *REQUIRED_COLUMNS[kind], *OPTIONAL_COLUMNS[kind]}
    required = {"committee", "state", "held_on", *REQUIRED_COLUMNS[kind]}
    return [
        column_of(name, field, account, is_required=name in required)
        for name, field in form_class.base_fields.items()
        if name in exchanged
    ]


def column_of(name, field, account, *, is_required) -> Column:
    model_field = Activity._meta.get_field(name)
    return Column(
        name=name,
        heading=str(field.label or model_field.verbose_name),
        cell=cell_of(name, model_field, account),
        is_required=is_required,
        note=note_of(name, field, is_required=is_required),
        width=WIDTHS.get(name, ORDINARY if isinstance(field, forms.CharField) else NARROW),
        longest=getattr(field, "max_length", None),
    )


def cell_of(name, model_field, account) -> Widget:
    if name == "committee":
        return CommitteeCell(Committee.objects.visible_to(account).select_related("parent"))
    if name == "letter_channels":
        return ChoicesCell(LetterChannel.choices)
    if model_field.choices:
        return ChoiceCell(model_field.choices)
    by_type = {"DateField": DayCell, "PositiveIntegerField": CountCell, "BooleanField": YesNoCell}
    return by_type.get(model_field.get_internal_type(), LineCell)()


def example_of(columns, campaign) -> dict:
    """The example row's cells, by heading."""
    committees = next(column.cell for column in columns if column.name == "committee").committees
    own = {"committee": committees[0], "held_on": min(campaign.starts_on + EXAMPLE_DAY, campaign.ends_on)}
    return {column.heading: column.cell.render((EXAMPLE | own).get(column.name)) for column in columns}


def note_of(name, field, *, is_required) -> str:
    hint = NOTES.get(name) or str(field.help_text)
    if not is_required and BLANK_ALLOWED not in hint and "留空" not in hint:
        hint = f"{BLANK_ALLOWED}{hint}"
    return hint
