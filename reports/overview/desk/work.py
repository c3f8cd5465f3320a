"""What every desk of those who see the committees' work shows: the kinds, cases, questionnaires, the deadline."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count
from django.urls import reverse

from activities.models import Activity, ActivityKind, Headcount, Publicity, Service, WechatGroup, ZeroReport
from reports.annex2.rows import Row
from reports.annex2.table import Table, add_log, blank_breakdown, blank_table
from reports.choices import NO_RECORD
from reports.counting.kind_numbers import KindNumber
from reports.overview.desk.counts import DeskCounts, count_desk
from reports.overview.desk.matrix import Matrix, assemble_matrix
from reports.overview.desk.package import package_on_desk
from reports.overview.desk.waiting import count_waiting
from reports.overview.kinds import CampaignKinds, campaign_kinds, total_of
from returnees.choices import Status


@dataclass(frozen=True)
class FigureOnDesk:
    heading: str
    # None: not reported, or held with the number not known.
    value: int | None
    # What came since LOOK_BACK; None where there is no value.
    growth: int | None


@dataclass(frozen=True)
class KindOnDesk:
    """One kind of activity: the committee's own entries, its numbers, its zero report."""

    kind: ActivityKind
    list_url: str
    add_url: str
    own_entry_count: int
    has_zero_report: bool
    # Whether there is an entry or a zero report, the committee's own or of one below it.
    is_reported: bool
    # What stands in place of a number that is not there.
    unknown: str
    # The leading one first.
    figures: list[FigureOnDesk]

    @property
    def may_be_zero(self) -> bool:
        return self.kind.is_active and not self.own_entry_count and not self.has_zero_report

    @property
    def held_url(self) -> str:
        """The entries behind the numbers."""
        return f"{self.list_url}?state__exact=held"


def build_work(account, campaign) -> dict:
    """What the desks of all levels have in common. What goes through the rows is counted once, for all parts."""
    committee, kinds = account.committee, campaign_kinds(campaign)
    can_log = account.has_perm("activities.add_activity")
    table, breakdown = blank_table(campaign, committee, kinds.layout), blank_breakdown(committee, kinds.layout)
    counts = count_desk(account, table, breakdown)
    for rows in ([*table.rows, table.outside], breakdown):
        add_log(rows, counts.log, counts.zero_reports)
    package = package_on_desk(account, campaign, table, kinds)
    on_desk = _kinds_on_desk(committee, campaign, table, kinds, counts.recent_log)
    return {
        "committee": committee,
        "table": table,
        "campaign_kinds": kinds,
        "counts": counts,
        "kinds": on_desk,
        "package": package,
        "due_on": package.package.due_on if package else campaign.package_due_on,
        "days_until_due": package.package.days_until_due if package else campaign.days_until_due(),
        "waiting": count_waiting(account, campaign),
        "matrix": _build_matrix(breakdown, campaign, account, kinds, counts),
        "follow_ups": _follow_up_counts(counts),
        "returnees": _returnee_counts(counts),
        "other_work": _other_work(account),
        "can_log": can_log,
        "can_declare_zero": can_log and any(kind.may_be_zero for kind in on_desk),
    }


def _build_matrix(breakdown: list[Row], campaign, account, kinds: CampaignKinds, counts: DeskCounts) -> Matrix | None:
    """None for a committee without subordinates."""
    if len(breakdown) < 2:
        return None
    answered: Counter[int] = Counter()
    for line in counts.youths:
        answered[line.committee_id] += line.count
    overdue = {line.committee_id: line.overdue for line in counts.cases}
    return assemble_matrix(breakdown, campaign, account, kinds, answered=answered, overdue=overdue)


def _kinds_on_desk(committee, campaign, table: Table, kinds: CampaignKinds, recent_log) -> list[KindOnDesk]:
    recent = [Row(row.layout, row.name, row.committee_ids) for row in table.rows]
    add_log(recent, recent_log)
    own = Activity.objects.in_campaign(campaign).held().filter(committee=committee)
    own_counts = dict(own.order_by().values_list("kind").annotate(Count("pk")))
    zeros = set(ZeroReport.objects.in_campaign(campaign).filter(committee=committee).values_list("kind", flat=True))
    reported = {kind.key: any(row.has_kind(kind.key) for row in table.rows) for kind in kinds.kinds}
    return [
        KindOnDesk(
            kind=kind,
            list_url=reverse("admin:activities_kind_changelist", args=[kind.key]),
            add_url=reverse("admin:activities_kind_add", args=[kind.key]),
            own_entry_count=own_counts.get(kind.pk, 0),
            has_zero_report=kind.pk in zeros,
            is_reported=reported[kind.key],
            unknown="未填" if reported[kind.key] else NO_RECORD,
            figures=[_on_desk(number, table.rows, recent) for number in kinds.numbers_of(kind)],
        )
        for kind in kinds.shown(table.rows)
    ]


def _on_desk(number: KindNumber, rows: list[Row], recent: list[Row]) -> FigureOnDesk:
    value = total_of(rows, number)
    return FigureOnDesk(number.heading, value, None if value is None else total_of(recent, number) or 0)


def _other_work(account) -> list[tuple[str, str]]:
    return [
        (model._meta.verbose_name, reverse(f"admin:activities_{model._meta.model_name}_add"))
        for model in (Service, WechatGroup, Headcount, Publicity)
        if account.has_perm(f"activities.add_{model._meta.model_name}")
    ]


def _follow_up_counts(counts: DeskCounts) -> dict[str, int]:
    return {name: sum(getattr(line, name) for line in counts.cases) for name in ("overdue", "today", "week", "waiting")}


def _returnee_counts(counts: DeskCounts) -> dict[str, int]:
    of_status: Counter[str] = Counter()
    for line in counts.youths:
        of_status[line.status] += line.count
    return {
        "all": of_status.total(),
        "entrepreneurs": of_status[Status.ENTREPRENEUR],
        "intending": of_status[Status.INTENDING],
        "starting_at_home": of_status[Status.STARTING_AT_HOME],
        "stretched": sum(line.stretched for line in counts.youths),
        "recent": sum(line.recent for line in counts.youths),
    }
