"""要办: each a sentence and the address where it is done, empty if the account has none."""

from django.urls import reverse

from organization.choices import Level
from organization.models import Account, Committee, Responsible
from reports.choices import NO_RECORD
from reports.overview.desk.matrix import Matrix
from reports.overview.kinds import CampaignKinds

ToDo = list[tuple[str, str]]


def first_steps(account, table, kinds: CampaignKinds) -> ToDo:
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


def unreported_kinds(table, kinds: CampaignKinds) -> ToDo:
    """`table` is one of a single row."""
    labels = [kind.label for kind in kinds.active if not any(row.has_kind(kind.key) for row in table.rows)]
    return [(f"没有记录也没有零报告：{'、'.join(labels)}", "#kinds")] if labels else []


def overdue_cases(follow_ups) -> ToDo:
    count = follow_ups["overdue"]
    address = f"{reverse('admin:returnees_followupcase_changelist')}?due=overdue"
    return [(f"{count} 位返乡青年的跟进已逾期", address)] if count else []


def own_mark(account, completion) -> ToDo:
    """The last step of a committee's own log, offered once nothing of it is missing."""
    if completion or not account.has_perm("activities.add_completion"):
        return []
    return [("各类活动都有了：记完了就标记“本级已填完”", reverse("completion"))]


def rows_without_record(table) -> ToDo:
    return [(f"{NO_RECORD}：{'、'.join(table.without_record)}", reverse("annex2"))] if table.without_record else []


def silent_below(matrix: Matrix | None, named: set[str] = frozenset()) -> ToDo:
    """`named` are mentioned already."""
    silent = [name for name in matrix.unreported_names if name not in named] if matrix else []
    return [(f"下级{NO_RECORD}：{'、'.join(silent)}", "#matrix")] if silent else []


def plans_past_their_day(waiting) -> ToDo:
    sentence = f"{waiting.plans} 条“计划”的日期已过，请改为“已开展”或“已取消”"
    return [(sentence, reverse("completion"))] if waiting.plans else []


def records_to_review(waiting) -> ToDo:
    """They count nowhere until somebody has reviewed them."""
    sentence = f"{waiting.quarantined} 份问卷待核实（可能是机器填写的）"
    return [(sentence, reverse("admin:returnees_returnee_quarantine"))] if waiting.quarantined else []


def own_responsible(account, campaign) -> ToDo:
    if not account.has_perm("organization.add_responsible"):
        return []
    if Responsible.objects.in_campaign(campaign).filter(committee=account.committee).exists():
        return []
    return [("还没有登记本单位的负责人和电话", reverse("admin:organization_responsible_add"))]


def committees_without_account(account) -> ToDo:
    if not account.has_perm("organization.add_account"):
        return []
    below = Committee.objects.visible_to(account).standing().filter(level__in=(Level.LEAGUE_CITY, Level.COUNTY))
    count = below.exclude(accounts__in=Account.objects.active()).count()
    return [(f"{count} 个盟市、旗县还没有账号", reverse("admin:organization_account_bulk"))] if count else []
