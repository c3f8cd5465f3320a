"""The turns of the threads of a process that write, and how many of them may wait."""

import threading
import time

from django.db import OperationalError

# Besides the one whose turn it is: the other threads stay free for pages.
MOST_WAITING = 1
# The share of the longest wait after which a turn that has not moved on is held to be stuck: 1 of 20 seconds.
STUCK_SHARE = 0.05


class WriteTurns:
    """While the turn moves on, everybody waits; once it does not, one waits, and the others are refused at once.

    A lock that another process holds would otherwise take every thread, and with them the pages that only read.
    """

    def __init__(self):
        self._turn = threading.Lock()
        self._waiting = threading.BoundedSemaphore(MOST_WAITING)
        self._moved_at = time.monotonic()
        self._is_refused = False

    def take(self, seconds: float) -> float:
        """The seconds that are left to wait for SQLite itself."""
        began = time.monotonic()
        if not self._turn.acquire(blocking=False):
            self._wait(began, seconds)
        if not self._is_refused:
            self._moved_at = time.monotonic()
        return max(0.0, began + seconds - time.monotonic())

    def _wait(self, began: float, seconds: float) -> None:
        may_wait = self._waiting.acquire(blocking=False)
        try:
            while (left := self._end_of_wait(began, seconds, may_wait) - time.monotonic()) > 0:
                if self._turn.acquire(timeout=left):
                    return
            # As SQLite says it, so that it is handled alike.
            raise OperationalError("database is locked")
        finally:
            if may_wait:
                self._waiting.release()

    def _end_of_wait(self, began: float, seconds: float, may_wait: bool) -> float:
        return began + seconds if may_wait else min(began + seconds, self._moved_at + seconds * STUCK_SHARE)

    def end(self, *, is_refused: bool = False) -> None:
        """`is_refused`: SQLite gave no lock, so nothing has moved on."""
        self._is_refused = is_refused
        if not is_refused:
            self._moved_at = time.monotonic()
        self._turn.release()
