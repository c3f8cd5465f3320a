"""The sessions of staff: Django's database sessions, which also know when they end, and how they began."""

import logging
from contextlib import nullcontext
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.messages.storage.session import SessionStorage
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import DatabaseError, router, transaction
from django.utils import timezone

from organization.accounts.browsers import describe_browser, shorten_address
from organization.audit import client_address
from organization.outage import is_outage, outage_reason
from organization.stored_searches import SESSION_KEY as SEARCHES
from organization.write_turns import in_haste

logger = logging.getLogger(__name__)

# In seconds since 1970: a session holds JSON.
BEGAN_AT = "began_at"
BEGAN_IN = "began_in"
# What waits for the account, as it was counted last (organization/staff_site/waiting.py).
WAITING = "waiting"
# What may be lost: it is counted anew, or was only to be shown once.
DISPENSABLE = {WAITING, SessionStorage.session_key}


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
        """Where it cannot be written, only what nobody would miss is left out: the answer is to a change that may
        long be stored, or of a page that only reads. Whatever else was to be in it is refused."""
        is_dispensable = not must_create and self.is_dispensable()
        try:
            with in_haste() if is_dispensable else nullcontext():
                self.write(must_create)
        except (DatabaseError, UpdateError) as error:
            # Django takes every refusal of an update for a session that is gone.
            cause = error.__context__ if isinstance(error, UpdateError) else error
            if not is_dispensable:
                raise (cause if is_outage(cause) else error) from None
            logger.warning(
                "a session is not extended: %s", outage_reason(cause) if is_outage(cause) else "it has ended"
            )

    def write(self, must_create):
        if not must_create and self.is_only_extended():
            self.extend()
            return
        self.leave_out_forgotten()
        super().save(must_create)
        self.stored_data = self.encode(self._get_session(no_load=must_create))

    def is_dispensable(self) -> bool:
        return bool(self.stored_data) and what_counts(self.decode(self.stored_data)) == what_counts(self._get_session())

    def extend(self):
        """Without its content, from which something may have been erased while the request was answered."""
        with transaction.atomic(using=router.db_for_write(self.model)):
            found = self.model.objects.filter(pk=self.session_key).update(expire_date=self.get_expiry_date())
        if not found:
            raise UpdateError

    def leave_out_forgotten(self):
        """What was searched for, and is gone from the stored session since this one was loaded."""
        searches = self.get(SEARCHES)
        if not searches or not self.stored_data:
            return
        stored = self.model.objects.filter(pk=self.session_key).first()
        kept = stored.get_decoded().get(SEARCHES, {}) if stored else {}
        forgotten = self.decode(self.stored_data).get(SEARCHES, {}).keys() - kept.keys()
        self[SEARCHES] = {token: search for token, search in searches.items() if token not in forgotten}

    def is_only_extended(self) -> bool:
        return bool(self.stored_data) and self.decode(self.stored_data) == self._get_session()

    def create_model_instance(self, data):
        data.setdefault(BEGAN_AT, int(timezone.now().timestamp()))
        return super().create_model_instance(data)


def what_counts(content: dict) -> dict:
    return {key: value for key, value in content.items() if key not in DISPENSABLE}


def renew_session(request) -> None:
    """The one that goes on while the account's others end: in the transaction that ends them, so both or neither."""
    update_session_auth_hash(request, request.user)
    request.session.save()


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
