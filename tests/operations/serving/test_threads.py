"""Which thread takes a request, and which processor a worker stays on."""

import os
import threading
from queue import SimpleQueue

import pytest

from operations.serving import worker
from operations.serving.threads import Job, Threads


@pytest.fixture
def ask():
    """Gives a thread something to do, and says which one did it, as soon as that is known."""
    threads, done = Threads(4), SimpleQueue()
    while len(threads._free) < 4:
        threading.Event().wait(0.001)

    def act(number_of_jobs=1):
        job = Job(lambda: None, lambda: done.put(threading.get_ident()))
        for _ in range(number_of_jobs):
            assert threads.submit(job, most_waiting=1000)
        return [done.get(timeout=10) for _ in range(number_of_jobs)]

    return act


def test_the_thread_that_was_free_last_is_asked_first(ask):
    """Also by who asks again the moment the answer is there."""
    [first] = ask()
    assert [ask() for _ in range(200)] == [[first]] * 200


def test_every_job_is_done_once(ask):
    assert len(ask(500)) == 500


def test_more_than_may_wait_are_refused_until_a_thread_is_free():
    threads, going_on, done = Threads(2), threading.Event(), SimpleQueue()

    def wait():
        going_on.wait(10)
        done.put(None)

    job = Job(wait, lambda: None)
    assert [threads.submit(job, most_waiting=3) for _ in range(7)] == [True] * 5 + [False] * 2
    going_on.set()
    for _ in range(5):
        done.get(timeout=10)
    assert threads.submit(job, most_waiting=1)


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="the system has no such call")
@pytest.mark.parametrize(
    ("processors", "worker_count", "chosen"),
    [({4, 9}, 2, {9}), ({0}, 2, None), ({0, 1, 2, 3}, 2, None)],
    ids=["one for each", "more workers", "more processors"],
)
def test_a_worker_stays_where_each_has_a_processor(monkeypatch, processors, worker_count, chosen):
    stays = []
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: processors)
    monkeypatch.setattr(os, "sched_setaffinity", lambda pid, where: stays.append(where))
    worker.stay_on_one_processor(1, worker_count)
    assert stays == ([chosen] if chosen else [])


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="the system has no such call")
def test_a_sandbox_that_forbids_it_leaves_the_worker_where_it_is(monkeypatch):
    def refuse(pid, where):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0, 1})
    monkeypatch.setattr(os, "sched_setaffinity", refuse)
    worker.stay_on_one_processor(1, 2)
