"""What every desk of those who see the committees' work shows: the kinds, cases, questionnaires, the deadline."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.urls import reverse

from activities.models import Activity, ActivityKind, Headcount, Publicity, Service, WechatGroup, ZeroReport
from organization.clock import now, today
from reports.annex2.rows import Row
from reports.annex2.table import Table, build_table, count_again
from reports.choices import NO_RECORD
from reports.counting.kind_numbers import KindNumber
from reports.overview.desk.package import package_on_desk
from reports.overview.desk.waiting import count_waiting
from reports.overview.kinds import CampaignKinds, campaign_kinds, total_of
from returnees.choices import Status
from returnees.models import FollowUpCase, Returnee

# The figures stand beside those of so long ago.
LOOK_BACK = timedelta(days=7)


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
    """What the desks of all levels have in common."""
    committee, kinds = account.committee, campaign_kinds(campaign)
    can_log = account.has_perm("activities.add_activity")
    table = build_table(campaign, committee, layout=kinds.layout)
    package = package_on_desk(account, campaign, table, kinds)
    on_desk = _kinds_on_desk(committee, campaign, table, kinds)
    return {
        "committee": committee,
        "table": table,
        "campaign_kinds": kinds,
        "kinds": on_desk,
        "package": package,
        "due_on": package.package.due_on if package else campaign.package_due_on,
        "days_until_due": package.package.days_until_due if package else campaign.days_until_due(),
        "waiting": count_waiting(account, campaign),
        "follow_ups": _follow_up_counts(account, campaign),
        "returnees": _returnee_counts(account, campaign),
        "other_work": _other_work(account),
        "can_log": can_log,
        "can_declare_zero": can_log and any(kind.may_be_zero for kind in on_desk),
    }


def _kinds_on_desk(committee, campaign, table: Table, kinds: CampaignKinds) -> list[KindOnDesk]:
    earlier = count_again(table, recorded_before=now() - LOOK_BACK)
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
            figures=[_on_desk(number, table.rows, earlier) for number in kinds.numbers_of(kind)],
        )
        for kind in kinds.shown(table.rows)
    ]


def _on_desk(number: KindNumber, rows: list[Row], earlier: list[Row]) -> FigureOnDesk:
    value = total_of(rows, number)
    growth = None if value is None else value - (total_of(earlier, number) or 0)
    return FigureOnDesk(number.heading, value, growth)


def _other_work(account) -> list[tuple[str, str]]:
    return [
        (model._meta.verbose_name, reverse(f"admin:activities_{model._meta.model_name}_add"))
        for model in (Service, WechatGroup, Headcount, Publicity)
        if account.has_perm(f"activities.add_{model._meta.model_name}")
    ]


def _follow_up_counts(account, campaign) -> dict:
    day = today()
    return (
        FollowUpCase.objects.in_campaign(campaign)
        .visible_to(account)
        .waiting()
        .order_by()
        .aggregate(
            overdue=Count("pk", filter=Q(due_on__lt=day)),
            today=Count("pk", filter=Q(due_on=day)),
            week=Count("pk", filter=Q(due_on__gt=day, due_on__lte=day + timedelta(days=7))),
            waiting=Count("pk"),
        )
    )


def _returnee_counts(account, campaign) -> dict:
    return (
        Returnee.objects.in_campaign(campaign)
        .visible_to(account)
        .accepted()
        .order_by()
        .aggregate(
            all=Count("pk"),
            entrepreneurs=Count("pk", filter=Q(status=Status.ENTREPRENEUR)),
            intending=Count("pk", filter=Q(status=Status.INTENDING)),
            starting_at_home=Count("pk", filter=Q(status=Status.STARTING_AT_HOME)),
            stretched=Count("pk", filter=Q(age__gt=campaign.youth_until_age)),
            recent=Count("pk", filter=Q(submitted_at__gte=now() - LOOK_BACK)),
        )
    )
