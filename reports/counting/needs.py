"""The answers to the questionnaires, counted by row of a table: needs and difficulties, and the groups that go up with
a package (返乡创业、意向返乡创业、在乡意向创业). Plain data; page and workbook count nowhere else.

Quarantined, rejected, merged and deleted records count nowhere; a possible duplicate counts until it is merged.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from django.db.models import Count, QuerySet

from organization.models import Campaign
from returnees.age import age_limits
from returnees.choices import ReturneeState, Status
from returnees.models import Returnee
from returnees.question_types import ALL
from returnees.questions import QUESTIONS

COUNTED_QUESTIONS = sorted(
    (question for question in QUESTIONS if question.statistics_title), key=lambda question: question.asked != ALL
)
# By the key of each counted question, how many accepted records chose each code; "暂无" is a choice as the others are.
ChosenCodes = dict[str, Counter[str]]
GROUP_KEYS = ("home_committee_id", "state", "status", "age_group", "industry")


def nothing_chosen() -> ChosenCodes:
    return {question.key: Counter() for question in COUNTED_QUESTIONS}


@dataclass
class YouthGroup:
    """Youths of one status in one row."""

    accepted: int = 0
    # Withdrawn by themselves: in no other number.
    withdrawn: int = 0
    # Accepted ones by code of AgeGroup.
    age_groups: Counter[str] = field(default_factory=Counter)
    # Accepted ones by code of Industry; "": not answered.
    industries: Counter[str] = field(default_factory=Counter)

    def add(self, other: "YouthGroup") -> None:
        self.accepted += other.accepted
        self.withdrawn += other.withdrawn
        self.age_groups.update(other.age_groups)
        self.industries.update(other.industries)


@dataclass
class GroupsOfRow:
    # 返乡创业.
    entrepreneurs: YouthGroup = field(default_factory=YouthGroup)
    # 意向返乡创业.
    intending: YouthGroup = field(default_factory=YouthGroup)
    # At home and wanting to start something: not in 意向返乡创业.
    starting_at_home: YouthGroup = field(default_factory=YouthGroup)
    # Of any status, these groups among them.
    everybody: YouthGroup = field(default_factory=YouthGroup)
    # Accepted ones by code of Status.
    statuses: Counter[str] = field(default_factory=Counter)

    def add(self, other: "GroupsOfRow") -> None:
        self.entrepreneurs.add(other.entrepreneurs)
        self.intending.add(other.intending)
        self.starting_at_home.add(other.starting_at_home)
        self.everybody.add(other.everybody)
        self.statuses.update(other.statuses)

    def groups_of(self, status: str) -> Iterator[YouthGroup]:
        yield self.everybody
        if status == Status.ENTREPRENEUR:
            yield self.entrepreneurs
        elif status == Status.INTENDING:
            yield self.intending
        elif status == Status.STARTING_AT_HOME:
            yield self.starting_at_home


def needs_by_row(campaign: Campaign, row_of: dict[int, int]) -> list[ChosenCodes]:
    """`row_of`: the number of its row, from 0, by home committee; of those that count.

    One grouped query for the questions of several choices, and one for each other.
    """
    rows = [nothing_chosen() for _ in range(_row_count(row_of))]
    for committee_id, question, code, count in _count_codes(campaign, row_of, "home_committee_id"):
        rows[row_of[committee_id]][question][code] += count
    return rows


def count_chosen(campaign: Campaign, committees: Iterable[int]) -> Iterator[tuple[str, str, int]]:
    """Question, code and how many accepted records chose it, of all these homes together."""
    return _count_codes(campaign, committees)


def _count_codes(campaign: Campaign, committees: Iterable[int], *keys: str) -> Iterator[tuple]:
    returnees = Returnee.objects.in_campaign(campaign).accepted().filter(home_committee__in=committees).order_by()
    return chain(_count_selections(returnees, keys), _count_columns(returnees, keys))


def _count_selections(returnees: QuerySet, keys: tuple[str, ...]) -> QuerySet:
    questions = [question.key for question in COUNTED_QUESTIONS if not question.columns]
    chosen = returnees.filter(answers__question__in=questions)
    return chosen.values_list(*keys, "answers__question", "answers__code").annotate(Count("home_committee_id"))


def _count_columns(returnees: QuerySet, keys: tuple[str, ...]) -> Iterator[tuple]:
    for question in COUNTED_QUESTIONS:
        for column in question.columns:
            answered = returnees.filter(**{f"{column.name}__in": dict(question.choices)})
            for *values, code, count in answered.values_list(*keys, column.name).annotate(Count("home_committee_id")):
                yield *values, question.key, code, count


def groups_by_row(campaign: Campaign, row_of: dict[int, int]) -> list[GroupsOfRow]:
    """`row_of` as for `needs_by_row`. One grouped query."""
    return add_groups(count_groups(campaign, row_of), row_of)


def count_groups(campaign: Campaign, committees: Iterable[int]) -> QuerySet:
    """How many records there are by home committee, state, status, age group and industry, as `add_groups` wants it."""
    states = (ReturneeState.ACCEPTED, ReturneeState.WITHDRAWN)
    returnees = Returnee.objects.in_campaign(campaign).filter(state__in=states, home_committee__in=committees)
    groups = returnees.order_by().with_age_group(age_limits(campaign)).values_list(*GROUP_KEYS)
    return groups.annotate(Count("home_committee_id"))


def add_groups(groups: Iterable[tuple], row_of: dict[int, int]) -> list[GroupsOfRow]:
    """The groups of each row; what belongs to a committee in none of them is left out."""
    rows = [GroupsOfRow() for _ in range(_row_count(row_of))]
    for committee_id, state, status, age_group, industry, count in groups:
        if committee_id not in row_of:
            continue
        row = rows[row_of[committee_id]]
        if state == ReturneeState.ACCEPTED:
            row.statuses[status] += count
        for group in row.groups_of(status):
            if state == ReturneeState.WITHDRAWN:
                group.withdrawn += count
            else:
                group.accepted += count
                group.age_groups[age_group] += count
                group.industries[industry] += count
    return rows


def _row_count(row_of: dict[int, int]) -> int:
    return max(row_of.values(), default=-1) + 1
