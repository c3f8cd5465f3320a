"""Locks of PostgreSQL that somebody else holds. The server's statements wait LOCK_SECONDS, and then they are refused.

Until then it holds its thread. The change that takes the last one waits for HASTE and no longer. Once one has been
refused, changes get half of the threads, and those that come while all of these wait are refused before they wait: the
other half is left to pages. SQLite's writers have turns instead
(config/sqlite_in_turn).
"""

import re
import threading
import time
from contextlib import contextmanager, nullcontext

from django.conf import settings
from django.db import connection

from organization.changing_statements import only_reads
from organization.outage import LOCKED, refused_by_lock
from organization.write_turns import HASTE

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
# Reads that wait for a lock all the same.
LOCKING = re.compile(r"\bFOR (?:NO KEY UPDATE|UPDATE|KEY SHARE|SHARE)\b|\bpg_advisory_", re.IGNORECASE)


class ChangesUnderWay:
    """Of this process."""

    def __init__(self):
        self._lock = threading.Lock()
        self._count = 0
        self._wary_until = 0.0

    def begin(self) -> float:
        """The seconds for which it may wait; 0: for nobody."""
        with self._lock:
            self._count += 1
            if time.monotonic() < self._wary_until and self._count > max(1, settings.THREADS // 2):
                return 0
            return settings.LOCK_SECONDS if self._count < max(2, settings.THREADS) else HASTE

    def end(self) -> None:
        with self._lock:
            self._count -= 1

    def be_wary(self) -> None:
        """For as long as the others wait that began before, and those that try next."""
        self._wary_until = time.monotonic() + 2 * settings.LOCK_SECONDS

    def forget(self) -> None:
        self._wary_until = 0.0


changes = ChangesUnderWay()


def refuse_waiting(execute, sql, params, many, context):
    if LOCKING.search(sql) or not only_reads(sql):
        raise refused_by_lock()
    return execute(sql, params, many, context)


@contextmanager
def shorter_waits():
    """By a setting of the session, from the first statement on; none where the server was not asked for a bound."""
    if "lock_timeout" not in connection.settings_dict["OPTIONS"].get("options", ""):
        yield
        return
    begun = []

    def wait_shortly(execute, sql, params, many, context):
        if not begun:
            begun.append(sql)
            with connection.cursor() as cursor:
                cursor.execute(f"SET lock_timeout = {int(HASTE * 1000)}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wait_shortly):
        yield
    # A connection that was lost begins with the usual again.
    if begun and connection.connection and not connection.errors_occurred:
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")
    elif begun:
        connection.close()


class LockWaits:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method in SAFE_METHODS or connection.vendor != "postgresql":
            return self.get_response(request)
        began, patience = time.monotonic(), changes.begin()
        try:
            if patience:
                return self.watched(request, began, patience)
            with connection.execute_wrapper(refuse_waiting):
                return self.get_response(request)
        finally:
            changes.end()

    def watched(self, request, began, patience):
        with shorter_waits() if patience < settings.LOCK_SECONDS else nullcontext():
            response = self.get_response(request)
        # A deadlock is no such wait, and is gone with its refusal.
        has_waited = time.monotonic() - began >= patience
        if has_waited and getattr(request, "log_reason", None) == LOCKED:
            changes.be_wary()
        return response
