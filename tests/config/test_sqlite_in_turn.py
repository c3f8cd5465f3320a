"""On SQLite the threads of a process write one after another, and whoever fails gives the turn back."""

import threading

import pytest
from django.db import OperationalError, connection, transaction

from config.sqlite_in_turn.base import DatabaseWrapper
from organization.models import Committee

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
    monkeypatch.setattr(DatabaseWrapper, "_await_turn", lambda self: None)
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
