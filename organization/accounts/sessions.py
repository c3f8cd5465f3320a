"""The sessions of staff: Django's database sessions, which also know when they end, and how they began."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.backends import db
from django.db import DatabaseError
from django.utils import timezone

from organization.accounts.browsers import describe_browser, shorten_address
from organization.audit import client_address
from organization.outage import is_outage, outage_reason
from organization.write_turns import in_haste

logger = logging.getLogger(__name__)

# In seconds since 1970: a session holds JSON.
BEGAN_AT = "began_at"
BEGAN_IN = "began_in"


class SessionStore(db.SessionStore):
    # When the loaded session ends unless there is another request; None for a new one.
    ends_at = None
    # As it was loaded.
    stored_data = ""

    @classmethod
    def get_model_class(cls):
        return db.SessionStore.get_model_class()

    def _get_session_from_db(self):
        session = super()._get_session_from_db()
        self.ends_at, self.stored_data = (session.expire_date, session.session_data) if session else (None, "")
        return session

    def load(self):
        content = super().load()
        if not is_too_old(content):
            return content
        self._session_key = self.ends_at = None
        return {}

    def save(self, must_create=False):
        """Where nothing can be written, a page that only reads is not refused for the sake of its session's end."""
        if must_create or not self.is_only_extended():
            return super().save(must_create)
        try:
            with in_haste():
                super().save()
        except DatabaseError as error:
            if not is_outage(error):
                raise
            logger.warning("%s, a session is not extended", outage_reason(error))

    def is_only_extended(self) -> bool:
        return bool(self.stored_data) and self.decode(self.stored_data) == self._get_session()

    def create_model_instance(self, data):
        data.setdefault(BEGAN_AT, int(timezone.now().timestamp()))
        return super().create_model_instance(data)


def find_beginning(content: dict) -> datetime | None:
    """None: the session is from before this was recorded."""
    return datetime.fromtimestamp(content[BEGAN_AT], timezone.get_current_timezone()) if BEGAN_AT in content else None


def is_too_old(content: dict) -> bool:
    """Whether its login is longer ago than any session may last."""
    began_at = find_beginning(content)
    return began_at is not None and timezone.now() - began_at >= timedelta(seconds=settings.SESSION_LONGEST_AGE)


def note_login(request) -> None:
    """For the owner's list of sessions: when, in which browser, and roughly from where."""
    request.session[BEGAN_AT] = int(timezone.now().timestamp())
    browser = describe_browser(request.headers.get("User-Agent", ""))
    request.session[BEGAN_IN] = [browser, shorten_address(client_address(request))]


def describe_ends() -> str:
    minutes, hours = settings.SESSION_COOKIE_AGE // 60, settings.SESSION_LONGEST_AGE // 3600
    return (
        f"{minutes} 分钟没有操作，或登录满 {hours} 小时，会自动退出；"
        "在别处改了密码、换了绑定的手机、点了“退出其他”，或角色有变动、密码被重置、账号被停用，也会退出。"
    )
