"""What the file of a notice may hold: the fields of the models, but for those declared here as absent."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db import models

from activities.models import ActivityKind, KindDetail, KindFigure
from organization.models import Campaign, PrivacyNotice
from reports.models import AnnexColumn

# Fields that no file carries: keys of rows, what follows from the order in the file, and what happens later.
ABSENT_FIELDS: dict[type[models.Model], frozenset[str]] = {
    Campaign: frozenset({"id", "state", "is_trial", "is_current", "questionnaire_revision"}),
    PrivacyNotice: frozenset({"id", "campaign", "published_at"}),
    ActivityKind: frozenset({"id", "campaign", "position"}),
    KindDetail: frozenset({"id", "kind"}),
    KindFigure: frozenset({"id", "kind", "position"}),
    AnnexColumn: frozenset({"id", "campaign", "position", "heading_1", "heading_2", "heading_3", "kind"}),
}


@dataclass(frozen=True)
class Section:
    """A table of the file that becomes a row of `model`."""

    model: type[models.Model]
    # Of names that are not fields: what is wrong with a value, in sentences.
    other: dict[str, Callable[[object], Iterable[str]]] = field(default_factory=dict)
    required_others: frozenset[str] = frozenset()
    # Tables inside this one.
    lists: dict[str, "Section"] = field(default_factory=dict)

    @property
    def fields(self) -> dict[str, models.Field]:
        absent = ABSENT_FIELDS[self.model]
        return {one.name: one for one in self.model._meta.concrete_fields if one.name not in absent}

    @property
    def required(self) -> frozenset[str]:
        required = (name for name, one in self.fields.items() if not (one.blank or one.null or one.has_default()))
        return frozenset(required) | self.required_others


def check_headings(value) -> Iterable[str]:
    is_list = isinstance(value, list) and 1 <= len(value) <= 3
    if not is_list or not all(isinstance(text, str) and 0 < len(text.strip()) <= 30 for text in value):
        yield "应是一到三个表头的列表，每个 1 至 30 字。"


def check_kind_key(value) -> Iterable[str]:
    if not isinstance(value, str) or not value:
        yield "应是一个类别的代码。"


CAMPAIGN = Section(Campaign)
PRIVACY_NOTICE = Section(PrivacyNotice)
KIND = Section(ActivityKind, lists={"details": Section(KindDetail), "figures": Section(KindFigure)})
COLUMN = Section(
    AnnexColumn,
    other={"headings": check_headings, "kind": check_kind_key},
    required_others=frozenset({"headings"}),
)
LISTS = {"kinds": KIND, "columns": COLUMN}
