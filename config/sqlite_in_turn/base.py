"""SQLite as Django speaks to it, with the writers of a process one after another."""

import threading
from collections import defaultdict

from django.db import OperationalError
from django.db.backends.sqlite3 import base

# Seconds: many times what those take who write in this process.
SHORT_WHILE = 0.2

# By database, for all threads of the process.
_turns: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)


class DatabaseWrapper(base.DatabaseWrapper):
    """A transaction waits for its turn by a lock of the process before it asks SQLite for the write lock.

    SQLite has no queue: whoever finds it locked sleeps, longer each time, while it may be free. With sixteen clients
    that left it idle two fifths of the time. Between processes its own waiting remains.
    """

    has_turn = False

    def _start_transaction_under_autocommit(self):
        self._await_turn()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._end_turn()
            raise

    def _await_turn(self):
        if not self._take_turn(self._timeout):
            # As SQLite says it, so that it is handled alike.
            raise OperationalError("database is locked")

    def _take_turn(self, seconds) -> bool:
        self.has_turn = self._turn.acquire(timeout=seconds)
        return self.has_turn

    @property
    def _timeout(self):
        return self.settings_dict["OPTIONS"]["timeout"]

    @property
    def _turn(self):
        return _turns[str(self.settings_dict["NAME"])]

    def _end_turn(self):
        if self.has_turn:
            self.has_turn = False
            self._turn.release()

    def _commit(self):
        super()._commit()
        # One that fails is rolled back, or its connection closed.
        self._end_turn()

    def _rollback(self):
        try:
            super()._rollback()
        finally:
            self._end_turn()

    def _close(self):
        try:
            super()._close()
        finally:
            self._end_turn()

    def empty_log(self, patience_seconds=0) -> bool:
        """Move what is in the write-ahead log into the file, and leave the log empty; outside of transactions.

        False where somebody writes, or reads pages of before, for longer than `patience_seconds`: until then those
        wait who want to write.
        """
        if not self._take_turn(max(patience_seconds, SHORT_WHILE)):
            return False
        try:
            return self._checkpoint(patience_seconds)
        finally:
            self._end_turn()

    def _checkpoint(self, patience_seconds) -> bool:
        with self.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {1000 * patience_seconds}")
            try:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                (is_busy, *_) = cursor.fetchone()
            finally:
                cursor.execute(f"PRAGMA busy_timeout = {1000 * self._timeout}")
        return not is_busy
