"""要办: each a sentence and the address where it is done, empty if the account has none."""

from django.urls import reverse

from organization.choices import Level
from organization.models import Account, Committee, Responsible
from organization.region import words
from organization.staff_site.navigation import may_set_up
from reports.choices import NO_RECORD
from reports.overview.desk.matrix import Matrix
from reports.overview.kinds import CampaignKinds

ToDo = list[tuple[str, str]]


def first_steps(account, table, kinds: CampaignKinds) -> ToDo:
    """What a new campaign needs before anything can be logged and sent up."""
    kind_list, table_page = reverse("admin:activities_activitykind_changelist"), reverse("table_design")
    row_page = reverse("admin:reports_setup_rows", args=[table.campaign.key])
    may = account.has_perm
    steps = (
        (kinds.active, "还没有活动类别，要先建立", may("activities.change_activitykind"), kind_list),
        (kinds.table.counted, "汇总表还没有要计数的列，要先设置", may("reports.change_annexcolumn"), table_page),
        (table.rows, "还没有报送单位，要先建立", may_set_up(account), row_page),
    )
    return [(sentence, address if may_do else "") for present, sentence, may_do, address in steps if not present]


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


def youths_waiting(waiting) -> ToDo:
    """What youths have asked for themselves, by their receipt or for want of it."""
    cases = reverse("admin:returnees_followupcase_changelist")
    lost = reverse("admin:returnees_lostreceipt_changelist")
    called = [(f"{waiting.reminders} 位青年反映还没有人联系，请先联系", cases)] if waiting.reminders else []
    return called + ([(f"{waiting.lost_receipts} 位青年丢了回执码，等着办", lost)] if waiting.lost_receipts else [])


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
    return (
        [(f"{count} 个{words.league_city}、{words.county_short}还没有账号", reverse("admin:organization_account_bulk"))]
        if count
        else []
    )
