"""The demo's accounts: one per role, with passwords that are generated once and stored in a file."""

import os
from dataclasses import dataclass
from functools import partial

from django.conf import settings

from organization import roles
from organization.choices import Act, Level
from organization.demo_mark import DEMO_ACCOUNT
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
# Where an account of a role stands: at the first of these levels that the role has.
PLACES = {Level.REGION: REGION, Level.LEAGUE_CITY: BAOTOU, Level.COUNTY: DARHAN_MUMINGGAN}
# Usernames that are shorter than the key of their role.
USERNAMES = {
    roles.REGION_MANAGER: DEMO_ACCOUNT,
    roles.REGION_VIEWER: "demo-viewer",
    roles.LEAGUE_CITY_STAFF: "demo-baotou",
    roles.COUNTY_STAFF: "demo-damao",
    roles.AUDITOR: "demo-auditor",
    roles.SYSTEM_ADMINISTRATOR: "demo-system",
}


def list_demo_accounts() -> tuple[DemoAccount, ...]:
    """One per role, but for roles of levels at which the demo has nobody."""
    return tuple(
        DemoAccount(USERNAMES.get(role.key, f"demo-{role.key}"), role.key, PLACES[level])
        for role in roles.ROLES.values()
        for level in [next((level for level in PLACES if level in role.levels), None)]
        if level
    )


DEMO_ACCOUNTS = list_demo_accounts()


def are_made() -> bool:
    """Whether any is there: a role that is declared later gets its account when the demo is started again."""
    return Account.objects.filter(username__in=USERNAMES.values()).exists()


def password_file():
    return settings.VAR_DIR / "demo-accounts.txt"


def load_passwords() -> dict[str, str]:
    """The password of each username, from a file to which the missing ones are added first."""
    path = password_file()
    with open(path, "a+", encoding="ascii", opener=partial(os.open, mode=0o600)) as file:
        file.seek(0)
        passwords = dict(line.split() for line in file)
        added = {demo.username: one_time_password() for demo in DEMO_ACCOUNTS if demo.username not in passwords}
        file.writelines(f"{username} {password}\n" for username, password in added.items())
    return passwords | added


def make_accounts(passwords: dict[str, str]) -> None:
    """Make those that are not there yet."""
    existing = set(Account.objects.values_list("username", flat=True))
    for demo in DEMO_ACCOUNTS:
        if demo.username in existing:
            continue
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
