"""The numbers of the statistics page: queries → plain data, nothing of anybody in particular.

Every number is a sum over the subtree of one committee. The queries are as many for a million rows as for none.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property

from django.core.cache import cache
from django.db.models import Case, Count, IntegerField, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from activities.models import Activity
from organization.clock import now
from organization.models import Campaign, Committee
from reports.annex2.rows import Row
from reports.annex2.table import build_breakdown
from reports.counting.kind_numbers import KindNumber
from reports.counting.needs import ChosenCodes, GroupsOfRow, groups_by_row, needs_by_row, nothing_chosen
from reports.overview.kinds import CampaignKinds, campaign_kinds, total_of
from reports.overview.statistics.weeks import Weeks
from returnees.choices import EntranceChannel
from returnees.models import Entrance, EntranceDay, Returnee

# How long a process shows the same numbers of one committee; the page names their moment.
CACHE_SECONDS = 60


@dataclass(frozen=True)
class Place:
    """The committee itself, or one directly below it with everything below that."""

    committee_pk: int
    name: str
    is_own: bool
    groups: GroupsOfRow
    # Held entries of all kinds; None: neither an entry nor a zero report.
    entry_count: int | None


@dataclass(frozen=True)
class KindCounts:
    """One kind of activity over all places."""

    key: str
    label: str
    # Held entries by number of the week.
    entries: Counter[int]
    # Its numbers and what they come to; None: not reported, or not known.
    figures: list[tuple[KindNumber, int | None]]
    # Whether there is an entry or a zero report.
    is_reported: bool


@dataclass(frozen=True)
class ChannelCounts:
    """One channel of the entrances here. Those who came by them may live anywhere."""

    code: EntranceChannel
    opens: int
    accepted: int
    withdrawn: int


@dataclass(frozen=True)
class Statistics:
    campaign: Campaign
    committee_pk: int
    as_of: datetime
    weeks: Weeks
    places: list[Place]
    # Of each committee of the subtree, the number of its place, from 0: what a section counts for itself.
    place_of: dict[int, int]
    # Accepted ones by number of the week.
    returnees: Counter[int]
    kinds: list[KindCounts]
    # Those that have entrances here.
    channels: list[ChannelCounts]
    chosen: ChosenCodes

    @property
    def key(self) -> str:
        return self.campaign.key

    @property
    def name(self) -> str:
        return short_name(self.key)

    @cached_property
    def groups(self) -> GroupsOfRow:
        total = GroupsOfRow()
        for place in self.places:
            total.add(place.groups)
        return total

    @cached_property
    def all_entries(self) -> Counter[int]:
        return sum((kind.entries for kind in self.kinds), Counter())

    @property
    def is_empty(self) -> bool:
        everybody = self.groups.everybody
        return not (everybody.accepted or everybody.withdrawn or self.all_entries.total())


def short_name(key: str) -> str:
    """Of a campaign, beside others in a chart."""
    return f"{key} 年" if key.isdecimal() else key


def cached_statistics(campaign: Campaign, committee: Committee) -> Statistics:
    """Cached for CACHE_SECONDS per committee: everybody who may see it sees the same."""
    key = f"statistics-{campaign.pk}-{committee.pk}-{committee.path}"
    return cache.get_or_set(key, lambda: count_statistics(campaign, committee), CACHE_SECONDS)


def count_statistics(campaign: Campaign, committee: Committee) -> Statistics:
    as_of, weeks, kinds = now(), Weeks(campaign.starts_on, campaign.ends_on), campaign_kinds(campaign)
    rows = build_breakdown(campaign, committee, layout=kinds.layout)
    row_of = {committee_id: number for number, row in enumerate(rows) for committee_id in row.committee_ids}
    return Statistics(
        campaign=campaign,
        committee_pk=committee.pk,
        as_of=as_of,
        weeks=weeks,
        places=_places(campaign, committee, rows, row_of),
        place_of=row_of,
        returnees=count_weekly_returnees(campaign, row_of, weeks),
        kinds=_kinds(kinds, rows, count_weekly_entries(campaign, row_of, weeks)),
        channels=_channels(campaign, committee),
        chosen=_chosen(campaign, row_of),
    )


def _places(campaign: Campaign, committee: Committee, rows: list[Row], row_of: dict[int, int]) -> list[Place]:
    return [
        Place(
            committee_pk=row.committee.pk,
            name=row.committee.place_name,
            is_own=row.committee.pk == committee.pk,
            groups=groups,
            entry_count=row.entry_count if row.has_entries else None,
        )
        for row, groups in zip(rows, groups_by_row(campaign, row_of), strict=True)
    ]


def _kinds(kinds: CampaignKinds, rows: list[Row], entries: dict[int, Counter[int]]) -> list[KindCounts]:
    return [
        KindCounts(
            key=kind.key,
            label=kind.label,
            entries=entries[kind.pk],
            figures=[(number, total_of(rows, number)) for number in kinds.numbers_of(kind)],
            is_reported=any(row.has_kind(kind.key) for row in rows),
        )
        for kind in kinds.shown(rows)
    ]


def _chosen(campaign: Campaign, row_of: dict[int, int]) -> ChosenCodes:
    total = nothing_chosen()
    for row in needs_by_row(campaign, row_of):
        for key, codes in row.items():
            total[key].update(codes)
    return total


def count_weekly_returnees(campaign: Campaign, committees: Iterable[int], weeks: Weeks) -> Counter[int]:
    """Of youths at home in these, by their keys."""
    midnights = [timezone.make_aware(datetime.combine(day, time.min)) for day in weeks.bounds()]
    returnees = Returnee.objects.in_campaign(campaign).accepted().filter(home_committee__in=committees).order_by()
    in_week = returnees.annotate(week=_number("submitted_at", midnights)).values_list("week")
    return Counter(dict(in_week.annotate(Count("home_committee_id"))))


def count_weekly_entries(campaign: Campaign, committees: Iterable[int], weeks: Weeks) -> dict[int, Counter[int]]:
    """Of each kind by number of the week. An entry that stands for a whole period is of the week in which that ends."""
    held = Activity.objects.in_campaign(campaign).held().filter(committee__in=committees).order_by()
    held = held.annotate(day=Coalesce("held_until", "held_on"))
    entries: dict[int, Counter[int]] = defaultdict(Counter)
    groups = held.annotate(week=_number("day", weeks.bounds())).values_list("kind", "week")
    for kind, week, count in groups.annotate(Count("committee_id")):
        entries[kind][week] = count
    return entries


def _number(column: str, bounds: list[date] | list[datetime]) -> Case:
    """The number of the week, by comparisons alone: extracting a day from a moment takes SQLite ten times as long."""
    earlier = [When(**{f"{column}__lt": bound}, then=Value(number)) for number, bound in enumerate(bounds)]
    return Case(*earlier, default=Value(len(bounds)), output_field=IntegerField())


def _channels(campaign: Campaign, committee: Committee) -> list[ChannelCounts]:
    """Each table is grouped by itself: joined, they would multiply one another."""
    entrances = Entrance.objects.in_campaign(campaign).within(committee).order_by()
    days = EntranceDay.objects.filter(entrance__in=entrances).order_by().values_list("entrance__channel")
    opens = dict(days.annotate(Sum("open_count")))
    returnees = Returnee.objects.in_campaign(campaign).accepted().filter(entrance__in=entrances).order_by()
    accepted = dict(returnees.values_list("entrance__channel").annotate(Count("entrance_id")))
    # A withdrawn record does not name its entrance any more.
    withdrawn = dict(entrances.values_list("channel").annotate(Sum("withdrawn_count")))
    return [
        ChannelCounts(channel, opens.get(channel, 0), accepted.get(channel, 0), withdrawn[channel])
        for channel in EntranceChannel
        if channel in withdrawn
    ]
