"""Whoever sends or reads slowly holds no thread, and is cut off in the end; the others notice nothing."""

import os
import re
from contextlib import ExitStack

import pytest

from tests.operations.serving.conftest import read_all, wait_until
from tests.operations.serving.toy_site import LONG, PIECE
from tests.storm.slow_clients import Kind, crowd, getting, kinds, posting

KINDS = kinds(posted="/echo", read="/long")
MANY = 200


@pytest.mark.parametrize("name", KINDS)
def test_two_hundred_of_them_leave_the_threads_to_the_others(served, name):
    site = served(threads=2)
    with crowd(site.address, KINDS[name], MANY, seconds=0.2):
        for _ in range(20):
            assert b" 200 OK" in site.get("/hello")


def test_all_kinds_at_once_leave_the_threads_to_the_others(served):
    site = served(threads=2, workers=2)
    with ExitStack() as stack:
        for kind in KINDS.values():
            stack.enter_context(crowd(site.address, kind, 40, seconds=0.2))
        for _ in range(20):
            assert b" 200 OK" in site.get("/hello")


@pytest.mark.parametrize(
    ("name", "limits", "said"),
    [
        ("trickling body", {"body_seconds": 0.1}, "body"),
        ("silent body", {"body_seconds": 0.1}, "body"),
        ("half head", {"head_seconds": 0.1}, "head"),
        ("slow reader", {"send_seconds": 0.1, "send_pace": 1_000_000}, "reading"),
        ("idle", {"idle_seconds": 0.1}, ""),
    ],
)
def test_who_takes_too_long_is_cut_off(served, name, limits, said):
    site = served(limits={**limits, "sweep_seconds": 0.05})
    with crowd(site.address, KINDS[name], 5, seconds=0.05) as slow:
        if name == "slow reader":
            # All of them: whoever is not late yet would be given all of it by the look whether they are cut off.
            wait_until(lambda: sum(map(int, re.findall(r"(\d+) reading", site.log.read_text()))) == 5)
        wait_until(lambda: all(client.is_cut_off() for client in slow.clients))
    if said:
        assert said in site.log.read_text()


def test_a_late_body_is_told_so(served):
    site = served(limits={"body_seconds": 0.1, "sweep_seconds": 0.05})
    answer = site.ask(posting("/echo", 10) + b"123")
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert "请求没有在规定的时间内传完" in answer.decode()


def test_a_body_that_goes_on_arriving_has_time(served):
    """The pace counts: so many bytes buy a second, and the whole may take long."""
    site = served(limits={"body_seconds": 0, "body_pace": 1, "sweep_seconds": 0.01})
    with site.connect() as client:
        client.sendall(posting("/echo", 200_000) + b"x" * 100_000)
        wait_until(lambda: b" 200 OK" in site.get("/hello"))
        client.sendall(b"x" * 100_000)
        assert client.recv(100).startswith(b"HTTP/1.1 200 OK")


def test_who_sent_fast_may_not_be_silent_for_longer(served):
    site = served(limits={"body_pace": 1, "silent_seconds": 0.1})
    answer = site.ask(posting("/echo", 200_000) + b"x" * 100_000)
    assert answer.startswith(b"HTTP/1.1 408 ")


def test_a_download_is_written_down_while_its_client_reads_slowly(served):
    """The thread is done long before the client is, nothing of it has a name on the disk, and nothing is missing."""
    site = served(threads=1)
    with site.connect(window=4096) as client:
        client.sendall(getting("/long?slow").replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        wait_until(lambda: site.has("slow-closed"))
        assert site.has("slow-whole")
        assert os.listdir(site.folder / "spool") == []
        assert b" 200 OK" in site.get("/hello")
        assert read_all(client).count(PIECE) == LONG


def test_a_reader_has_time_since_it_was_last_waited_for(served):
    site = served(limits={"send_seconds": 30, "send_pace": 1000, "sweep_seconds": 0.01})
    with site.connect(window=4096) as client:
        client.sendall(getting("/long?steady").replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        wait_until(lambda: site.has("steady-closed"))
        for _ in range(20):
            assert b" 200 OK" in site.get("/hello")
        assert read_all(client).count(PIECE) == LONG


def test_a_download_is_given_up_when_its_client_goes(served):
    site = served(threads=1, limits={"on_disk": 1_100_000, "room_seconds": 60})
    with site.connect(window=4096) as client:
        client.sendall(getting("/long?left"))
        wait_until(lambda: site.has("left-begun"))
    wait_until(lambda: site.has("left-closed"))
    assert not site.has("left-whole")
    assert b" 200 OK" in site.get("/hello")


def test_where_the_disk_has_no_more_room_a_thread_waits_a_little_for_the_client(served):
    site = served(threads=1, limits={"on_disk": 1_100_000, "room_seconds": 0.1})
    with site.connect(window=4096) as client:
        client.sendall(getting("/long?full"))
        wait_until(lambda: site.has("full-closed"))
        assert not site.has("full-whole")
        # The control: one that reads gets all of it through the same room.
        assert site.get("/long?read").count(PIECE) == LONG
        # It is told that something is missing: the end of the last piece never comes.
        assert not read_to_the_end(client).endswith(b"0\r\n\r\n")
    assert "no room for what a slow client has not taken" in site.log.read_text()


def test_where_many_read_slowly_the_slowest_lose_what_waits_for_them(served):
    """Not the threads, and not who reads."""
    site = served(threads=2, limits={"on_disk": 8_000_000, "still_seconds": 0.1})
    with crowd(site.address, KINDS["slow reader"], 20, seconds=60):
        for _ in range(5):
            assert site.get("/long?read").count(PIECE) == LONG
            assert b" 200 OK" in site.get("/hello")
    assert "the answer of the slowest client was given up" in site.log.read_text()


def read_to_the_end(client):
    try:
        return read_all(client)
    except ConnectionResetError:
        return b""


def test_a_full_disk_refuses_a_large_body_and_takes_a_small_one(served):
    site = served(limits={"disk_spare": 1 << 60, "in_memory": 1000})
    answer = site.ask(posting("/echo", 5000) + b"x" * 5000)
    assert answer.startswith(b"HTTP/1.1 503 ")
    assert b"retry-after: " in answer
    with site.connect() as client:
        client.sendall(posting("/echo", 900) + b"x" * 900)
        assert client.recv(100).startswith(b"HTTP/1.1 200 OK")
    assert "a body was refused: no room" in site.log.read_text()


@pytest.mark.parametrize("ticking", [b"", b"x"], ids=["standing", "trickling"])
def test_where_many_send_slowly_the_latest_lose_what_waits_of_them(served, ticking):
    """They fill the disk and stop, or go on by the byte: whoever sends honestly has room."""
    site = served(threads=2, limits={"on_disk": 8_000_000, "in_memory": 1000, "still_seconds": 0.1})
    slow = Kind(posting("/echo", 3_000_000) + b"x" * 20_000, ticking=ticking)
    with crowd(site.address, slow, 8, seconds=0.2):
        wait_until(lambda: len(site.get("/hello")) > 0)
        for _ in range(5):
            body = b"x" * 3_000_000
            assert site.ask(closing(posting("/echo", len(body))) + body).startswith(b"HTTP/1.1 200 ")
    assert "the body of the slowest client was given up" in site.log.read_text()


def closing(head):
    return head.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")


def test_who_is_refused_while_sending_reads_why(served):
    """Browsers show no answer while they send."""
    site = served(limits={"disk_spare": 1 << 60, "in_memory": 1000})
    assert site.ask(posting("/echo", 2_000_000) + b"x" * 2_000_000).startswith(b"HTTP/1.1 503 ")


def test_the_process_is_known_to_live_while_all_threads_are_busy(served):
    site = served(threads=2)
    with ExitStack() as stack:
        for number in range(3):
            client = stack.enter_context(site.connect())
            client.sendall(getting(f"/wait?{number}"))
        wait_until(lambda: site.has("waiting-0") and site.has("waiting-1"))
        assert b" 200 OK" in site.get("/alive")
        assert not site.has("waiting-2")
        (site.folder / "go").touch()
        wait_until(lambda: site.has("waiting-2"))


def test_more_requests_than_may_wait_are_refused_for_now(served):
    site = served(threads=1, limits={"waiting": 1})
    with ExitStack() as stack:
        clients = [stack.enter_context(site.connect()) for _ in range(2)]
        clients[0].sendall(getting("/wait?0"))
        wait_until(lambda: site.has("waiting-0"))
        clients[1].sendall(getting("/wait?1"))
        wait_until(lambda: site.get("/hello").startswith(b"HTTP/1.1 503 "))
        (site.folder / "go").touch()
        for client in clients:
            assert client.recv(100).startswith(b"HTTP/1.1 200 OK")


def test_the_oldest_that_waits_for_nothing_makes_room_for_the_next(served):
    site = served(limits={"connections": 20})
    with crowd(site.address, KINDS["idle"], 40) as slow:
        assert b" 200 OK" in site.get("/hello")
        wait_until(lambda: sum(client.is_cut_off() for client in slow.clients) >= 20)
        assert b" 200 OK" in site.get("/hello")
