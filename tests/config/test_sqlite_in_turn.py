"""On SQLite the threads of a process write one after another, and whoever fails gives the turn back."""

import queue
import sqlite3
import threading

import pytest
from django.db import OperationalError, connection, transaction

from config.sqlite_in_turn.base import DatabaseWrapper
from organization.models import Committee
from organization.write_turns import HASTE, in_haste

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has a queue of its own"),
]


def in_a_thread(act):
    """What `act` returned or raised, once the thread has ended."""
    outcomes = []

    def run():
        try:
            outcomes.append(act())
        except OperationalError as error:
            outcomes.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(30)
    [outcome] = outcomes
    return outcome


def write():
    with transaction.atomic():
        return Committee.objects.update(sort_order=1)


@pytest.fixture
def statements_of_another():
    """What a thread that may wait for no turn sends to SQLite while a transaction of ours is open, and its end."""

    def send():
        statements = []

        def record(execute, sql, params, many, context):
            statements.append(sql)
            return execute(sql, params, many, context)

        connection.settings_dict["OPTIONS"]["timeout"] = 0.1
        with connection.execute_wrapper(record), pytest.raises(OperationalError, match="locked"):
            write()
        return statements

    seconds = connection.settings_dict["OPTIONS"]["timeout"]
    yield lambda: in_a_thread(send)
    connection.settings_dict["OPTIONS"]["timeout"] = seconds


def test_who_waits_asks_sqlite_for_nothing(statements_of_another):
    with transaction.atomic():
        assert statements_of_another() == []


def test_without_turns_sqlite_is_asked(statements_of_another, monkeypatch):
    monkeypatch.setattr(DatabaseWrapper, "_await_turn", lambda self, seconds: seconds)
    with transaction.atomic():
        assert statements_of_another() == ["BEGIN IMMEDIATE"]


def fail():
    raise OperationalError("disk I/O error")


@pytest.mark.parametrize("step", ["commit", "BEGIN", "statement", "rollback"])
def test_whatever_fails_gives_the_turn_back(step, monkeypatch):
    def refuse(execute, sql, params, many, context):
        return fail() if sql.startswith(step) or step == "statement" else execute(sql, params, many, context)

    class Broken:
        """The driver's connection, of which one step fails."""

        def __init__(self, whole):
            self.whole = whole

        def __getattr__(self, name):
            return fail if name == step else getattr(self.whole, name)

    connection.ensure_connection()
    with monkeypatch.context() as broken:
        broken.setattr(connection, "connection", Broken(connection.connection))
        with pytest.raises(OperationalError), connection.execute_wrapper(refuse):
            write() if step != "rollback" else roll_back()
    connection.close()
    assert in_a_thread(write) == 0


def roll_back():
    with transaction.atomic():
        fail()


def lose_the_connection():
    with transaction.atomic():
        connection.close()
        fail()


def test_a_connection_that_is_closed_in_between_gives_the_turn_back():
    with pytest.raises(OperationalError):
        lose_the_connection()
    assert in_a_thread(write) == 0


class TestForeignLock:
    """Another process holds SQLite's lock: two threads may wait for it, the others are refused at once."""

    PATIENCE = 10

    @pytest.fixture
    def held(self, monkeypatch):
        """What the writers of eight threads met, as far as they have come, while somebody else holds the lock."""
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", self.PATIENCE)
        foreign = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None, check_same_thread=False)
        foreign.execute("BEGIN IMMEDIATE")
        yield foreign
        foreign.close()

    def begin_eight(self):
        ended = queue.Queue()

        def run():
            try:
                ended.put(write())
            except OperationalError as error:
                ended.put(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=run) for _ in range(8)]
        for thread in threads:
            thread.start()
        return threads, ended

    def test_leaves_the_other_threads_free(self, held):
        threads, ended = self.begin_eight()
        refused = [ended.get(timeout=60) for _ in range(6)]
        # The two that wait are still there: whoever was refused did not wait as long as they may.
        assert sum(thread.is_alive() for thread in threads) >= 2
        assert all(isinstance(error, OperationalError) and "locked" in str(error) for error in refused)
        assert in_a_thread(Committee.objects.count) == 0
        held.execute("ROLLBACK")
        assert [ended.get(timeout=60), ended.get(timeout=60)] == [0, 0]
        for thread in threads:
            thread.join()
        assert in_a_thread(write) == 0

    def test_without_a_bound_all_wait(self, held, monkeypatch):
        """The control."""
        monkeypatch.setattr("config.sqlite_in_turn.turns.STUCK_SHARE", 1)
        threads, ended = self.begin_eight()
        with pytest.raises(queue.Empty):
            ended.get(timeout=self.PATIENCE / 3)
        held.execute("ROLLBACK")
        assert [ended.get(timeout=60) for _ in threads] == [0] * 8

    def test_a_statement_without_a_transaction_waits_for_its_turn_too(self, held):
        def update():
            with in_haste():
                return Committee.objects.update(sort_order=1)

        assert "locked" in str(in_a_thread(update))
        held.execute("ROLLBACK")
        assert in_a_thread(update) == 0

    def test_who_is_in_haste_is_refused_soon(self, held):
        """It waits for a fiftieth of what the others may: not for the machine's speed, but by which limit it ends."""
        left = []

        def hasty():
            limit = connection._limit_wait
            connection._limit_wait = lambda seconds: (left.append(seconds), limit(seconds))
            with in_haste():
                return write()

        try:
            assert "locked" in str(in_a_thread(hasty))
        finally:
            held.execute("ROLLBACK")
        assert left[0] <= HASTE < left[1] == self.PATIENCE
