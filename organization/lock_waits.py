"""Locks of PostgreSQL that somebody else holds. The server's statements wait LOCK_SECONDS, and then they are refused.

Until then it holds its thread. Once one has been refused, changes get half of the threads, and those that come while
all of these wait are refused before they wait: the other half is left to pages. SQLite's writers have turns instead
(config/sqlite_in_turn).
"""

import re
import threading
import time

from django.conf import settings
from django.db import OperationalError, connection

from organization.outage import LOCKED
from organization.read_only import READ

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
# Reads that wait for a lock all the same.
LOCKING = re.compile(r"\bFOR (?:NO KEY UPDATE|UPDATE|KEY SHARE|SHARE)\b|\bpg_advisory_", re.IGNORECASE)


class ChangesUnderWay:
    """Of this process."""

    def __init__(self):
        self._lock = threading.Lock()
        self._count = 0
        self._wary_until = 0.0

    def begin(self) -> bool:
        """False: it may not wait for anybody."""
        with self._lock:
            self._count += 1
            is_wary = time.monotonic() < self._wary_until
            return not is_wary or self._count <= max(1, settings.THREADS // 2)

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
    if LOCKING.search(sql) or not READ.match(sql):
        raise OperationalError("database is locked")
    return execute(sql, params, many, context)


class LockWaits:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method in SAFE_METHODS or connection.vendor != "postgresql":
            return self.get_response(request)
        began, may_wait = time.monotonic(), changes.begin()
        try:
            if may_wait:
                return self.watched(request, began)
            with connection.execute_wrapper(refuse_waiting):
                return self.get_response(request)
        finally:
            changes.end()

    def watched(self, request, began):
        response = self.get_response(request)
        # A deadlock is no such wait, and is gone with its refusal.
        has_waited = time.monotonic() - began >= settings.LOCK_SECONDS
        if has_waited and getattr(request, "log_reason", None) == LOCKED:
            changes.be_wary()
        return response
