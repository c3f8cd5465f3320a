"""The entries behind a number of Annex 2, as a page shows them: live ones of the log, or those of a submission."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.db.models import Sum
from django.urls import reverse

from activities.models import Activity, ZeroReport
from organization.models import Account, Committee
from reports.annex2.columns import COLUMNS
from reports.models import SubmissionEntry

ENTRIES_PER_PAGE = 100


@dataclass(frozen=True)
class EntryLine:
    number: str
    url: str | None
    """None where the account may not open it: what another committee adds to its row (扎赉诺尔区 to 满洲里's) is named,
    and no more than that; or where the log has it no more."""
    days: str
    committee: str
    figures: list


@dataclass(frozen=True)
class ZeroLine:
    committee: Committee
    reported_at: datetime | None = None
    """None in a submission: it keeps that a zero was reported, not when."""
    reported_by: Account | None = None
    """Where the account may know that."""


def live_entries(campaign, kind, committee_ids, *, account, page_number) -> dict:
    """The context of a page of the held entries of a kind, with their sums and the zero reports."""
    held = Activity.objects.in_campaign(campaign).of_kind(kind).held().filter(committee__in=committee_ids)
    context = _context(held.select_related("committee", "campaign"), campaign, kind, account, page_number)
    return context | {"zero_reports": list(_zero_report_lines(campaign, kind, committee_ids, account))}


def frozen_entries(campaign, kind, submissions, *, account, page_number) -> dict:
    """The same of what went up with some submissions of the campaign."""
    frozen = SubmissionEntry.objects.filter(submission__in=submissions, kind=kind).order_by("-held_on", "-activity_id")
    context = _context(frozen.select_related("committee"), campaign, kind, account, page_number)
    said = {branch_id for one in submissions for branch_id, said_of in one.zero_reports if said_of == kind}
    return context | {"zero_reports": [ZeroLine(one) for one in Committee.objects.filter(pk__in=said)]}


def _context(entries, campaign, kind, account, page_number) -> dict:
    columns = [column for column in COLUMNS if column.kind == kind]
    numbers = [column for column in columns if not column.is_text]
    sums = entries.order_by().aggregate(**{column.key: Sum(column.source) for column in numbers})
    page = Paginator(entries, ENTRIES_PER_PAGE).get_page(page_number)
    return {
        "columns": columns,
        "page": page,
        "lines": list(_lines(page, campaign, columns, account)),
        "sums": ["" if column.is_text else sums[column.key] for column in columns],
    }


def _lines(page, campaign, columns, account):
    pks = {getattr(entry, "activity_id", entry.pk) for entry in page}
    visible = set(Activity.objects.visible_to(account).filter(pk__in=pks, deleted_at=None).values_list("pk", flat=True))
    for entry in page:
        pk = getattr(entry, "activity_id", entry.pk)
        number = Activity(pk=pk, campaign=campaign).number
        url = reverse(f"admin:activities_{entry.kind}_change", args=[pk]) if pk in visible else None
        figures = [_figure(entry, column) for column in columns]
        yield EntryLine(number, url, entry.days, str(entry.committee), figures)


def _figure(entry, column):
    if column.is_text:
        names = "、".join(channel.label for channel in entry.channels)
        return f"{names}（{entry.letter_channel_other}）" if entry.letter_channel_other else names
    return getattr(entry, column.source)


def _zero_report_lines(campaign, kind, committee_ids, account):
    """Each zero report, and by whom where the account may know that."""
    reports = ZeroReport.objects.in_campaign(campaign).of_kind(kind).filter(committee__in=committee_ids)
    visible = set(reports.visible_to(account).values_list("pk", flat=True))
    for report in reports.select_related("committee", "reported_by"):
        yield ZeroLine(report.committee, report.reported_at, report.reported_by if report.pk in visible else None)
