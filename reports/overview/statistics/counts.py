"""The numbers of the statistics page: queries → plain data, nothing of anybody in particular.

Every number is a sum over the subtree of one committee. The queries are as many for a million rows as for none.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial

from django.db.models import Count, Sum

from activities.models import Activity
from organization.models import Campaign, Committee
from reports.annex2.layout import Layout
from reports.annex2.rows import EntryGroup, Row, number_groups
from reports.annex2.table import add_log, blank_breakdown, zero_reports
from reports.counting.cached_counts import Counted, CountLists, Lists, cached_counts, count_now
from reports.counting.kind_numbers import KindNumber
from reports.counting.needs import ChosenCodes, GroupsOfRow, add_groups, count_chosen, count_groups, nothing_chosen
from reports.overview.kinds import CampaignKinds, campaign_kinds, total_of
from reports.overview.statistics.weekly import count_weekly_entries, count_weekly_returnees
from reports.overview.statistics.weeks import Weeks
from returnees.choices import EntranceChannel
from returnees.models import Entrance, Returnee

NAME = "statistics-1"


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
    # Whether the next to look sees the same.
    is_cached: bool
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
    """As the page shows them: over many rows at most a minute old."""
    return _build(campaign, committee, partial(cached_counts, NAME, campaign, committee))


def count_statistics(campaign: Campaign, committee: Committee) -> Statistics:
    """Of this moment."""
    return _build(campaign, committee, count_now)


def _build(campaign: Campaign, committee: Committee, counted_by: Callable[[CountLists], Counted]) -> Statistics:
    weeks, kinds = Weeks(campaign.starts_on, campaign.ends_on), campaign_kinds(campaign)
    rows = blank_breakdown(committee, kinds.layout)
    row_of = {committee_id: number for number, row in enumerate(rows) for committee_id in row.committee_ids}
    counted = counted_by(partial(_count, campaign, committee, kinds.layout, rows, row_of, weeks))
    lists = counted.lists
    groups = [EntryGroup((committee_id,), *group) for committee_id, *group in lists["log"]]
    add_log(rows, groups, lists["zero_reports"])
    return Statistics(
        campaign=campaign,
        committee_pk=committee.pk,
        as_of=counted.as_of,
        is_cached=counted.is_cached,
        weeks=weeks,
        places=_places(committee, rows, add_groups(lists["groups"], row_of)),
        place_of=row_of,
        returnees=Counter(dict(lists["weekly_returnees"])),
        kinds=_kinds(kinds, rows, lists["weekly_entries"]),
        channels=[ChannelCounts(EntranceChannel(code), *numbers) for code, *numbers in lists["channels"]],
        chosen=_chosen(lists["chosen"]),
    )


def _count(
    campaign, committee, layout: Layout, rows: list[Row], row_of: dict[int, int], weeks: Weeks
) -> tuple[Lists, int]:
    held = Activity.objects.in_campaign(campaign).held().filter(committee__in=row_of)
    log = list(number_groups(held, campaign, layout))
    place_of = {committee_id: rows[number].committee.pk for committee_id, number in row_of.items()}
    groups: Counter[tuple] = Counter()
    for committee_id, *keys, count in count_groups(campaign, row_of):
        groups[place_of[committee_id], *keys] += count
    weekly = count_weekly_entries(campaign, row_of, weeks)
    lists = {
        "log": [(*group.keys, group.kind, group.entry_count, group.known_sums) for group in log],
        "zero_reports": zero_reports(campaign, row_of),
        "groups": [(*keys, count) for keys, count in groups.items()],
        "weekly_returnees": list(count_weekly_returnees(campaign, row_of, weeks).items()),
        "weekly_entries": [(kind, week, count) for kind, by_week in weekly.items() for week, count in by_week.items()],
        "channels": _channels(campaign, committee),
        "chosen": list(count_chosen(campaign, row_of)),
    }
    return lists, sum(group.entry_count for group in log) + groups.total()


def _places(committee: Committee, rows: list[Row], groups_of_rows: list[GroupsOfRow]) -> list[Place]:
    return [
        Place(
            committee_pk=row.committee.pk,
            name=row.committee.place_name,
            is_own=row.committee.pk == committee.pk,
            groups=groups,
            entry_count=row.entry_count if row.has_entries else None,
        )
        for row, groups in zip(rows, groups_of_rows, strict=True)
    ]


def _kinds(kinds: CampaignKinds, rows: list[Row], weekly_entries: list[tuple[int, int, int]]) -> list[KindCounts]:
    entries: dict[int, Counter[int]] = defaultdict(Counter)
    for kind, week, count in weekly_entries:
        entries[kind][week] = count
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


def _chosen(lines: list[tuple[str, str, int]]) -> ChosenCodes:
    total = nothing_chosen()
    for question, code, count in lines:
        if question in total:
            total[question][code] += count
    return total


def _channels(campaign: Campaign, committee: Committee) -> list[tuple[str, int, int, int]]:
    """Code, opens, accepted and withdrawn. The records are grouped by themselves: joined, they would multiply."""
    entrances = Entrance.objects.in_campaign(campaign).within(committee).order_by()
    channel_of: dict[int, str] = {}
    opens, accepted, withdrawn = Counter(), Counter(), Counter()
    # A withdrawn record does not name its entrance any more.
    columns = entrances.values_list("pk", "channel", "withdrawn_count").annotate(Sum("days__open_count"))
    for pk, channel, withdrawn_count, open_count in columns:
        channel_of[pk] = channel
        opens[channel] += open_count or 0
        withdrawn[channel] += withdrawn_count
    returnees = Returnee.objects.in_campaign(campaign).accepted().filter(entrance__in=list(channel_of)).order_by()
    for pk, count in returnees.values_list("entrance_id").annotate(Count("entrance_id")):
        accepted[channel_of[pk]] += count
    return [
        (channel.value, opens[channel], accepted[channel], withdrawn[channel])
        for channel in EntranceChannel
        if channel in withdrawn
    ]
