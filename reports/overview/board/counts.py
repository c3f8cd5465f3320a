"""What the board counts over the log and the records: queries → plain lists, and back."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db.models import Count

from activities.models import Activity, ActivityKind
from organization.models import Account, Campaign, Committee
from reports.annex2.layout import Layout, keys_of
from reports.annex2.rows import EntryGroup, number_groups
from reports.annex2.table import zero_reports
from reports.counting.cached_counts import Counted, Lists, cached_counts, count_now
from reports.models import Submission
from reports.packages.source_changes import changed_submissions
from returnees.choices import Status
from returnees.models import Returnee

NAME = "board-1"
# Of youths: those who are counted by themselves.
GROUPS = (Status.ENTREPRENEUR, Status.INTENDING, Status.STARTING_AT_HOME)


@dataclass(frozen=True)
class BoardCounts:
    # Held entries by committee and kind, without their figures.
    log: list[EntryGroup]
    zero_reports: list[tuple[int, str]]
    # By home, accepted records by status, of GROUPS.
    youths: dict[int, Counter[str]]
    # Keys of the submissions whose source has changed since.
    changed: frozenset[int]
    # Where they may be a minute old.
    as_of: datetime | None


def count_board(
    campaign: Campaign,
    account: Account,
    kinds: list[ActivityKind],
    submissions: list[Submission],
    *,
    may_be_cached: bool,
) -> BoardCounts:
    """`kinds`: all of the campaign. `submissions`: the last one of each package."""
    count = partial(_count, campaign, account, kinds, submissions)
    counted = cached_counts(NAME, campaign, account.committee, count) if may_be_cached else count_now(count)
    return _read(counted)


def _count(campaign: Campaign, account: Account, kinds, submissions) -> tuple[Lists, int]:
    held = Activity.objects.in_campaign(campaign).visible_to(account).held()
    log = list(number_groups(held, campaign, Layout((), keys_of(kinds))))
    returnees = Returnee.objects.in_campaign(campaign).visible_to(account).accepted().filter(status__in=GROUPS)
    youths = returnees.order_by().values_list("home_committee_id", "status").annotate(Count("home_committee_id"))
    entry_counts: Counter[int] = Counter()
    for group in log:
        entry_counts[group.keys[0]] += group.entry_count
    lists = {
        "log": [(*group.keys, group.kind, group.entry_count) for group in log],
        "zero_reports": zero_reports(campaign, Committee.objects.visible_to(account).values("pk")),
        "youths": list(youths),
        "changed": sorted(changed_submissions(campaign, submissions, entry_counts)),
    }
    return lists, entry_counts.total() + sum(count for _, _, count in lists["youths"])


def _read(counted: Counted) -> BoardCounts:
    lists = counted.lists
    youths: dict[int, Counter[str]] = {}
    for committee_id, status, count in lists["youths"]:
        youths.setdefault(committee_id, Counter())[status] = count
    return BoardCounts(
        log=[EntryGroup((committee_id,), kind, count, {}) for committee_id, kind, count in lists["log"]],
        zero_reports=[(committee_id, kind) for committee_id, kind in lists["zero_reports"]],
        youths=youths,
        changed=frozenset(lists["changed"]),
        as_of=counted.as_of if counted.is_cached else None,
    )
