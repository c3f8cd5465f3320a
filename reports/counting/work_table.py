"""Services, WeChat groups, headcounts and publicity of a committee, and of those directly below it, as rows."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Count, Sum

from activities.models import Headcount, Publicity, Service, WechatGroup
from organization.models import Campaign, Committee
from returnees.models import FollowUpNote

# The key of a committee, the key of a column, and the number to add there.
Figure = tuple[int, tuple[str, str], int]


@dataclass(eq=False)
class WorkRow:
    committee: Committee
    # Of the committee itself, without those below it.
    is_own: bool = False
    # By column; one that is missing has no entry: blank, not 0.
    sums: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, key: tuple[str, str], number: int) -> None:
        self.sums[key] = self.sums.get(key, 0) + number


@dataclass(frozen=True)
class WorkTable:
    committee: Committee
    # The committee's own, then one per committee directly below it, with everything below that.
    rows: list[WorkRow]

    @property
    def total(self) -> WorkRow:
        total = WorkRow(self.committee)
        for row in self.rows:
            for key, number in row.sums.items():
                total.add(key, number)
        return total


def build_work(campaign: Campaign, committee: Committee) -> WorkTable:
    row_of = _rows(committee)
    for committee_id, key, number in count_figures(campaign, committee):
        row_of[committee_id].add(key, number)
    return WorkTable(committee, list(dict.fromkeys(row_of.values())))


def _rows(committee: Committee) -> dict[int, WorkRow]:
    row_of: dict[int, WorkRow] = {committee.pk: WorkRow(committee, is_own=True)}
    for below in Committee.objects.within(committee).exclude(pk=committee.pk):
        row_of[below.pk] = WorkRow(below) if below.parent_id == committee.pk else row_of[below.parent_id]
    return row_of


def count_figures(campaign: Campaign, committee: Committee) -> Iterator[Figure]:
    """What the committee and those below it logged. One grouped query per table, whatever the number of entries."""
    of = {"campaign": campaign, "committee": committee}
    yield from _sums("service", Service.objects, "kind", Sum("people_count"), **of)
    yield from _follow_ups(**of)
    yield from _sums("group", WechatGroup.objects, "kind", Count("kind"), **of)
    yield from _sums("headcount", Headcount.objects.current(), "category", Sum("youth_count"), **of)
    yield from _publicity(**of)


def _sums(group, entries, kind, number, *, campaign, committee) -> Iterator[Figure]:
    entries = entries.in_campaign(campaign).within(committee).order_by()
    for committee_id, code, count in entries.values_list("committee", kind).annotate(number):
        yield committee_id, (group, code), count


def _follow_ups(*, campaign, committee) -> Iterator[Figure]:
    notes = FollowUpNote.objects.in_campaign(campaign).within(committee).services()
    for (committee_id, kind), count in notes.counts_by_committee().items():
        yield committee_id, ("follow_up", kind), count


def _publicity(*, campaign, committee) -> Iterator[Figure]:
    entries = Publicity.objects.in_campaign(campaign).within(committee).order_by()
    counts = entries.values_list("committee").annotate(Count("medium"), Sum("read_count"))
    for committee_id, count, reads in counts:
        yield committee_id, ("publicity", "count"), count
        if reads is not None:
            yield committee_id, ("publicity", "reads"), reads
