"""Who is logged in now."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from organization.accounts.sessions import BEGAN_IN, find_beginning, is_too_old
from organization.models import Account

# Sessions, those used last; each has to be decoded.
MOST_READ = 1000


@dataclass(frozen=True)
class OpenSession:
    key: str
    account: Account
    # To the minute: a session is not saved at every request.
    last_used_at: datetime
    # None, and empty: not recorded.
    began_at: datetime | None
    browser: str
    address: str


def find_open_sessions(reader: Account) -> list[OpenSession]:
    """Of the accounts that `reader` sees, the one used last first, out of MOST_READ at most."""
    contents = list(read_sessions())
    pks = {content[SESSION_KEY] for _, content in contents if SESSION_KEY in content}
    accounts = Account.objects.visible_to(reader).active().filter(pk__in=pks).select_related("committee")
    return list(select_open(contents, accounts))


def find_own_sessions(account: Account) -> list[OpenSession]:
    return list(select_open(read_sessions(), [account]))


def read_sessions() -> Iterator[tuple[Session, dict]]:
    """Sessions with what they hold, those used last first."""
    sessions = Session.objects.filter(expire_date__gt=timezone.now()).order_by("-expire_date")[:MOST_READ]
    return ((session, session.get_decoded()) for session in sessions)


def select_open(contents: Iterable[tuple[Session, dict]], accounts: Iterable[Account]) -> Iterator[OpenSession]:
    ends = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    accounts_by_key = {str(account.pk): account for account in accounts}
    for session, content in contents:
        account = accounts_by_key.get(content.get(SESSION_KEY))
        if account and is_valid(content, account):
            browser, address = content.get(BEGAN_IN, ("", ""))
            last_used_at = session.expire_date - ends
            yield OpenSession(session.session_key, account, last_used_at, find_beginning(content), browser, address)


def is_valid(content: dict, account: Account) -> bool:
    """A session from before the account's last change of password or role opens nothing any more."""
    held = content.get(HASH_SESSION_KEY, "")
    return constant_time_compare(held, account.get_session_auth_hash()) and not is_too_old(content)
