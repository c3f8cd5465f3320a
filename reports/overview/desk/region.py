"""The desk of the region: packages to review, who is still awaited, how the campaign goes. It logs hardly anything."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from organization.clock import now, today
from reports.annex2.table import Table
from reports.choices import PackageState, Source, Standing
from reports.models import Package, Reminder, Submission
from reports.overview.desk.entrances import region_entrances
from reports.overview.desk.set_up import find_set_up
from reports.overview.desk.to_do import (
    ToDo,
    committees_without_account,
    first_steps,
    own_responsible,
    plans_past_their_day,
    records_to_review,
    rows_without_record,
    silent_below,
    youths_waiting,
)
from reports.overview.desk.trend import build_trend
from reports.overview.desk.work import build_work
from returnees.models.receipt import receipt_alarm


@dataclass(frozen=True)
class WaitingPackage:
    package: Package
    since: datetime
    is_late: bool

    @property
    def days(self) -> int:
        return (now() - self.since).days


@dataclass(frozen=True)
class AwaitedPackages:
    """Packages in one state that are not with the region."""

    state: PackageState
    packages: list[Package]
    url: str


def build_region_desk(account, campaign) -> dict:
    work = build_work(account, campaign)
    table, counts = work["table"], work["counts"]
    packages = [row.package for row in table.rows]
    return work | {
        "missing": _to_do(account, campaign, work),
        "set_up": find_set_up(account),
        "to_review": _to_review(account, campaign, packages),
        "can_review": account.has_perm("reports.review_package"),
        "standings": _count_standings(table, campaign),
        "awaited": _awaited(packages, campaign),
        "awaited_count": sum(not package.is_sent for package in packages),
        "overdue_count": sum(package.is_overdue for package in packages),
        "last_reminder": Reminder.objects.in_campaign(campaign).select_related("sent_by__committee").first(),
        "trend": build_trend(campaign, counts.weekly_returnees, counts.weekly_entries),
        "entrances": region_entrances(account, campaign),
        "sources": list(Source),
        "receipt_alarm": receipt_alarm() if account.has_perm("organization.change_campaign") else 0,
        "counts_in_no_row": account.committee.pk in table.outside.committee_ids,
    }


def _to_do(account, campaign, work) -> ToDo:
    table = work["table"]
    return (
        first_steps(account, table, work["campaign_kinds"])
        + (_wanted_again(table, campaign) if account.has_perm("reports.review_package") else [])
        + records_to_review(work["waiting"])
        + youths_waiting(work["waiting"])
        + (_without_record(table, work["matrix"]) if not campaign.is_trial else [])
        + committees_without_account(account)
        + plans_past_their_day(work["waiting"])
        + own_responsible(account, campaign)
    )


def _without_record(table: Table, matrix) -> ToDo:
    """Nobody is named of a trial: nobody has to report in it."""
    return rows_without_record(table) + (silent_below(matrix, set(table.without_record)) if table.rows else [])


def _wanted_again(table: Table, campaign) -> ToDo:
    over = sum(bool(row.package.wanted_on) and row.package.wanted_on < today() for row in table.rows)
    sentence = f"{over} 份退回修改的材料过了要求的日期，还没有重新报送"
    return [(sentence, board_url(campaign, state=PackageState.RETURNED))] if over else []


def _to_review(account, campaign, packages: list[Package]) -> list[WaitingPackage]:
    """The one that has waited longest first."""
    submitted = {package.pk: package for package in packages if package.state == PackageState.SUBMITTED}
    last = Submission.objects.in_campaign(campaign).visible_to(account).latest().filter(package__in=submitted)
    waiting = last.order_by("submitted_at", "pk").values_list("package", "submitted_at", "submitted_on", "due_on")
    return [WaitingPackage(submitted[pk], at, on > due_on) for pk, at, on, due_on in waiting]


def _count_standings(table: Table, campaign) -> list[tuple[str, int, str]]:
    """How many packages have gone up, in the words of the board, and where they are listed."""
    counts = Counter(row.package.standing for row in table.rows)
    query = {
        Standing.SENT: {},
        Standing.RETURNED: {"state": PackageState.RETURNED},
        Standing.NOT_SENT: {"time": "not_yet"},
    }
    if not table.rows:
        return []
    return [(standing.label, counts[standing], board_url(campaign, **query[standing])) for standing in Standing]


def _awaited(packages: list[Package], campaign) -> list[AwaitedPackages]:
    """Those that have come least far first."""
    return [
        AwaitedPackages(state, in_state, board_url(campaign, state=state))
        for state in (PackageState.NOT_STARTED, PackageState.IN_PROGRESS, PackageState.RETURNED)
        if (in_state := [package for package in packages if package.state == state])
    ]


def board_url(campaign, **query: str) -> str:
    return f"{reverse('board')}?{urlencode({'campaign': campaign.key} | query)}"
