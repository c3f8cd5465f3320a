"""What the work desk (the admin's index) shows an account: what is due, what is missing, how far everything is."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.urls import reverse

from activities.choices import CompletionState
from activities.models import Activity, ActivityKind, Completion, Headcount, Publicity, Service, WechatGroup, ZeroReport
from activities.models.completion import COMPLETING_LEVELS
from activities.queries import overdue_plans
from organization.choices import Level
from organization.clock import now, today
from organization.models import Account, Campaign, Committee, Responsible
from reports.annex2.rows import Row
from reports.annex2.table import Table, build_table
from reports.choices import NO_RECORD, Source
from reports.counting.kind_numbers import KindNumber
from reports.overview.desk.matrix import build_matrix
from reports.overview.desk.package import count_standings, missing_of_packages, package_on_desk
from reports.overview.kinds import CampaignKinds, campaign_kinds, total_of
from returnees.choices import Status
from returnees.models import Entrance, FollowUpCase, Returnee
from returnees.models.receipt import receipt_alarm

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
    # What stands in place of a number that is not there.
    unknown: str
    figures: list[FigureOnDesk]


def build_work_desk(account, campaign: Campaign) -> dict:
    committee, kinds = account.committee, campaign_kinds(campaign)
    table = build_table(campaign, committee, layout=kinds.layout)
    matrix = build_matrix(campaign, account, kinds)
    package = package_on_desk(account, campaign, table, kinds)
    missing = missing_of_packages(account, campaign, package) + _missing(account, campaign, table, matrix, kinds)
    return {
        "committee": committee,
        "table": table,
        "sources": list(Source),
        "kinds": _kinds_on_desk(committee, campaign, table, kinds),
        "missing": missing,
        "package": package,
        "standings": count_standings(table),
        "matrix": matrix,
        "returnees": _returnee_counts(account, campaign),
        "follow_ups": _follow_up_counts(account, campaign),
        "due_on": package.package.due_on if package else campaign.package_due_on,
        "days_until_due": package.package.days_until_due if package else campaign.days_until_due(),
        "homepage": Entrance.objects.homepage_of(campaign),
        "entrance_count": Entrance.objects.in_campaign(campaign).visible_to(account).count(),
        "receipt_alarm": receipt_alarm() if account.has_perm("organization.change_campaign") else 0,
        "other_work": _other_work(account),
        "can_log": account.has_perm("activities.add_activity"),
    }


def _kinds_on_desk(committee, campaign, table: Table, kinds: CampaignKinds) -> list[KindOnDesk]:
    earlier = build_table(campaign, committee, layout=kinds.layout, recorded_before=now() - LOOK_BACK)
    own = Activity.objects.in_campaign(campaign).held().filter(committee=committee)
    own_counts = dict(own.order_by().values_list("kind").annotate(Count("pk")))
    zeros = set(ZeroReport.objects.in_campaign(campaign).filter(committee=committee).values_list("kind", flat=True))
    return [
        KindOnDesk(
            kind=kind,
            list_url=reverse("admin:activities_kind_changelist", args=[kind.key]),
            add_url=reverse("admin:activities_kind_add", args=[kind.key]),
            own_entry_count=own_counts.get(kind.pk, 0),
            has_zero_report=kind.pk in zeros,
            unknown="未填" if any(row.has_kind(kind.key) for row in table.rows) else NO_RECORD,
            figures=[_on_desk(number, table.rows, earlier.rows) for number in kinds.numbers_of(kind)],
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


def _missing(account, campaign, table, matrix, kinds: CampaignKinds) -> list[tuple[str, str]]:
    """What is still to be done: a sentence and the address where to do it, empty if there is none."""
    missing = _first_steps(account, table, kinds)
    unreported_kinds = [kind.label for kind in kinds.active if not any(row.has_kind(kind.key) for row in table.rows)]
    if unreported_kinds and not table.is_consolidated:
        missing.append((f"没有记录也没有零报告：{'、'.join(unreported_kinds)}", ""))
    if table.without_record and table.is_consolidated:
        missing.append((f"{NO_RECORD}：{'、'.join(table.without_record)}", reverse("annex2")))
    named = set(table.without_record if table.is_consolidated else ())
    if matrix and (unreported_below := [name for name in matrix.unreported_names if name not in named]):
        missing.append((f"下级{NO_RECORD}：{'、'.join(unreported_below)}", ""))
    missing += _own_completion(account, campaign)
    own = Responsible.objects.in_campaign(campaign).filter(committee=account.committee)
    if account.has_perm("organization.add_responsible") and not own.exists():
        missing.append(("还没有登记本单位的负责人和电话", reverse("admin:organization_responsible_add")))
    return missing + _without_account(account) + _to_review(account, campaign)


def _first_steps(account, table, kinds: CampaignKinds) -> list[tuple[str, str]]:
    """What a new campaign needs before anything can be logged and sent up."""
    steps = (
        (kinds.active, "还没有活动类别，要先建立", "activities.change_activitykind", "activities_activitykind"),
        (kinds.table.counted, "汇总表还没有要计数的列，要先设置", "reports.change_annexcolumn", "reports_annexcolumn"),
        (table.rows, "还没有报送单位，要先准备这个年度", "organization.change_campaign", "organization_campaign"),
    )
    return [
        (sentence, reverse(f"admin:{name}_changelist") if account.has_perm(permission) else "")
        for present, sentence, permission, name in steps
        if not present
    ]


def _without_account(account) -> list[tuple[str, str]]:
    if not account.has_perm("organization.add_account"):
        return []
    below = Committee.objects.visible_to(account).standing().filter(level__in=(Level.LEAGUE_CITY, Level.COUNTY))
    count = below.exclude(accounts__in=Account.objects.active()).count()
    return [(f"{count} 个盟市、旗县还没有账号", reverse("admin:organization_account_bulk"))] if count else []


def _to_review(account, campaign) -> list[tuple[str, str]]:
    """Rows that count nowhere until somebody reviews them."""
    to_review = []
    if account.has_perm("activities.change_activity") and (plans := overdue_plans(campaign, account.committee).count()):
        sentence = f"{plans} 条“计划”的日期已过，请改为“已开展”或“已取消”"
        to_review.append((sentence, reverse("completion")))
    if account.has_perm("returnees.review_returnee"):
        quarantined = Returnee.objects.in_campaign(campaign).visible_to(account).quarantined()
        if waiting := quarantined.count():
            to_review.append(
                (f"{waiting} 份问卷待核实（可能是机器填写的）", reverse("admin:returnees_returnee_quarantine"))
            )
    return to_review


def _own_completion(account, campaign) -> list[tuple[str, str]]:
    if account.committee.level not in COMPLETING_LEVELS or not account.has_perm("activities.add_completion"):
        return []
    last = Completion.objects.latest_by_committee(campaign).get(account.committee.pk)
    state = last.state if last else None
    sentence = {
        None: "本级的活动都记好以后，请标记“本级已填完”",
        CompletionState.CHANGED: "标记“本级已填完”以后又有修改，请再标记一次",
        CompletionState.HANDED_BACK: f"上级退回了“本级已填完”：{last.handed_back_reason}" if last else "",
    }.get(state)
    return [(sentence, reverse("completion"))] if sentence else []


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
            stretched=Count("pk", filter=Q(age__gt=campaign.youth_until_age)),
        )
    )
