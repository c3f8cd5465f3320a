"""Processes that are killed: the site comes back by itself, and nothing is left behind."""

import os
import re
import signal
import threading

from operations.serving.supervisor import AT_ONCE, FIRST_PAUSE, LONGEST_PAUSE, SOUND_AFTER, Restarts, was_killed
from tests.operations.serving.conftest import wait_until
from tests.storm.slow_clients import getting, posting

PAUSES = re.compile(r"the next one in ([0-9.]+) s")


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def is_running(pid):
    """A process that has ended and is not waited for by its parent does not run."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat") as stat:
        return stat.read().rpartition(")")[2].split()[0] != "Z"


def test_a_worker_that_is_killed_time_and_again_comes_back(served):
    site = served()
    for _ in range(10):
        kill(site.worker())
        wait_until(site.is_answering)
    assert site.process.poll() is None
    assert max(map(float, PAUSES.findall(site.log.read_text()))) <= FIRST_PAUSE


def test_who_waits_while_a_worker_is_replaced_is_answered(served):
    """The process that listens goes on listening."""
    site = served()
    kill(site.worker())
    assert b" 200 OK" in site.get("/hello")


def test_a_worker_that_dies_takes_no_other_one_along(served):
    site = served(workers=2)
    with site.connect() as client:
        client.sendall(getting("/wait?busy"))
        wait_until(lambda: site.has("waiting-busy"))
        busy = int((site.folder / "waiting-busy").read_text())
        kill(wait_until(lambda: {site.worker()} - {busy}).pop())
        assert site.is_answering()
        (site.folder / "go").touch()
        assert client.recv(100).startswith(b"HTTP/1.1 200 OK")


def test_an_application_that_takes_its_process_along_does_not_spin(served):
    site = served(dies=True)
    answered = threading.Event()

    def ask():
        while not answered.is_set():
            site.is_answering()

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    wait_until(lambda: "the next one in 1.00 s" in site.log.read_text())
    answered.set()
    assert site.process.poll() is None


def test_later_and_later_if_they_die_young():
    restarts = Restarts()
    pauses = [restarts.pause_after(0.1) for _ in range(20)]
    assert pauses[:AT_ONCE] == [0] * AT_ONCE
    assert pauses[AT_ONCE:] == sorted(pauses[AT_ONCE:])
    assert pauses[-1] == LONGEST_PAUSE
    assert restarts.pause_after(SOUND_AFTER) == 0


def test_at_once_if_they_are_killed():
    restarts = Restarts()
    assert {restarts.pause_after(0.1, was_killed=True) for _ in range(20)} == {0}
    assert restarts.pause_after(0.001, was_killed=True) == FIRST_PAUSE
    assert restarts.pause_after(0.1) == 0


def test_a_crash_is_no_killing():
    assert [was_killed(status) for status in (signal.SIGKILL, signal.SIGTERM, signal.SIGSEGV, 3 << 8)] == [
        True,
        True,
        False,
        False,
    ]


def test_workers_end_when_the_process_that_listens_is_killed(served):
    site = served()
    worker = site.worker()
    kill(site.process.pid)
    wait_until(lambda: not is_running(worker))


def test_they_finish_what_they_have_begun(served):
    site = served()
    with site.connect() as client:
        client.sendall(getting("/wait?begun"))
        wait_until(lambda: site.has("waiting-begun"))
        kill(site.process.pid)
        (site.folder / "go").touch()
        assert client.recv(100).startswith(b"HTTP/1.1 200 OK")


def test_the_server_ends_when_whoever_started_it_is_gone(served):
    site = served()
    worker = site.worker()
    os.close(site.our_end)
    site.process.wait(60)
    assert not is_running(worker)
    site.our_end = os.dup(site.lifeline)


def test_what_is_in_progress_is_finished_when_the_server_is_stopped(served):
    site = served(threads=2)
    with site.connect() as working, site.connect() as sending:
        working.sendall(getting("/wait?working"))
        wait_until(lambda: site.has("waiting-working"))
        sending.sendall(posting("/echo", 4) + b"ab")
        # It has read the two bytes before it is stopped, for this was answered after them.
        assert b" 200 OK" in site.get("/hello")
        site.process.terminate()
        sending.sendall(b"cd")
        assert sending.recv(100).startswith(b"HTTP/1.1 200 OK")
        (site.folder / "go").touch()
        assert working.recv(100).startswith(b"HTTP/1.1 200 OK")
        assert not site.has("ended")
    assert site.process.wait(60) == 0
    assert site.has("ended")


def test_what_does_not_end_is_ended_within_a_bound(served):
    site = served(limits={"seconds_at_stop": 0.2, "receive_seconds_at_stop": 0.1})
    with site.connect() as working, site.connect() as sending:
        working.sendall(getting("/wait?for_ever"))
        wait_until(lambda: site.has("waiting-for_ever"))
        sending.sendall(posting("/echo", 4) + b"ab")
        site.process.terminate()
        assert site.process.wait(60) == 0


def test_a_body_that_does_not_arrive_holds_no_server_that_is_stopped(served):
    site = served(limits={"seconds_at_stop": 600, "receive_seconds_at_stop": 0.1})
    with site.connect() as sending:
        sending.sendall(posting("/echo", 4) + b"ab")
        assert b" 200 OK" in site.get("/hello")
        site.process.terminate()
        assert site.process.wait(60) == 0


def test_a_server_that_is_started_again_answers_who_waited(served):
    """As dev.py does, which holds the socket: nobody is refused meanwhile."""
    site = served()
    site.process.kill()
    site.process.wait()
    with site.connect() as client:
        client.sendall(getting("/hello"))
        site.start()
        assert client.recv(100).startswith(b"HTTP/1.1 200 OK")
