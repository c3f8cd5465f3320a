"""Tries to log in that failed, for whoever looks after accounts: of whom, from where, and what is locked now."""

from dataclasses import dataclass
from datetime import datetime

from organization.choices import Level
from organization.models import Account, LoginTry
from organization.models.login_try import TRIES, WINDOW, name_digest

# User names and addresses; a flood of tries must not make a page slow.
MOST_READ = 500


@dataclass(frozen=True)
class LoginFailure:
    """The tries of the last day by one user name from one address, since its last successful login."""

    # None: no account has this name. What was typed is not stored: it may be a password.
    account: Account | None
    address: str | None
    try_count: int
    last_at: datetime
    # When the next try is allowed again; None: it is now.
    locked_until: datetime | None


def find_login_failures(reader: Account) -> list[LoginFailure]:
    """The latest first, MOST_READ at most; tries of unknown names are for the region alone."""
    sources = list(LoginTry.objects.by_source()[:MOST_READ])
    if not sources or reader.committee is None:
        return []
    visible = Account.objects.visible_to(reader).select_related("committee")
    accounts = {name_digest(account.username): account for account in visible}
    sees_unknown = reader.committee.level == Level.REGION
    return [
        LoginFailure(
            account=accounts.get(source["name_digest"]),
            address=source["address"],
            try_count=source["try_count"],
            last_at=source["last_at"],
            locked_until=source["recent_since"] + WINDOW if source["recent_count"] >= TRIES else None,
        )
        for source in sources
        if sees_unknown or source["name_digest"] in accounts
    ]
