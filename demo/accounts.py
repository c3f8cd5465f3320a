"""The demo's accounts: one per role, with passwords that are generated once and stored in a file."""

import os
from dataclasses import dataclass
from functools import partial

from django.conf import settings

from organization import roles
from organization.choices import Act
from organization.models import Account, AuditEvent, Committee
from organization.models.account import one_time_password


@dataclass(frozen=True)
class DemoAccount:
    username: str
    role: str
    gb_code: str

    @property
    def role_label(self) -> str:
        return roles.ROLES[self.role].label


REGION, BAOTOU, DARHAN_MUMINGGAN = "150000", "150200", "150223"
DEMO_ACCOUNTS = (
    DemoAccount("demo-region", roles.REGION_MANAGER, REGION),
    DemoAccount("demo-viewer", roles.REGION_VIEWER, REGION),
    DemoAccount("demo-baotou", roles.LEAGUE_CITY_STAFF, BAOTOU),
    DemoAccount("demo-damao", roles.COUNTY_STAFF, DARHAN_MUMINGGAN),
    DemoAccount("demo-auditor", roles.AUDITOR, REGION),
    DemoAccount("demo-system", roles.SYSTEM_ADMINISTRATOR, REGION),
)


def are_made() -> bool:
    usernames = [demo.username for demo in DEMO_ACCOUNTS]
    return Account.objects.filter(username__in=usernames).count() == len(usernames)


def password_file():
    return settings.VAR_DIR / "demo-accounts.txt"


def load_passwords() -> dict[str, str]:
    """The password of each username, from a file that is written first if it is missing."""
    path = password_file()
    if not path.exists():
        with open(path, "x", encoding="ascii", opener=partial(os.open, mode=0o600)) as file:
            file.writelines(f"{demo.username} {one_time_password()}\n" for demo in DEMO_ACCOUNTS)
    return dict(line.split() for line in path.read_text(encoding="ascii").splitlines())


def make_accounts(passwords: dict[str, str]) -> None:
    for demo in DEMO_ACCOUNTS:
        account, _ = Account.objects.create_account(
            username=demo.username,
            committee=Committee.objects.get(gb_code=demo.gb_code),
            role=demo.role,
            full_name=f"演示{demo.role_label}",
            password=passwords[demo.username],
        )
        AuditEvent.objects.append(act=Act.ACCOUNT_CREATE, subject=account, detail=demo.role_label)


def set_passwords(passwords: dict[str, str]) -> None:
    """Set new passwords if their file was lost: the old ones cannot be printed again."""
    for demo in DEMO_ACCOUNTS:
        account = Account.objects.get(username=demo.username)
        account.set_password(passwords[demo.username])
        account.save(update_fields=["password"])
        AuditEvent.objects.append(act=Act.PASSWORD_CHANGE, subject=account, detail="演示密码文件已重建")


class Recorders:
    """Who logs the work of a committee: the demo account nearest above it."""

    def __init__(self):
        working = (roles.REGION_MANAGER, roles.LEAGUE_CITY_STAFF, roles.COUNTY_STAFF)
        usernames = [demo.username for demo in DEMO_ACCOUNTS if demo.role in working]
        accounts = Account.objects.filter(username__in=usernames).select_related("committee")
        self.accounts = sorted(accounts, key=lambda account: len(account.committee.path), reverse=True)

    def of(self, committee: Committee) -> Account:
        return next(account for account in self.accounts if committee.path.startswith(account.committee.path))
