"""SQLite as Django speaks to it, with those that write one after another."""

import re
from functools import cache, lru_cache

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from config.sqlite_in_turn.processes import ProcessTurn
from config.sqlite_in_turn.turns import WriteTurns
from organization.outage import LOCKED, outage_reason
from organization.write_turns import longest_wait

WRITES = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)
# Seconds: many times what those take who write in this process.
SHORT_WHILE = 0.2
# Seconds of SQLite's own wait below which it is not worth telling it another limit.
SAME_LIMIT = 0.5


@cache
def turns_of(database: str) -> WriteTurns:
    """For all threads of the process."""
    return WriteTurns(ProcessTurn(f"{database}-turn"))


@lru_cache(maxsize=512)
def with_question_marks(query: str) -> str:
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


class Cursor(base.SQLiteCursorWrapper):
    """Django looks for the marks of parameters in each statement anew: 40 µs for the row of an answer."""

    def convert_query(self, query, *, param_names=None):
        if param_names is None:
            return with_question_marks(query)
        return super().convert_query(query, param_names=param_names)


class DatabaseWrapper(base.DatabaseWrapper):
    """A transaction waits for its turn by locks of our own before it asks SQLite for the write lock.

    SQLite has no queue: whoever finds it locked sleeps, longer each time, while it may be free. With sixteen clients
    that left it idle two fifths of the time. For who writes without these turns, SQLite's own waiting remains.
    """

    has_turn = False

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.execute_wrappers.append(self._execute_in_turn)

    def create_cursor(self, name=None):
        return self.connection.cursor(factory=Cursor)

    def _execute_in_turn(self, execute, sql, params, many, context):
        """A statement that is a transaction of its own."""
        if self.in_atomic_block or self.has_turn or not WRITES.match(sql):
            return execute(sql, params, many, context)
        return self._in_turn(lambda: execute(sql, params, many, context), is_whole=True)

    def _start_transaction_under_autocommit(self):
        self._in_turn(super()._start_transaction_under_autocommit)

    def _in_turn(self, act, *, is_whole=False):
        """`is_whole`: what it begins it ends, too."""
        usual = self._timeout
        left = self._await_turn(longest_wait(usual))
        try:
            outcome = self._within(left, usual, act)
        except BaseException as error:
            self._end_turn(is_refused=isinstance(error, OperationalError) and outage_reason(error) == LOCKED)
            raise
        if is_whole:
            self._end_turn()
        return outcome

    def _await_turn(self, seconds: float) -> float:
        left = self._turn.take(seconds)
        self.has_turn = True
        return left

    def _within(self, seconds: float, usual: float, act):
        """SQLite waits no longer than is left of what a thread may wait."""
        if usual - seconds < SAME_LIMIT:
            return act()
        self._limit_wait(seconds)
        try:
            return act()
        finally:
            self._limit_wait(usual)

    def _limit_wait(self, seconds: float) -> None:
        self.connection.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")

    @property
    def _timeout(self) -> float:
        return self.settings_dict["OPTIONS"]["timeout"]

    @property
    def _turn(self) -> WriteTurns:
        return turns_of(str(self.settings_dict["NAME"]))

    def _end_turn(self, **how):
        if self.has_turn:
            self.has_turn = False
            self._turn.end(**how)

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
        try:
            self._await_turn(max(patience_seconds, SHORT_WHILE))
        except OperationalError:
            return False
        try:
            return self._checkpoint(patience_seconds)
        finally:
            self._end_turn()

    def _checkpoint(self, patience_seconds) -> bool:
        with self.cursor() as cursor:
            self._limit_wait(patience_seconds)
            try:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                (is_busy, *_) = cursor.fetchone()
            finally:
                self._limit_wait(self._timeout)
        return not is_busy
