"""The site as it may be looked at and not changed: `manage read_only on` says so in a file, and every statement that
would change the campaign's data is refused where it goes to the database, whichever page or command sends it.

A file below VAR_DIR, as the keys are: all processes see it at once, and it needs no database that can be written.
"""

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from organization.outage import SiteReadOnly
from organization.stored_files import sync_file, sync_folder

FILE_NAME = "read_only.json"
# Logins go on, with what counts their tries, and so does the record of what is done; nothing of it is the campaign's.
GOES_ON = {
    "django_session",
    "organization_logintry",
    "organization_failedlogins",
    "organization_auditevent",
    "organization_auditseal",
    "organization_operationrun",
    "returnees_receiptfailure",
    "otp_totp_totpdevice",
    "otp_static_staticdevice",
    "otp_static_statictoken",
}
WRITE = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
READ = re.compile(
    r"[\s(]*(?:SELECT|WITH(?!.*\b(?:INSERT INTO|UPDATE|DELETE FROM)\b)|EXPLAIN|SHOW|VALUES|PRAGMA|BEGIN|COMMIT"
    r"|ROLLBACK|SAVEPOINT|RELEASE|SET|DECLARE|FETCH|CLOSE)\b",
    re.IGNORECASE | re.DOTALL,
)
# What a login writes of an account, and what ends its other sessions: one column, and no other beside it.
OF_A_LOGIN = re.compile(r'UPDATE "organization_account" SET "(?:last_login|password|session_generation)" = %s WHERE')


@dataclass(frozen=True)
class ReadOnlyState:
    reason: str
    since: str

    def describe(self) -> str:
        return f"只读：{self.reason}（{self.since} 起）"


def read_only_state() -> ReadOnlyState | None:
    """None: the site may be changed. What the file says is read again only after it has changed."""
    # Asked for at every statement that writes: a path is put together by far fewer calls than a Path.
    path = os.path.join(settings.VAR_DIR, FILE_NAME)
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return None
    return read_state(path, found.st_mtime_ns, found.st_ino)


def state_path() -> Path:
    return Path(settings.VAR_DIR) / FILE_NAME


@lru_cache(maxsize=4)
def read_state(path: str, changed_at: int, number: int) -> ReadOnlyState:
    """Whatever is wrong with the file, the site may not be changed."""
    try:
        written = json.loads(Path(path).read_text(encoding="utf-8"))
        return ReadOnlyState(str(written["reason"]), str(written["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        return ReadOnlyState("维护", "不久前")


def begin_read_only(reason: str, at: datetime) -> ReadOnlyState:
    """The file appears whole, and survives a loss of power."""
    path = state_path()
    new = path.with_name(f".{FILE_NAME}-{os.getpid()}")
    state = ReadOnlyState(reason, f"{at:%Y-%m-%d %H:%M}")
    new.write_text(json.dumps(vars(state), ensure_ascii=False), encoding="utf-8")
    sync_file(new)
    new.replace(path)
    sync_folder(path.parent)
    return state


def end_read_only() -> None:
    state_path().unlink(missing_ok=True)
    sync_folder(state_path().parent)


_maintenance = 0


@contextmanager
def changes_allowed() -> Iterator[None]:
    """For what an operator runs to bring another release or a backup: schema, places, roles. In this process alone."""
    global _maintenance
    _maintenance += 1
    try:
        yield
    finally:
        _maintenance -= 1


def refuse_changes(execute, sql, params, many, context):
    """Around every statement of every connection."""
    if not READ.match(sql) and not _maintenance and not goes_on(sql) and (state := read_only_state()):
        raise SiteReadOnly(state.describe())
    return execute(sql, params, many, context)


def goes_on(sql: str) -> bool:
    written = WRITE.match(sql)
    return bool(written and written[1] in GOES_ON) or bool(OF_A_LOGIN.match(sql))


def guard(connection, **of_signal) -> None:
    """The first of all wrappers, so that one who adds and removes another does not remove it."""
    if refuse_changes not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, refuse_changes)
