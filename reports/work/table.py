"""Services, WeChat groups, headcounts and publicity of a committee, and of those directly below it, as rows."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Count, Sum

from activities.models import Headcount, Publicity, Service, WechatGroup
from organization.models import Campaign, Committee

PATH_STEP = 4
"""Characters per level of a committee's path."""
Figure = tuple[str, tuple[str, str], int]
"""The path of a committee, the key of a column, and the number to add there."""


@dataclass
class Row:
    committee: Committee
    is_own: bool = False
    """Of the committee itself, without those below it."""
    sums: dict[tuple[str, str], int] = field(default_factory=dict)
    """By column; one that is missing has no entry: blank, not 0."""

    def add(self, key: tuple[str, str], number: int) -> None:
        self.sums[key] = self.sums.get(key, 0) + number


@dataclass(frozen=True)
class WorkTable:
    committee: Committee
    rows: list[Row]
    """The committee's own, then one per committee directly below it, with everything below that."""

    @property
    def total(self) -> Row:
        total = Row(self.committee)
        for row in self.rows:
            for key, number in row.sums.items():
                total.add(key, number)
        return total


def build_work(campaign: Campaign, committee: Committee) -> WorkTable:
    rows = {committee.path: Row(committee, is_own=True)}
    for child in committee.children.order_by("path"):
        rows[child.path] = Row(child)
    child_path_length = len(committee.path) + PATH_STEP
    for path, key, number in _figures(campaign, committee):
        rows[path[:child_path_length]].add(key, number)
    return WorkTable(committee, list(rows.values()))


def _figures(campaign: Campaign, committee: Committee) -> Iterator[Figure]:
    """One grouped query per table, whatever the number of entries."""
    of = {"campaign": campaign, "committee": committee}
    yield from _sums("service", Service, "kind", Sum("people_count"), **of)
    yield from _sums("group", WechatGroup, "kind", Count("pk"), **of)
    yield from _sums("headcount", Headcount, "category", Sum("youth_count"), **of)
    yield from _publicity(**of)


def _sums(group, model, kind, number, *, campaign, committee) -> Iterator[Figure]:
    entries = model.objects.in_campaign(campaign).within(committee)
    if model is Headcount:
        entries = entries.current()
    for path, code, count in entries.order_by().values_list("committee__path", kind).annotate(number):
        yield path, (group, code), count


def _publicity(*, campaign, committee) -> Iterator[Figure]:
    entries = Publicity.objects.in_campaign(campaign).within(committee).order_by()
    for path, count, reads in entries.values_list("committee__path").annotate(Count("pk"), Sum("read_count")):
        yield path, ("publicity", "count"), count
        if reads is not None:
            yield path, ("publicity", "reads"), reads
