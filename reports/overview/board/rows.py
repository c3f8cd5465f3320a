"""The rows of the board: how far each committee's package has come. A fixed number of queries."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max

from activities.models import ActivityKind
from organization.choices import Level
from organization.models import Account, Campaign, Committee, Responsible
from reports.annex2.layout import layout_of
from reports.annex2.rows import Row
from reports.annex2.table import add_log, blank_table
from reports.choices import PackagePart, PackageState
from reports.models import Package, Reminder, StateChange, Submission
from reports.overview.board.counts import GROUPS, BoardCounts, count_board
from reports.overview.notifications import LastTold, last_told
from reports.packages.completeness import missing_parts
from reports.packages.summary_length import count_words
from returnees.choices import Status


@dataclass(frozen=True)
class BoardRow:
    """One reporting committee. What lies with the region is shown as it was sent up, everything else as it is now."""

    package: Package
    # Of the active kinds: those with entries or a zero report.
    reported_kind_count: int
    kind_count: int
    # What it still lacks to go up; nothing once it is with the region.
    missing: list[tuple[PackagePart, str]]
    # The last one.
    submission: Submission | None
    # Whether the log differs from the last submission.
    is_changed: bool
    return_count: int
    # Questionnaires by status, of GROUPS.
    youth_counts: dict[str, int]
    responsible: Responsible | None
    # Its counties of which nobody has ever signed in.
    never_signed_in: list[str]
    reminder_count: int
    last_reminded_at: datetime | None
    last_told: LastTold | None

    @property
    def is_up(self) -> bool:
        return self.package.is_sent

    @property
    def is_late(self) -> bool:
        return self.is_up and self.submission is not None and self.submission.is_late

    @property
    def days_over(self) -> int:
        return -self.package.days_until_due

    @property
    def word_count(self) -> int:
        return count_words(self.package.summary_text)

    @property
    def photo_count(self) -> int:
        return len(self.package.photos.all())

    @property
    def missing_parts(self) -> set[str]:
        """The scan among them where one is asked for, though a package may go up without."""
        parts = {str(part) for part, _ in self.missing}
        lacks_scan = self.package.campaign.asks_for_scan and not self.package.scan_id
        return parts | {str(PackagePart.SCAN)} if lacks_scan else parts

    @property
    def entrepreneur_count(self) -> int:
        return self.youth_counts.get(Status.ENTREPRENEUR, 0)

    @property
    def intending_count(self) -> int:
        return self.youth_counts.get(Status.INTENDING, 0)

    @property
    def starting_at_home_count(self) -> int:
        return self.youth_counts.get(Status.STARTING_AT_HOME, 0)


def build_rows(campaign: Campaign, account) -> list[BoardRow]:
    """Of this moment, as what is sent or handed on wants them."""
    return _build(campaign, account, may_be_cached=False)[0]


def rows_of_page(campaign: Campaign, account) -> tuple[list[BoardRow], datetime | None]:
    """With the moment of what was counted, where that may be a minute old; packages and submissions are of now."""
    return _build(campaign, account, may_be_cached=True)


def _build(campaign: Campaign, account, *, may_be_cached: bool) -> tuple[list[BoardRow], datetime | None]:
    kinds = list(ActivityKind.objects.in_campaign(campaign))
    latest = Submission.objects.in_campaign(campaign).visible_to(account).latest().defer("summary_text")
    submissions = {submission.package_id: submission for submission in latest}
    counts = count_board(campaign, account, kinds, list(submissions.values()), may_be_cached=may_be_cached)
    table = blank_table(campaign, account.committee, layout_of(campaign, kinds))
    add_log(table.rows, counts.log, counts.zero_reports)
    table_rows, kinds = {row.package.pk: row for row in table.rows}, [kind for kind in kinds if kind.is_active]
    return _assemble(campaign, account, table_rows, kinds, submissions, counts), counts.as_of


def _assemble(campaign, account, table_rows: dict[int, Row], kinds, submissions, counts: BoardCounts) -> list[BoardRow]:
    returns, reminders = _returns(campaign, account), _reminders(campaign)
    told = last_told(campaign)
    live_counts = _youth_counts(table_rows, counts)
    responsibles = {
        responsible.committee_id: responsible
        for responsible in Responsible.objects.in_campaign(campaign).visible_to(account)
    }
    never_signed_in = _never_signed_in(account, table_rows)
    packages = Package.objects.in_campaign(campaign).visible_to(account)
    rows = []
    for package in packages.select_related("campaign", "committee").prefetch_related("photos__photo"):
        submission, row = submissions.get(package.pk), table_rows[package.pk]
        is_up = package.is_sent
        reminded = reminders.get(package.pk, {"count": 0, "last": None})
        rows.append(
            BoardRow(
                package=package,
                reported_kind_count=sum(is_up or row.has_kind(kind.key) for kind in kinds),
                kind_count=len(kinds),
                missing=[] if is_up else missing_parts(package, row, kinds),
                submission=submission,
                is_changed=submission is not None and submission.pk in counts.changed,
                return_count=returns.get(package.pk, 0),
                youth_counts=_sent_counts(submission) if is_up else live_counts[package.pk],
                responsible=responsibles.get(package.committee_id),
                never_signed_in=never_signed_in[package.pk],
                reminder_count=reminded["count"],
                last_reminded_at=reminded["last"],
                last_told=told.get(package.pk),
            )
        )
    return rows


def _returns(campaign: Campaign, account) -> dict[int, int]:
    """How often each package was returned; reopening an accepted one does not count."""
    returned = StateChange.objects.visible_to(account).filter(
        package__campaign=campaign, from_state=PackageState.SUBMITTED, to_state=PackageState.RETURNED
    )
    return dict(returned.order_by().values_list("package").annotate(Count("pk")))


def _reminders(campaign: Campaign) -> dict[int, dict]:
    reminders = Reminder.objects.in_campaign(campaign).order_by().values("packages")
    return {group["packages"]: group for group in reminders.annotate(count=Count("pk"), last=Max("sent_at"))}


def _sent_counts(submission: Submission) -> dict[str, int]:
    return {status: submission.count_of(status) for status in GROUPS}


def _youth_counts(table_rows: dict[int, Row], counts: BoardCounts) -> dict[int, Counter]:
    return {
        key: sum((counts.youths.get(committee_id, Counter()) for committee_id in row.committee_ids), Counter())
        for key, row in table_rows.items()
    }


def signed_in_committees(account) -> set[int]:
    accounts = Account.objects.visible_to(account).active().exclude(last_login=None)
    return set(accounts.order_by().values_list("committee", flat=True))


def _never_signed_in(account, table_rows: dict[int, Row]) -> dict[int, list[str]]:
    signed_in = signed_in_committees(account)
    silent = {
        county.pk: county.place_name
        for county in Committee.objects.visible_to(account).standing().at_level(Level.COUNTY)
        if county.pk not in signed_in
    }
    return {
        key: [name for county_id, name in silent.items() if county_id in row.committee_ids]
        for key, row in table_rows.items()
    }
