"""The answers to one question of the region's own, counted: in all, and by the league-city that a youth comes from."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Max, Min, Sum
from django.db.models.functions import Substr

from organization.choices import Level
from organization.models import Committee
from returnees.models.own_question import accepted_answers

# Characters of a committee's path down to its league-city: four for each level.
CITY_PATH_LENGTH = 8


@dataclass
class AnswerTally:
    # Records that answered at all.
    answered: int = 0
    # By the code of the choice.
    chosen: Counter[str] = field(default_factory=Counter)
    total: int = 0
    # None where nobody answered, as is the largest.
    smallest: int | None = None
    largest: int | None = None

    def add(self, other):
        self.answered += other.answered
        self.chosen += other.chosen
        self.total += other.total
        self.smallest = min((n for n in (self.smallest, other.smallest) if n is not None), default=None)
        self.largest = max((n for n in (self.largest, other.largest) if n is not None), default=None)

    def percent(self, code):
        return round(100 * self.chosen[code] / self.answered) if self.answered else None

    def numbers(self):
        if not self.answered:
            return ["—"] * 4
        return [self.total, f"{self.total / self.answered:.1f}", self.smallest, self.largest]


@dataclass
class AnswerCounts:
    answered: int
    # Each choice, how many chose it, and their percentage; empty for numbers.
    choices: list[tuple[str, int, int | None]]
    headings: list[str]
    # The name of each league-city and its cells, with the total last.
    lines: list[tuple[str, list]]


def count_answers(question, account) -> AnswerCounts:
    choices = list(question.choices.all())
    tallies = _numbers(question, account) if not question.has_choices else _choices(question, account)
    total = AnswerTally()
    for tally in tallies.values():
        total.add(tally)

    def cells(tally):
        own = [tally.chosen[choice.code] for choice in choices] if question.has_choices else tally.numbers()
        return [tally.answered, *own]

    headings = [choice.label for choice in choices] if question.has_choices else ["合计", "平均", "最小", "最大"]
    lines = [(name, cells(tallies[path])) for path, name in _cities(account, tallies)]
    return AnswerCounts(
        answered=total.answered,
        choices=[(choice.label, total.chosen[choice.code], total.percent(choice.code)) for choice in choices],
        headings=["回答份数", *headings],
        lines=[*lines, ("合计", cells(total))],
    )


def _by_city(question, account):
    answers = accepted_answers([question], account)
    return answers.annotate(city=Substr("returnee__home_committee__path", 1, CITY_PATH_LENGTH)).values_list("city")


def _choices(question, account):
    tallies = defaultdict(AnswerTally)
    for city, code, count in _by_city(question, account).values_list("city", "code").annotate(Count("pk")):
        tallies[city].chosen[code] = count
    for city, count in _by_city(question, account).annotate(Count("returnee", distinct=True)):
        tallies[city].answered = count
    return tallies


def _numbers(question, account):
    tallies = defaultdict(AnswerTally)
    figures = (Count("pk"), Sum("number"), Min("number"), Max("number"))
    for city, answered, total, smallest, largest in _by_city(question, account).annotate(*figures):
        tallies[city] = AnswerTally(answered, Counter(), total, smallest, largest)
    return tallies


def _cities(account, tallies):
    standing = Committee.objects.visible_to(account).at_level(Level.LEAGUE_CITY).standing()
    answering = Committee.objects.filter(path__in=list(tallies))
    return (standing | answering).values_list("path", "place_name")
