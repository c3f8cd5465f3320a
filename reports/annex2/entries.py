"""The entries behind a number of Annex 2, as a page shows them: live ones of the log, or those of a submission."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.db.models import Sum
from django.urls import reverse

from activities.models import Activity, ActivityKind, EntryFigure, ZeroReport
from activities.models.log_list import ChoiceList
from activities.shapes import FIGURE_COLUMNS
from organization.models import Account, Committee
from reports.annex2.layout import Layout
from reports.annex2.rows import frozen_figure
from reports.models import SubmissionEntry

ENTRIES_PER_PAGE = 100


@dataclass(frozen=True)
class EntryColumn:
    heading: str
    # A column of the log or the key of one of the kind's own figures; empty for the channels.
    figure: str = ""

    @property
    def is_text(self) -> bool:
        return not self.figure

    @property
    def is_own(self) -> bool:
        return bool(self.figure) and self.figure not in FIGURE_COLUMNS


@dataclass(frozen=True)
class EntryLine:
    number: str
    # None where the account may not open it: what another committee adds to its row (扎赉诺尔区 to 满洲里's) is named,
    # and no more than that; or where the log has it no more.
    url: str | None
    days: str
    committee: str
    figures: list
    columns: list[EntryColumn]

    @property
    def cells(self):
        return zip(self.columns, self.figures, strict=True)


@dataclass(frozen=True)
class ZeroLine:
    committee: Committee
    # None in a submission: it keeps that a zero was reported, not when.
    reported_at: datetime | None = None
    # Where the account may know that.
    reported_by: Account | None = None


def entry_columns(kind: ActivityKind, layout: Layout) -> list[EntryColumn]:
    """The columns of the table that the kind fills; of one that fills none, its numbers."""
    columns = [EntryColumn(column.heading, column.figure) for column in layout.of_kind(kind.key)]
    return columns or [EntryColumn(label, figure) for figure, label in kind.number_labels.items()]


def live_entries(kind, layout, committee_ids, *, account, page_number) -> dict:
    held = Activity.objects.of_kind(kind).held().filter(committee__in=committee_ids)
    columns = entry_columns(kind, layout)
    sums = _sums(held, columns, own=_live_own_sums)
    entries = held.select_related("committee", "campaign").prefetch_related("entry_figures__figure")
    context = _context(entries, kind, columns, account, page_number, lambda entry: layout.channels)
    return context | _foot(columns, sums) | {"zero_reports": list(_zero_report_lines(kind, committee_ids, account))}


def frozen_entries(kind, layout, submissions, *, account, page_number) -> dict:
    """The same of what went up with some submissions of the kind's campaign."""
    frozen = SubmissionEntry.objects.filter(submission__in=submissions, kind=kind.key)
    columns = entry_columns(kind, layout)
    sums = _sums(frozen, columns, own=_frozen_own_sums)
    entries = frozen.select_related("committee").order_by("-held_on", "-activity_id")
    channels = {one.pk: one.channel_list for one in submissions}
    context = _context(entries, kind, columns, account, page_number, lambda entry: channels[entry.submission_id])
    declared = {branch_id for one in submissions for branch_id, key in one.zero_reports if key == kind.key}
    zero_reports = [ZeroLine(one) for one in Committee.objects.filter(pk__in=declared)]
    return context | _foot(columns, sums) | {"zero_reports": zero_reports}


def _foot(columns, sums) -> dict:
    return {"sums": sums, "foot": list(zip(columns, sums, strict=True))}


def _context(entries, kind, columns, account, page_number, channels_of) -> dict:
    page = Paginator(entries, ENTRIES_PER_PAGE).get_page(page_number)
    return {"columns": columns, "page": page, "lines": list(_lines(page, kind, columns, account, channels_of))}


def _sums(entries, columns, *, own) -> list:
    """Of all entries, for the foot of the page; empty below text, None where no entry has the number."""
    of_log = {column.figure for column in columns if column.figure and not column.is_own}
    sums = entries.order_by().aggregate(**{figure: Sum(figure) for figure in sorted(of_log)})
    if any(column.is_own for column in columns):
        sums |= own(entries, columns)
    return ["" if column.is_text else sums.get(column.figure) for column in columns]


def _live_own_sums(entries, columns) -> dict[str, int]:
    figures = EntryFigure.objects.filter(activity__in=entries.order_by().values("pk")).order_by()
    return dict(figures.values_list("figure__key").annotate(Sum("value")))


def _frozen_own_sums(entries, columns) -> dict[str, int | None]:
    own = {column.figure for column in columns if column.is_own}
    return entries.order_by().aggregate(**{figure: Sum(frozen_figure(figure)) for figure in sorted(own)})


def _lines(page, kind, columns, account, channels_of: Callable[..., ChoiceList]):
    pks = [activity_pk(entry) for entry in page]
    visible = set(Activity.objects.visible_to(account).filter(pk__in=pks, deleted_at=None).values_list("pk", flat=True))
    for pk, entry in zip(pks, page, strict=True):
        number = Activity(pk=pk, campaign=kind.campaign).number
        url = reverse("admin:activities_kind_change", args=[kind.key, pk]) if pk in visible else None
        figures = [entry_value(entry, column, channels_of(entry)) for column in columns]
        yield EntryLine(number, url, entry.days, str(entry.committee), figures, columns)


def activity_pk(entry: Activity | SubmissionEntry) -> int:
    return entry.activity_id if isinstance(entry, SubmissionEntry) else entry.pk


def entry_value(entry: Activity | SubmissionEntry, column: EntryColumn, channels: ChoiceList) -> int | str | None:
    """The text or number of an entry in a column; None where it is not known. `channels`: the words for its channels,
    today's or those of the day on which it was sent up.
    """
    if column.is_text:
        names = "、".join(channels.names(entry.channels))
        return f"{names}（{entry.channel_other}）" if entry.channel_other else names
    return entry.own_figures.get(column.figure) if column.is_own else getattr(entry, column.figure)


def _zero_report_lines(kind, committee_ids, account):
    reports = ZeroReport.objects.of_kind(kind).filter(committee__in=committee_ids)
    visible = set(reports.visible_to(account).values_list("pk", flat=True))
    for report in reports.select_related("committee", "reported_by__committee"):
        yield ZeroLine(report.committee, report.reported_at, report.reported_by if report.pk in visible else None)
