"""Who is logged in now."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from organization.models import Account

# Sessions, those used last; each has to be decoded.
MOST_READ = 1000


@dataclass(frozen=True)
class OpenSession:
    account: Account
    # To the minute: a session is not saved at every request.
    last_used_at: datetime


def find_open_sessions(reader: Account) -> list[OpenSession]:
    """Of the accounts that `reader` sees, the one used last first, out of MOST_READ at most."""
    ends = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    sessions = Session.objects.filter(expire_date__gt=timezone.now()).order_by("-expire_date")[:MOST_READ]
    contents = [(session.expire_date, session.get_decoded()) for session in sessions]
    pks = {content[SESSION_KEY] for _, content in contents if SESSION_KEY in content}
    accounts = Account.objects.visible_to(reader).active().filter(pk__in=pks).select_related("committee")
    accounts_by_key = {str(account.pk): account for account in accounts}
    return [
        OpenSession(account, expires_at - ends)
        for expires_at, content in contents
        if (account := accounts_by_key.get(content.get(SESSION_KEY))) and is_valid(content, account)
    ]


def is_valid(content: dict, account: Account) -> bool:
    """A session from before the account's last change of password opens nothing any more."""
    return constant_time_compare(content.get(HASH_SESSION_KEY, ""), account.get_session_auth_hash())
