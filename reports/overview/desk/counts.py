"""What a desk counts over the log, the records and their cases: queries → plain lists, and back."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from django.db.models import Count, Q

from activities.models import Activity
from organization.choices import Level
from organization.clock import now, today
from organization.models import Account, Campaign
from reports.annex2.rows import EntryGroup, Row, number_groups
from reports.annex2.table import Table, zero_reports
from reports.counting.cached_counts import Counted, Lists, cached_counts
from reports.overview.statistics.weekly import count_weekly_entries, count_weekly_returnees
from reports.overview.statistics.weeks import Weeks
from reports.packages.odd_figures import count_unconfirmed
from returnees.models import FollowUpCase, Returnee

NAME = "desk-1"
# The figures stand beside what came within so long.
LOOK_BACK = timedelta(days=7)


class YouthCount(NamedTuple):
    """Accepted records of one home and one status."""

    committee_id: int
    status: str
    count: int
    # Of these, above the age of 青年, and sent within LOOK_BACK.
    stretched: int
    recent: int


class CaseCount(NamedTuple):
    """Cases of one committee that wait for something, by the day on which it is due."""

    committee_id: int
    overdue: int
    today: int
    week: int
    waiting: int


@dataclass(frozen=True)
class DeskCounts:
    log: list[EntryGroup]
    # Of the log, what was recorded within LOOK_BACK.
    recent_log: list[EntryGroup]
    zero_reports: list[tuple[int, str]]
    # Entries with odd figures that nobody has confirmed, in the row of a league-city.
    odd_count: int
    youths: list[YouthCount]
    cases: list[CaseCount]
    # By number of the week; of the region alone, whose desk draws them.
    weekly_returnees: Counter[int]
    weekly_entries: Counter[int]
    # Where they may be a minute old.
    as_of: datetime | None


def count_desk(account: Account, table: Table, breakdown: list[Row]) -> DeskCounts:
    """For the rows of the account's table and of its breakdown, both without figures."""
    count = partial(_count, account, table, breakdown)
    return _read(cached_counts(NAME, table.campaign, account.committee, count))


def _count(account: Account, table: Table, breakdown: list[Row]) -> tuple[Lists, int]:
    campaign, rows = table.campaign, [*table.rows, table.outside, *breakdown]
    committees = frozenset().union(*(row.committee_ids for row in rows))
    held = Activity.objects.in_campaign(campaign).held().filter(committee__in=committees)
    log = list(number_groups(held, campaign, table.layout, recorded_since=now() - LOOK_BACK))
    youths = _count_youths(account, campaign)
    lists = {
        "log": [(*group.keys, group.kind, group.entry_count, group.known_sums) for group in log],
        "zero_reports": zero_reports(campaign, committees),
        "youths": youths,
        "cases": _count_cases(account, campaign),
    }
    if account.committee.level == Level.REGION:
        lists |= _count_weeks(campaign, committees)
    elif account.committee.level == Level.LEAGUE_CITY and (package := table.rows[0].package):
        committee_ids = table.rows[0].committee_ids
        lists["odd"] = [count_unconfirmed(package, account=account, committee_ids=committee_ids)]
    return lists, sum(group.entry_count for group in log) + sum(line.count for line in youths)


def _count_youths(account, campaign) -> list[YouthCount]:
    returnees = Returnee.objects.in_campaign(campaign).visible_to(account).accepted().order_by()
    counted = returnees.values_list("home_committee_id", "status").annotate(
        Count("home_committee_id"),
        stretched=Count("home_committee_id", filter=Q(age__gt=campaign.youth_until_age)),
        recent=Count("home_committee_id", filter=Q(submitted_at__gte=now() - LOOK_BACK)),
    )
    return [YouthCount(*line) for line in counted]


def _count_cases(account, campaign) -> list[CaseCount]:
    day = today()
    waiting = FollowUpCase.objects.in_campaign(campaign).visible_to(account).waiting().order_by()
    counted = waiting.values_list("committee_id").annotate(
        overdue=Count("committee_id", filter=Q(due_on__lt=day)),
        today=Count("committee_id", filter=Q(due_on=day)),
        week=Count("committee_id", filter=Q(due_on__gt=day, due_on__lte=day + timedelta(days=7))),
        waiting=Count("committee_id"),
    )
    return [CaseCount(*line) for line in counted]


def _count_weeks(campaign: Campaign, committees: frozenset[int]) -> Lists:
    weeks = Weeks(campaign.starts_on, campaign.ends_on)
    entries = sum(count_weekly_entries(campaign, committees, weeks).values(), Counter())
    returnees = count_weekly_returnees(campaign, committees, weeks)
    return {"weekly_entries": list(entries.items()), "weekly_returnees": list(returnees.items())}


def _read(counted: Counted) -> DeskCounts:
    lists = counted.lists
    log = [(EntryGroup((committee,), *group), is_recent) for committee, is_recent, *group in lists["log"]]
    return DeskCounts(
        log=[group for group, _ in log],
        recent_log=[group for group, is_recent in log if is_recent],
        zero_reports=[(committee_id, kind) for committee_id, kind in lists["zero_reports"]],
        odd_count=sum(lists.get("odd", ())),
        youths=[YouthCount(*line) for line in lists["youths"]],
        cases=[CaseCount(*line) for line in lists["cases"]],
        weekly_returnees=Counter(dict(lists.get("weekly_returnees", ()))),
        weekly_entries=Counter(dict(lists.get("weekly_entries", ()))),
        as_of=counted.as_of if counted.is_cached else None,
    )
