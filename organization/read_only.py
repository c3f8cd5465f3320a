"""The site as it may be looked at and not changed: `manage read_only on` says so in the database, and every statement
that would change the campaign's data is refused where it goes to the database, whichever page or command sends it.

The switch is a row, for all servers of a site have the database in common, and nothing else for sure. Each process
looks at it once in LOOK_SECONDS; `on` waits as long, and for the changes that began before.
"""

import re
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from django.db import DatabaseError, InterfaceError, connection, transaction

from organization.changing_statements import GOES_ON, may_change
from organization.outage import SiteReadOnly

FIND_STATE = "SELECT reason, since FROM organization_readonlyswitch"
# A process goes by what it saw so long ago; and for what lies between its look and what it sends.
LOOK_SECONDS, SPARE_SECONDS = 1.0, 1.0
# Between two looks whether the changes of before have ended.
POLL_SECONDS = 0.2
# Before these nobody looks: they change nothing, and some have to be the first of their transaction.
PLAIN = re.compile(r"\s*(?:SELECT|SAVEPOINT|RELEASE|ROLLBACK|BEGIN|SET|PRAGMA|SHOW|EXPLAIN)\b", re.IGNORECASE)
# Of whoever writes into a table, until the transaction ends.
LOCKS_OF_WRITERS = ["RowExclusiveLock", "ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock"]
WRITERS = """
    SELECT count(DISTINCT locks.virtualtransaction) FROM pg_locks AS locks
    JOIN pg_class ON pg_class.oid = locks.relation
    WHERE locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND locks.granted AND locks.mode = ANY(%s) AND locks.pid IS DISTINCT FROM pg_backend_pid()
      AND pg_class.relkind IN ('r', 'p') AND pg_class.relname <> ALL(%s)
      AND pg_class.relnamespace = ANY(SELECT oid FROM pg_namespace WHERE nspname = ANY(current_schemas(false)))
"""


@dataclass(frozen=True)
class ReadOnlyState:
    reason: str
    since: str

    def describe(self) -> str:
        return f"只读：{self.reason}（{self.since} 起）"


@dataclass
class Seen:
    """What this process saw last, and when."""

    state: ReadOnlyState | None = None
    at: float = float("-inf")


seen = Seen()


def forget() -> None:
    """The next to ask looks."""
    seen.at = float("-inf")


def last_seen_state() -> ReadOnlyState | None:
    """For what is answered while the database is away."""
    return seen.state


def read_only_state() -> ReadOnlyState | None:
    """None: the site may be changed. Where it cannot be asked, it is as it was."""
    if time.monotonic() - seen.at >= LOOK_SECONDS:
        try:
            look()
        except (DatabaseError, InterfaceError):
            # Whoever needs the database meets the same, and answers it.
            return seen.state
    return seen.state


def look() -> None:
    # First: of the threads, one looks.
    seen.at = time.monotonic()
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    # Past the wrappers, one of which asks for it.
    with connection.wrap_database_errors, closing(connection.connection.cursor()) as cursor:
        # Each time: migrations bring the table, and take it when they are undone.
        cursor.execute(FIND_TABLE[connection.vendor])
        row = None
        if cursor.fetchone()[0] is not None:
            cursor.execute(FIND_STATE)
            row = cursor.fetchone()
    seen.state = row and ReadOnlyState(*row)


FIND_TABLE = {
    "postgresql": "SELECT to_regclass('organization_readonlyswitch')",
    "sqlite": "SELECT max(name) FROM sqlite_master WHERE name = 'organization_readonlyswitch'",
}


def await_writers(seconds: float) -> int:
    """How many changes that began before are still under way after so long. Every process has looked by then."""
    time.sleep(LOOK_SECONDS + SPARE_SECONDS)
    deadline = time.monotonic() + seconds
    while (left := count_writers()) and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
    return left


def count_writers() -> int:
    if connection.vendor == "sqlite":
        return count_writers_of_sqlite()
    with connection.cursor() as cursor:
        cursor.execute(WRITERS, [LOCKS_OF_WRITERS, list(GOES_ON)])
        return cursor.fetchone()[0]


def count_writers_of_sqlite() -> int:
    """There is one at most: where its lock can be had, there is none."""
    try:
        with transaction.atomic():
            return 0
    except DatabaseError:
        return 1


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
    if not _maintenance:
        state = seen.state if PLAIN.match(sql) else state_before_a_change()
        if state and may_change(sql):
            raise SiteReadOnly(state.describe())
    return execute(sql, params, many, context)


def state_before_a_change() -> ReadOnlyState | None:
    """Where the look fails, so does the transaction that it was made in."""
    if time.monotonic() - seen.at >= LOOK_SECONDS:
        look()
    return seen.state


def guard(connection, **of_signal) -> None:
    """The first of all wrappers, so that one who adds and removes another does not remove it."""
    if refuse_changes not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, refuse_changes)
