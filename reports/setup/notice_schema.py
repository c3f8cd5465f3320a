"""What the file of a notice may hold: the fields of the models, but for those declared here as absent."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db import models

from activities.models import ActivityKind, KindDetail, KindFigure, LogChoice, LogList
from organization.models import Campaign, PrivacyNotice
from organization.text import clean_line, clean_paragraphs
from reports.models import AnnexColumn
from returnees.models import OwnQuestion, OwnQuestionChoice, QuestionSetting

# Fields that no file carries: keys of rows, what follows from the order in the file, and what happens later.
ABSENT_FIELDS: dict[type[models.Model], frozenset[str]] = {
    Campaign: frozenset(
        {
            "id",
            "state",
            "is_trial",
            "erase_on",
            "is_current",
            "followed_by",
            "dates_are_checked",
            "questionnaire_revision",
        }
    ),
    PrivacyNotice: frozenset({"id", "campaign", "published_at"}),
    ActivityKind: frozenset({"id", "campaign", "position"}),
    KindDetail: frozenset({"id", "kind"}),
    KindFigure: frozenset({"id", "kind", "position"}),
    LogList: frozenset({"id", "campaign"}),
    LogChoice: frozenset({"id", "log_list", "position"}),
    AnnexColumn: frozenset({"id", "campaign", "position", "heading_1", "heading_2", "heading_3", "kind"}),
    QuestionSetting: frozenset({"id", "campaign"}),
    OwnQuestion: frozenset({"id", "campaign", "position", "asked_if"}),
}

LONGEST_QUESTION = OwnQuestion._meta.get_field("label").max_length
LONGEST_CHOICE = OwnQuestionChoice._meta.get_field("label").max_length
LONGEST_HEADING = AnnexColumn._meta.get_field("heading_1").max_length


@dataclass(frozen=True)
class NoticeSection:
    """A table of the file that becomes a row of `model`."""

    model: type[models.Model]
    # The name that is unlike in every table of a list.
    identity: str = ""
    # Of names that are not fields: what is wrong with a value, in sentences.
    other: dict[str, Callable[[object], Iterable[str]]] = field(default_factory=dict)
    required_others: frozenset[str] = frozenset()
    # Tables inside this one.
    lists: dict[str, "NoticeSection"] = field(default_factory=dict)

    @property
    def fields(self) -> dict[str, models.Field]:
        absent = ABSENT_FIELDS[self.model]
        return {one.name: one for one in self.model._meta.concrete_fields if one.name not in absent}

    @property
    def required(self) -> frozenset[str]:
        required = (name for name, one in self.fields.items() if not (one.blank or one.null or one.has_default()))
        return frozenset(required) | self.required_others

    def cleaned(self, table: dict) -> dict:
        """The checked table with its text as the forms clean it, that of the tables inside too."""
        cleaned = {name: clean_line(value) if isinstance(value, str) else value for name, value in table.items()}
        inside = {name: section for name, section in self.lists.items() if name in table}
        cleaned |= {name: [section.cleaned(row) for row in table[name]] for name, section in inside.items()}
        return cleaned | self.values(table)

    def values(self, table: dict) -> dict:
        """The values of a checked table, by field of the model."""
        return {name: clean_value(one, table[name]) for name, one in self.fields.items() if name in table}


def clean_value(model_field: models.Field, value):
    """Text as the forms clean it: no control characters, trimmed."""
    if not isinstance(value, str):
        return value
    return clean_paragraphs(value) if isinstance(model_field, models.TextField) else clean_line(value)


def is_list_of_lines(value, longest: int) -> bool:
    return isinstance(value, list) and all(
        isinstance(one, str) and 0 < len(clean_line(one)) <= longest for one in value
    )


def check_headings(value) -> Iterable[str]:
    if not (is_list_of_lines(value, LONGEST_HEADING) and 1 <= len(value) <= 3):
        yield f"应是一到三个表头的列表，每个 1 至 {LONGEST_HEADING} 字。"


def check_kind_key(value) -> Iterable[str]:
    if not isinstance(value, str) or not value:
        yield "应是一个类别的代码。"


def check_choices(value) -> Iterable[str]:
    if not (is_list_of_lines(value, LONGEST_CHOICE) and 2 <= len(value) <= 12):
        yield f"应是 2 至 12 个选项的列表，每个 1 至 {LONGEST_CHOICE} 字。"
    elif len({clean_line(one) for one in value}) < len(value):
        yield "有重复的选项。"


def check_condition(value) -> Iterable[str]:
    names = {"question": LONGEST_QUESTION, "choice": LONGEST_CHOICE}
    if not (
        isinstance(value, dict)
        and value.keys() == names.keys()
        and all(is_list_of_lines([value[name]], longest) for name, longest in names.items())
    ):
        yield '应是前面一个问题和它的一个选项：{ question = "问题", choice = "选项" }。'


CAMPAIGN = NoticeSection(Campaign)
# Days and moments of the campaign itself; not the day of its notice.
CAMPAIGN_DAYS = tuple(
    name for name, one in CAMPAIGN.fields.items() if isinstance(one, models.DateField) and name != "issued_on"
)
PRIVACY_NOTICE = NoticeSection(PrivacyNotice)
KIND = NoticeSection(
    ActivityKind,
    "key",
    lists={"details": NoticeSection(KindDetail, "column"), "figures": NoticeSection(KindFigure, "key")},
)
LIST = NoticeSection(LogList, "key", lists={"items": NoticeSection(LogChoice, "code")})
COLUMN = NoticeSection(
    AnnexColumn,
    "key",
    other={"headings": check_headings, "kind": check_kind_key},
    required_others=frozenset({"headings"}),
)
QUESTION_SETTING = NoticeSection(QuestionSetting, "key")
QUESTION = NoticeSection(OwnQuestion, "label", other={"choices": check_choices, "asked_if": check_condition})
LISTS = {"kinds": KIND, "lists": LIST, "columns": COLUMN, "question_settings": QUESTION_SETTING, "questions": QUESTION}


def cleaned_notice(content: dict) -> dict:
    """What a checked file says, without what no form lets in either: keys are looked up by this text."""
    inside = {name: section for name, section in LISTS.items() if name in content}
    lists = {name: [section.cleaned(row) for row in content[name]] for name, section in inside.items()}
    return CAMPAIGN.cleaned(content) | lists | {"privacy_notice": PRIVACY_NOTICE.cleaned(content["privacy_notice"])}
