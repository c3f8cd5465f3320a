"""Figures that are odd and may yet be true: whoever enters them is asked, and nothing is refused.

Asked about is only what a column of the campaign's table counts.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from django.conf import settings
from django.utils.module_loading import import_string

from activities.models import Activity, ActivityKind, EntryFigure
from activities.shapes import FIGURE_COLUMNS, Shape

PEOPLE_PER_SESSION = 1_000
TIMES_USUAL = 10
# The latest entries that tell what is usual, and the fewest.
RECENT_ENTRIES = 200
FEWEST_FOR_USUAL = 3

Numbers = Mapping[str, int | None]


@dataclass(frozen=True)
class OddPair:
    """Two figures of one shape that are odd together."""

    # Confirmations are stored by it, so it never changes.
    key: str
    # What the question stands beside, and what it is compared with.
    figure: str
    other: str
    is_odd: Callable[[int, int], bool]
    # With {figure} and {other} for their labels, {number} and {other_number} for what was entered.
    sentence: str


ODD_PAIRS: dict[str, tuple[OddPair, ...]] = {
    Shape.OUTREACH: (),
    Shape.CONTACT: (
        OddPair(
            "members_above_people",
            "new_member_count",
            "visited_count",
            lambda members, people: members > people,
            "{figure}（{number}）比{other}（{other_number}）还多？",
        ),
    ),
    Shape.MEETING: (
        OddPair(
            "people_without_session",
            "session_count",
            "participant_count",
            lambda sessions, people: sessions == 0 < people,
            "有{other}（{other_number}），{figure}却是 0？",
        ),
        OddPair(
            "session_without_people",
            "participant_count",
            "session_count",
            lambda people, sessions: people == 0 < sessions,
            "{other}有 {other_number}，{figure}却是 0？",
        ),
        OddPair(
            "sessions_above_people",
            "session_count",
            "participant_count",
            lambda sessions, people: sessions > people > 0,
            "{figure}（{number}）比{other}（{other_number}）还多？",
        ),
        OddPair(
            "people_per_session",
            "participant_count",
            "session_count",
            lambda people, sessions: people > PEOPLE_PER_SESSION * sessions > 0,
            f"{{figure}}是 {{number}}，平均每场超过 {PEOPLE_PER_SESSION} 人？",
        ),
    ),
    Shape.TALLY: (),
}


@dataclass(frozen=True)
class OddFigure:
    # What is odd about it.
    key: str
    # The number that it stands beside: a column of the log, or the key of one of the kind's own figures.
    figure: str
    numbers: tuple[int, ...]
    sentence: str

    @property
    def token(self) -> str:
        """Confirms it: for these very numbers, and no others."""
        return f"{self.key}:{'/'.join(map(str, self.numbers))}"


@dataclass(frozen=True)
class CountedEntry:
    pk: int
    kind_id: int
    committee_id: int
    is_total: bool
    # A number that is not known is None, or absent.
    numbers: Numbers


def read_counted(entries, *, has_own_figures: bool) -> Iterator[CountedEntry]:
    """What is counted of some entries, in their order; a second query where their kinds have figures of their own."""
    rows = list(entries.values_list("pk", "kind_id", "committee_id", "held_until", *FIGURE_COLUMNS))
    own = defaultdict(dict)
    if has_own_figures:
        figures = EntryFigure.objects.filter(activity__in=[pk for pk, *_ in rows])
        for pk, key, value in figures.values_list("activity", "figure__key", "value"):
            own[pk][key] = value
    for pk, kind_id, committee_id, held_until, *numbers in rows:
        known = dict(zip(FIGURE_COLUMNS, numbers, strict=True)) | own.get(pk, {})
        yield CountedEntry(pk, kind_id, committee_id, held_until is not None, known)


class UsualFigures:
    """What committees usually count in an entry of a kind: asked for once per committee, however many forms ask."""

    def __init__(self, kind: ActivityKind) -> None:
        self.kind = kind
        self.latest: dict[tuple[int, bool], dict[int, Numbers]] = {}
        self.ordered: dict[tuple[int, bool, str], list[int]] = {}

    def middle(self, figure: str, committee_id: int, *, is_total: bool, but: int | None = None) -> float:
        """The median of a number over the committee's held entries but the one with the key `but`.

        Totals of a period are compared with each other only. 0 below three entries.
        """
        latest = self._latest(committee_id, is_total)
        key = (committee_id, is_total, figure)
        if key not in self.ordered:
            self.ordered[key] = sorted(number for one in latest.values() if (number := one.get(figure)) is not None)
        ordered = self.ordered[key]
        own = latest.get(but, {}).get(figure) if but else None
        if own is not None:
            place = bisect_left(ordered, own)
            ordered = ordered[:place] + ordered[place + 1 :]
        return median(ordered) if len(ordered) >= FEWEST_FOR_USUAL else 0

    def learn(self, entries: Iterable[CountedEntry]) -> None:
        """From all held entries of some committees, the latest first."""
        for entry in entries:
            latest = self.latest.setdefault((entry.committee_id, entry.is_total), {})
            if len(latest) < RECENT_ENTRIES:
                latest[entry.pk] = entry.numbers

    def _latest(self, committee_id: int, is_total: bool) -> dict[int, Numbers]:
        if (committee_id, is_total) not in self.latest:
            held = Activity.objects.of_kind(self.kind).held().filter(committee=committee_id)
            alike = held.filter(held_until__isnull=not is_total)
            latest = read_counted(alike[:RECENT_ENTRIES], has_own_figures=bool(self.kind.figures.all()))
            self.latest[committee_id, is_total] = {one.pk: one.numbers for one in latest}
        return self.latest[committee_id, is_total]


def numbers_of_entry(entry: Activity) -> Numbers:
    columns = {key: getattr(entry, key) for key in entry.kind.number_labels if key in FIGURE_COLUMNS}
    return columns | entry.own_figures


class FigureCheck:
    """Finds the odd figures of the entries of a kind."""

    def __init__(self, kind: ActivityKind, counted: frozenset[str] | None = None) -> None:
        self.kind = kind
        self.usual = UsualFigures(kind)
        if counted is not None:
            self.counted = counted

    @cached_property
    def counted(self) -> frozenset[str]:
        """The numbers that columns of the campaign's table count, as the app of the tables knows them."""
        return import_string(settings.COUNTED_FIGURES)(self.kind)

    def find(self, numbers: Numbers, committee_id: int, *, is_total: bool, pk: int | None = None) -> list[OddFigure]:
        """Those of a held entry."""
        odd = list(self._odd_pairs(numbers))
        # One question about a number is enough.
        named = {one.figure for one in odd}
        usual = self._far_from_usual(numbers, committee_id, is_total, pk)
        return odd + [one for one in usual if one.figure not in named]

    def find_in(self, entry: Activity) -> list[OddFigure]:
        numbers = numbers_of_entry(entry)
        return self.find(numbers, entry.committee_id, is_total=entry.is_total, pk=entry.pk)

    def _odd_pairs(self, numbers: Numbers) -> Iterator[OddFigure]:
        labels = self.kind.number_labels
        for pair in ODD_PAIRS[self.kind.shape]:
            number, other = numbers.get(pair.figure), numbers.get(pair.other)
            if number is None or other is None or self.counted.isdisjoint({pair.figure, pair.other}):
                continue
            if pair.is_odd(number, other):
                sentence = pair.sentence.format(
                    figure=labels[pair.figure], other=labels[pair.other], number=number, other_number=other
                )
                yield OddFigure(pair.key, pair.figure, (number, other), sentence)

    def _far_from_usual(self, numbers: Numbers, committee_id, is_total, pk) -> Iterator[OddFigure]:
        for key, label in self.kind.number_labels.items():
            number = numbers.get(key) or 0
            # Only what is usually at least 1 can be far exceeded.
            if key not in self.counted or number < TIMES_USUAL:
                continue
            middle = self.usual.middle(key, committee_id, is_total=is_total, but=pk)
            if middle >= 1 and number >= TIMES_USUAL * middle:
                sentence = f"{label}（{number}）是本单位平时（约 {middle:.0f}）的 {number / middle:.0f} 倍？"
                yield OddFigure(f"usual.{key}", key, (number,), sentence)
