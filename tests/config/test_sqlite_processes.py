"""On SQLite the processes that write take turns by a lock beside the database; it ends with whoever has it."""

import subprocess
import sys
import threading

import pytest
from django.db import OperationalError, connection, transaction

from config.sqlite_in_turn import processes
from config.sqlite_in_turn.processes import ProcessTurn
from organization.models import Committee
from organization.write_turns import in_haste

pytestmark = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has a queue of its own")
HOLD = """
import fcntl, os, sys
file = os.open(sys.argv[1], os.O_RDONLY | os.O_CREAT, 0o644)
fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def hold(tmp_path):
    """Another process that has the turn, until it is killed."""
    held = []

    def begin(path):
        other = subprocess.Popen(
            [sys.executable, "-c", HOLD, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        held.append(other)
        assert other.stdout.readline() == "held\n"
        return other

    yield begin
    for other in held:
        other.kill()
        other.communicate()


def test_one_process_after_the_other(tmp_path, hold):
    path = str(tmp_path / "turn")
    other, turn = hold(path), ProcessTurn(path)
    assert not turn.take(0.05)
    other.kill()
    other.communicate()
    assert turn.take(10)
    turn.end()
    assert turn.take(0)


def test_within_a_process_too(tmp_path):
    first, second = ProcessTurn(str(tmp_path / "turn")), ProcessTurn(str(tmp_path / "turn"))
    assert first.take(0)
    assert not second.take(0)
    first.end()
    assert second.take(0)


@pytest.mark.parametrize("is_in_line", [True, False], ids=["in line", "control"])
def test_who_waits_comes_before_who_has_just_had_it(tmp_path, monkeypatch, is_in_line):
    if not is_in_line:
        monkeypatch.setattr(processes, "LOOK_SECONDS", 0.1)
        monkeypatch.setattr(processes.ProcessTurn, "take", lambda self, seconds: self._turn.take(seconds))
    path, order, has_come = str(tmp_path / "turn"), [], threading.Event()
    first, second = ProcessTurn(path), ProcessTurn(path)
    look = processes.is_locked_at_once

    def look_and_tell(file):
        is_locked = look(file)
        if not is_locked:
            has_come.set()
        return is_locked

    def wait():
        assert second.take(10)
        order.append("second")
        second.end()

    assert first.take(0)
    monkeypatch.setattr(processes, "is_locked_at_once", look_and_tell)
    other = threading.Thread(target=wait)
    other.start()
    assert has_come.wait(10)
    first.end()
    assert first.take(10)
    order.append("first")
    first.end()
    other.join(10)
    assert order == (["second", "first"] if is_in_line else ["first", "second"])


def test_a_file_of_another_account_is_enough(tmp_path):
    path = tmp_path / "turn"
    path.touch(mode=0o444)
    turn = ProcessTurn(str(path))
    assert turn.take(0)
    assert not ProcessTurn(str(path)).take(0)


@pytest.mark.parametrize("without", ["a folder", "the call", "a file system that knows it"])
def test_without_a_lock_sqlite_has_its_own(tmp_path, monkeypatch, without):
    path = tmp_path / "nothing" / "turn" if without == "a folder" else tmp_path / "turn"
    if without == "the call":
        monkeypatch.setattr(processes, "fcntl", None)
    elif without.startswith("a file system"):
        monkeypatch.setattr(processes.fcntl, "flock", refuse)
    turn = ProcessTurn(str(path))
    assert turn.take(0)
    turn.end()


def refuse(file, how):
    raise OSError(95, "Operation not supported")


def write():
    with transaction.atomic():
        return Committee.objects.update(sort_order=1)


@pytest.mark.django_db(transaction=True)
def test_a_write_waits_for_the_other_process(hold):
    other = hold(f"{connection.settings_dict['NAME']}-turn")
    with in_haste(), pytest.raises(OperationalError, match="database is locked"):
        write()
    other.kill()
    other.communicate()
    assert write() == 0
