"""待办: what waits for an account, each with the address where it is done. It stays until it is done."""

from dataclasses import dataclass

from django.urls import reverse

from organization.clock import today
from organization.models import Account, Campaign
from reports.choices import EDITABLE_STATES, PackageState
from reports.models import Package
from reports.overview.desk.to_do import plans_past_their_day, records_to_review, youths_waiting
from reports.overview.desk.waiting import WaitingWork, is_due
from reports.overview.notifications import text_to_send
from reports.packages.documents.phrases import day

# Days before a last day from which on it is urgent.
URGENT_DAYS = 3


@dataclass(frozen=True)
class WaitingLine:
    sentence: str
    url: str
    # A line for WeChat.
    text: str
    is_urgent: bool = False


def list_waiting(account: Account, campaign: Campaign, waiting: WaitingWork) -> list[WaitingLine]:
    urgent = _package_lines(account, campaign, waiting) + _log_lines(campaign, waiting) + _site_lines(waiting)
    sentences = youths_waiting(waiting) + _case_lines(waiting) + records_to_review(waiting)
    sentences += plans_past_their_day(waiting)
    lines = [*urgent, *((sentence, url, False) for sentence, url in sentences)]
    return [
        WaitingLine(sentence, url, text_to_send(account.committee, campaign, sentence), is_urgent)
        for sentence, url, is_urgent in lines
    ]


def describe_deadline(last_on) -> str:
    days = (last_on - today()).days
    if days < 0:
        return f"报送截止日期{day(last_on)}已过 {-days} 天"
    return f"离报送截止还有 {days} 天（{day(last_on)}）" if days else f"报送今天截止（{day(last_on)}）"


def is_urgent(last_on) -> bool:
    return (last_on - today()).days <= URGENT_DAYS


def _package_lines(account, campaign, waiting):
    if not waiting.packages:
        return []
    if account.has_perm("reports.review_package"):
        url = f"{reverse('board')}?campaign={campaign.key}&state={PackageState.SUBMITTED}"
        return [(f"{waiting.packages} 份报送材料待审核", url, False)]
    own = Package.objects.in_campaign(campaign).filter(committee=account.committee, state__in=EDITABLE_STATES)
    return [_package_line(one) for one in own.defer("summary_text").select_related("campaign") if is_due(one, campaign)]


def _package_line(package: Package):
    what = "材料还没有报送"
    if package.state == PackageState.RETURNED:
        what = "退回修改的材料还没有重新报送"
    if package.wanted_days_over:
        what += f"，要求的日期{day(package.wanted_on)}已过"
    sentence = f"{describe_deadline(package.due_on)}，{what}"
    return sentence, reverse("package", args=[package.pk]), is_urgent(package.due_on)


def _log_lines(campaign, waiting):
    if waiting.is_handed_back:
        return [("“本级已填完”退回了，改好后重新标记", reverse("completion"), True)]
    if not waiting.is_log_due:
        return []
    sentence = f"{describe_deadline(campaign.package_due_on)}，本级还没有标记“已填完”"
    return [(sentence, reverse("completion"), is_urgent(campaign.package_due_on))]


def _case_lines(waiting):
    cases = reverse("admin:returnees_followupcase_changelist")
    overdue = [(f"{waiting.cases_overdue} 位返乡青年的跟进已逾期", f"{cases}?due=overdue")]
    of_today = [(f"{waiting.cases_today} 位返乡青年的跟进今天到期", f"{cases}?due=today")]
    return overdue * bool(waiting.cases_overdue) + of_today * bool(waiting.cases_today)


def _site_lines(waiting):
    lines = []
    if waiting.is_factor_due:
        sentence = "您的角色须绑定两步验证，还没有绑定；正式年度开始后不绑定就不能登录"
        lines.append((sentence, reverse("admin:second_factor"), False))
    if waiting.unbound_accounts:
        accounts = reverse("admin:organization_account_changelist")
        lines.append((f"{waiting.unbound_accounts} 个账号须绑定两步验证，还没有绑定", accounts, False))
    if waiting.is_backup_late:
        lines.append(("该备份了：最近没有成功的备份，请查看备份的设置和结果", reverse("admin:index"), True))
    return lines
