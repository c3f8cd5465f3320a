"""The turns of those that write: of a process's threads, of which so many may wait, and then between processes."""

import threading
import time

from config.sqlite_in_turn.processes import ProcessTurn
from organization.outage import refused_by_lock

# Besides the one whose turn it is: the other threads stay free for pages.
MOST_WAITING = 1
# The share of the longest wait after which a turn that has not moved on is held to be stuck: 1 of 20 seconds.
STUCK_SHARE = 0.05


class WriteTurns:
    """While the turn moves on, everybody waits; once it does not, one waits, and the others are refused at once.

    A lock that another process holds would otherwise take every thread, and with them the pages that only read.
    """

    def __init__(self, between_processes: ProcessTurn):
        self._turn = threading.Lock()
        self._between_processes = between_processes
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
        if not self._between_processes.take(began + seconds - time.monotonic()):
            self.end(is_refused=True)
            raise refused_by_lock()
        return max(0.0, began + seconds - time.monotonic())

    def _wait(self, began: float, seconds: float) -> None:
        may_wait = self._waiting.acquire(blocking=False)
        try:
            while (left := self._end_of_wait(began, seconds, may_wait) - time.monotonic()) > 0:
                if self._turn.acquire(timeout=left):
                    return
            raise refused_by_lock()
        finally:
            if may_wait:
                self._waiting.release()

    def _end_of_wait(self, began: float, seconds: float, may_wait: bool) -> float:
        """For all but the one that may wait, a turn that does not move on ends it."""
        end = began + seconds
        return end if may_wait else min(end, self._moved_at + seconds * STUCK_SHARE)

    def end(self, *, is_refused: bool = False) -> None:
        """`is_refused`: SQLite gave no lock, so nothing has moved on."""
        self._is_refused = is_refused
        if not is_refused:
            self._moved_at = time.monotonic()
        self._between_processes.end()
        self._turn.release()
