"""Whether the site can do its work: tried, as far as that changes nothing."""

import logging
import os
import tempfile
import time
from dataclasses import dataclass
from threading import Lock

from django.conf import settings
from django.db import OperationalError, connection

from organization.backup_state import read_backup_state
from organization.machine import are_static_files_collected, find_pending_migrations
from organization.outage import LOCKED, READ_ONLY, is_outage, outage_reason
from organization.read_only import read_only_state

logger = logging.getLogger(__name__)
# As much as a few answers and their log take.
TRIED_BYTES = 256 * 1024
# For which an answer is given again: however many monitors ask, the site looks once.
FRESH_SECONDS = 1


@dataclass(frozen=True)
class Readiness:
    """What is not ready, and why; both empty where all is. `remarks` are what a site that works has to say."""

    failure: str = ""
    reason: str = ""
    remarks: tuple[str, ...] = ()


class ReadinessCache:
    def __init__(self):
        self._lock = Lock()
        self.clear()

    def clear(self) -> None:
        self._found, self._found_at = Readiness(), float("-inf")

    def read(self) -> Readiness:
        """Who comes while another looks waits for what that one finds."""
        with self._lock:
            if time.monotonic() - self._found_at >= FRESH_SECONDS:
                self._found, self._found_at = find_readiness(), time.monotonic()
            return self._found


readiness_cache = ReadinessCache()


def find_readiness() -> Readiness:
    failure, reason = find_readiness_failure()
    if failure:
        return Readiness(failure, reason)
    remarks = (*["备份过期"] * read_backup_state().is_late, *["只读"] * (read_only_state() is not None))
    return Readiness(remarks=remarks)


def find_readiness_failure() -> tuple[str, str]:
    """What is not ready, and why; both empty where all is."""
    try:
        if find_pending_migrations():
            return "migrations", ""
        if not is_database_writable():
            return "database", READ_ONLY
    except Exception as error:
        if not is_outage(error):
            logger.exception("database not ready")
        return "database", outage_reason(error) if is_outage(error) else ""
    if reason := find_storage_fault():
        return "storage", reason
    return ("", "") if are_static_files_collected() else ("static files", "")


def is_database_writable() -> bool:
    """Asked without changing anything. One whose lock another holds is only busy."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # On in a standby too, and where the role or the database was set so.
            cursor.execute("SHOW transaction_read_only")
            return cursor.fetchone()[0] == "off"
    return connection.in_atomic_block or can_begin_to_write(connection.connection)


def can_begin_to_write(sqlite) -> bool:
    waits = sqlite.execute("PRAGMA busy_timeout").fetchone()[0]
    sqlite.execute("PRAGMA busy_timeout = 0")
    try:
        with connection.wrap_database_errors:
            sqlite.execute("BEGIN IMMEDIATE")
        sqlite.rollback()
    except OperationalError as error:
        if outage_reason(error) != LOCKED:
            raise
    finally:
        sqlite.execute(f"PRAGMA busy_timeout = {waits}")
    return True


def find_storage_fault() -> str:
    """A file of some size, without a name, is written and gone."""
    if not os.access(settings.VAR_DIR, os.W_OK):
        return "no permission"
    try:
        with tempfile.TemporaryFile(dir=settings.VAR_DIR) as file:
            file.write(bytes(TRIED_BYTES))
    except OSError as error:
        return outage_reason(error)
    return ""
