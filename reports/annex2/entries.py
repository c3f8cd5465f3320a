"""The entries behind a number of Annex 2: in the log as it is now, or frozen as they were sent up."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from activities.models import Activity, ZeroReport
from organization.models import Account, Committee
from reports.annex2.sources import counted_submissions
from reports.models import SubmissionEntry


@dataclass(frozen=True)
class EntryLine:
    entry: Activity | SubmissionEntry
    number: str
    address: str | None
    """Of the entry in the log; None where the account may not open it, or the log no longer has it."""


@dataclass(frozen=True)
class ZeroLine:
    committee: Committee
    reported_at: datetime | None = None
    """None in a submission: it keeps that a zero was reported, not when."""
    reported_by: Account | None = None
    """Where the account may know that."""


class LiveEntries:
    """Of the committees that count in some rows, the held entries and zero reports of a kind."""

    def __init__(self, table, rows, kind, account):
        self.account, self.campaign = account, table.campaign
        committee_ids = frozenset().union(*(row.committee_ids for row in rows))
        self.entries = (
            Activity.objects.in_campaign(self.campaign)
            .of_kind(kind)
            .held()
            .filter(committee__in=committee_ids)
            .select_related("committee", "campaign")
        )
        self.reports = ZeroReport.objects.in_campaign(self.campaign).of_kind(kind).filter(committee__in=committee_ids)

    def lines(self, page) -> list[EntryLine]:
        """What another committee adds to the account's row (扎赉诺尔区 to 满洲里's) is named, and no more than that."""
        entries = {entry.pk: entry for entry in page}
        addresses = addresses_of(entries, self.account)
        return [EntryLine(entry, entry.number, addresses.get(pk)) for pk, entry in entries.items()]

    def zero_reports(self) -> list[ZeroLine]:
        visible = set(self.reports.visible_to(self.account).values_list("pk", flat=True))
        return [
            ZeroLine(report.committee, report.reported_at, report.reported_by if report.pk in visible else None)
            for report in self.reports.select_related("committee", "reported_by")
        ]


class FrozenEntries:
    """Of the submissions that count in some rows, the frozen entries and zero reports of a kind."""

    def __init__(self, table, rows, kind, account):
        self.account, self.campaign, self.kind = account, table.campaign, kind
        packages = [row.package for row in rows]
        counted = counted_submissions(table.campaign, table.committee, table.source)
        self.submissions = list(counted.filter(package__in=packages))
        self.entries = (
            SubmissionEntry.objects.filter(submission__in=self.submissions, kind=kind)
            .select_related("committee")
            .order_by("-held_on", "-activity_id")
        )

    def lines(self, page) -> list[EntryLine]:
        entries = {entry.activity_id: entry for entry in page}
        addresses = addresses_of(entries, self.account)
        return [
            EntryLine(entry, Activity(pk=pk, campaign=self.campaign).number, addresses.get(pk))
            for pk, entry in entries.items()
        ]

    def zero_reports(self) -> list[ZeroLine]:
        said = {branch_id for one in self.submissions for branch_id, kind in one.zero_reports if kind == self.kind}
        return [ZeroLine(committee) for committee in Committee.objects.filter(pk__in=said)]


def addresses_of(keys, account) -> dict[int, str]:
    """Where the account may open the entries, as far as they are still in the log."""
    visible = Activity.objects.visible_to(account).filter(pk__in=list(keys))
    return {pk: reverse(f"admin:activities_{kind}_change", args=[pk]) for pk, kind in visible.values_list("pk", "kind")}
