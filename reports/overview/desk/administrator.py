"""The system administrator's desk: accounts that nobody uses, who is logged in, and what the site runs on."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from organization.accounts.login_failures import find_login_alarms, find_login_failures
from organization.accounts.open_sessions import OpenSession, find_open_sessions
from organization.accounts.second_factor import describe_policy
from organization.backup_state import read_backup_state
from organization.choices import BACKUP_OPERATIONS, Level, Operation
from organization.clock import now
from organization.machine import describe_machine, describe_release
from organization.models import Account, Campaign, OperationRun
from organization.models.account import IDLE_DAYS
from organization.roles import ROLES

# Lines of a list on the desk; a link leads to all of them.
LISTED = 10
# The timer of the daily tasks does not work if nothing ran for so long.
DAILY_IS_LATE = timedelta(days=2)


@dataclass(frozen=True)
class UnusedAccount:
    account: Account
    # Since it was made, with its first slip.
    days: int


@dataclass(frozen=True)
class AccountInUse:
    account: Account
    # Each login on another computer or browser is one.
    session_count: int
    last_used_at: datetime


@dataclass(frozen=True)
class DailyTasks:
    """The last run of each daily task."""

    runs: list[OperationRun]

    @property
    def last_at(self):
        return max((run.finished_at for run in self.runs), default=None)

    @property
    def is_late(self) -> bool:
        return self.last_at is None or timezone.now() - self.last_at > DAILY_IS_LATE

    @property
    def failed(self) -> list[OperationRun]:
        return [run for run in self.runs if not run.succeeded]

    @property
    def missing(self) -> list[str]:
        """Tasks that never ran."""
        names = {run.name for run in self.runs} | BACKUP_OPERATIONS
        return [operation.label for operation in Operation if operation not in names]


def build_administrator_desk(account: Account, campaign: Campaign) -> dict:
    """The campaign does not matter here. The machine is shown to the region's administrators alone."""
    desk = build_accounts(account) | build_logins(account)
    if account.committee.level == Level.REGION:
        desk |= {
            "machine": describe_machine(),
            "release": describe_release(),
            "daily": DailyTasks(list(OperationRun.objects.of_daily_tasks().latest_of_each().order_by("name"))),
            "backup": read_backup_state(),
            "settings": describe_settings(),
        }
    return desk


def accounts_url(query: str = "") -> str:
    return reverse("admin:organization_account_changelist") + query


def build_accounts(reader: Account) -> dict:
    accounts = Account.objects.visible_to(reader)
    never = accounts.never_signed_in()
    oldest = never.select_related("committee").order_by("created_at")[:LISTED]
    return {
        "unused": [UnusedAccount(one, max((now() - one.created_at).days, 0)) for one in oldest],
        "counts": [
            ("启用的账号", accounts.active().count(), accounts_url("?is_active__exact=1")),
            ("从未登录", never.count(), accounts_url("?login=never")),
            (f"{IDLE_DAYS} 天未登录", accounts.idle().count(), accounts_url("?login=idle")),
            ("已停用", accounts.inactive().count(), accounts_url("?is_active__exact=0")),
        ],
    }


def build_logins(reader: Account) -> dict:
    failures = find_login_failures(reader)
    in_use = group_by_account(find_open_sessions(reader))
    return {
        "alarms": find_login_alarms(reader),
        "failures": failures[:LISTED],
        "failure_count": len(failures),
        "failures_url": accounts_url("?login=failed"),
        "locked_count": len({one.account for one in failures if one.account and one.locked_until}),
        "locked_url": accounts_url("?login=locked"),
        "in_use": in_use[:LISTED],
        "in_use_count": len(in_use),
        "in_use_by_role": count_by_role(in_use),
        "in_use_url": accounts_url("?login=open"),
    }


def group_by_account(sessions: list[OpenSession]) -> list[AccountInUse]:
    """The one used last first, as the sessions are."""
    counts = Counter(session.account for session in sessions)
    last_used = {session.account: session.last_used_at for session in reversed(sessions)}
    return [AccountInUse(account, count, last_used[account]) for account, count in counts.items()]


def count_by_role(in_use: list[AccountInUse]) -> list[tuple[str, int, str]]:
    counts = Counter(one.account.role for one in in_use)
    return [
        (role.label, counts[key], accounts_url(f"?login=open&role__exact={key}"))
        for key, role in ROLES.items()
        if counts[key]
    ]


def describe_settings() -> list[tuple[str, str]]:
    """Of what the environment sets, what one must know of when something does not work; no secret."""
    return [
        ("公开地址", settings.PUBLIC_URL),
        ("https", "是，http 会转到 https" if settings.IS_HTTPS else "否：密码和号码在网络上不加密，只宜内网或试用"),
        (
            "前面有网关",
            f"{settings.GATEWAY_COUNT} 层，来源地址以网关报告的为准"
            if settings.GATEWAY_COUNT
            else "否，来源地址是直接连接的一方",
        ),
        ("允许的主机名", "、".join(settings.ALLOWED_HOSTS)),
        ("调试模式", "开：正式使用必须关" if settings.DEBUG else "关"),
        ("日期", f"固定为 {settings.GUICHAO_TODAY}（演示或测试）" if settings.GUICHAO_TODAY else "按本机时钟"),
        ("邮件", "不发：忘记密码由上一级团委重发密码条，系统出错看日志"),
        ("备份到", str(settings.BACKUP_DIR or "没有设置，manage daily 不做备份")),
        ("密码多久须换", f"{settings.PASSWORD_MAX_DAYS} 天" if settings.PASSWORD_MAX_DAYS else "不限"),
        ("两步验证", describe_policy()),
        (
            "登录多久失效",
            f"{settings.SESSION_COOKIE_AGE // 60} 分钟没有操作，或登录满 {settings.SESSION_LONGEST_AGE // 3600} 小时",
        ),
    ]
