"""What reaches the application, and what never does."""

import hashlib
import json
import socket
import struct
from contextlib import suppress

import pytest

from tests.operations.serving.conftest import read_all, wait_until

ECHO = b"POST /echo HTTP/1.1\r\nHost: toy\r\nConnection: close\r\n"


def body_of(answer):
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    return body


def echoed(answer):
    return json.loads(body_of(answer))


class TestBodies:
    @pytest.mark.parametrize("size", [0, 1, 999, 64 * 1024, 64 * 1024 + 1, 3_000_000])
    def test_arrive_whole(self, usual, size):
        body = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
        found = echoed(usual.ask(ECHO + b"Content-Length: %d\r\n\r\n" % size + body))
        assert (found["length"], found["size"]) == (str(size), size)
        assert found["digest"] == hashlib.sha256(body).hexdigest()

    def test_in_pieces_have_a_length_in_the_end(self, usual):
        sent = b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\n\r\n"
        found = echoed(usual.ask(ECHO + sent))
        assert (found["length"], found["size"]) == ("7", 7)

    def test_what_follows_the_last_piece_is_no_header(self, usual):
        sent = b"X-Forwarded-For: 10.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n"
        found = echoed(usual.ask(ECHO + sent + b"X-Forwarded-For: 10.0.0.9\r\nCookie: a=1\r\n\r\n"))
        assert found["HTTP_X_FORWARDED_FOR"] == "10.0.0.1"
        assert "HTTP_COOKIE" not in found

    @pytest.mark.parametrize("end", [b"\r\nX-1: ", b""], ids=["many lines", "one line"])
    def test_what_follows_the_last_piece_is_bounded(self, usual, end):
        with usual.connect() as client:
            client.sendall(ECHO + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-0: ")
            with pytest.raises((BrokenPipeError, ConnectionResetError)):
                client.sendall((b"a" * 10_000 + end) * 3000)
        assert b" 200 OK" in usual.get("/hello")

    def test_beyond_the_limit_of_their_address_are_thrown_away_and_announced(self, served):
        """So that the application can refuse them with a page, and a browser shows it."""
        sent = ECHO.replace(b"/echo", b"/hello") + b"Content-Length: 300000\r\n\r\n" + b"x" * 300_000
        assert body_of(served().ask(sent)).startswith(b"hello")
        sent = ECHO + b"Content-Length: 60000000\r\n\r\n"
        found = echoed(served(limits={"discarded": 100_000}).ask(sent + b"x" * 100_001))
        assert (found["length"], found["size"]) == ("60000000", 0)

    def test_in_pieces_beyond_the_limit_are_no_more_than_that(self, usual):
        pieces = (b"3e8\r\n" + b"x" * 1000 + b"\r\n") * 3 + b"0\r\n\r\n"
        sent = ECHO.replace(b"/echo", b"//echo") + b"Transfer-Encoding: chunked\r\n\r\n" + pieces
        assert usual.ask(sent).startswith(b"HTTP/1.1 ")

    def test_are_asked_for_where_a_client_wants_to_be_asked(self, usual):
        with usual.connect() as client:
            client.sendall(ECHO + b"Expect: 100-continue\r\nContent-Length: 3\r\n\r\n")
            assert client.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
            client.sendall(b"abc")
            assert echoed(read_all(client))["size"] == 3

    def test_that_are_too_long_are_not_asked_for(self, usual):
        answer = usual.ask(ECHO + b"Expect: 100-continue\r\nContent-Length: 60000000\r\n\r\n")
        assert echoed(answer)["length"] == "60000000"


class TestHeads:
    def test_are_read_as_wsgi_has_them(self, usual):
        sent = (
            b"POST /ech%6f?a=%41 HTTP/1.1\r\nHost: toy\r\nconnection: close\r\nX-Forwarded-For: 10.0.0.1\r\n"
            b"X_Forwarded_Proto: https\r\nX-Forwarded-For: 10.0.0.2\r\nCookie: a=1\r\nCookie: b=2\r\n\r\n"
        )
        found = echoed(usual.ask(sent))
        assert found["address"] == ["/echo", "a=%41", "127.0.0.1"]
        assert found["HTTP_X_FORWARDED_FOR"] == "10.0.0.1,10.0.0.2"
        assert found["HTTP_COOKIE"] == "a=1; b=2"
        assert "HTTP_X_FORWARDED_PROTO" not in found

    def test_of_a_whole_address_count_by_its_path(self, usual):
        assert body_of(usual.ask(b"GET http://toy/echo?q HTTP/1.1\r\nHost: toy\r\nConnection: close\r\n\r\n"))

    @pytest.mark.parametrize(
        "sent",
        [
            b"\x16\x03\x01\x02\x00",
            b"FOO / HTTP/1.1\r\n\r\n",
            b"GET / HTTP/1.1\nHost: a\n\n",
            b"GET / HTTP/3.7\r\n\r\n",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            b"GET /\r\n\r\n",
            b"CONNECT toy:1 HTTP/1.1\r\nHost: toy\r\n\r\n",
            b"GET /echo HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
            b"GET /echo HTTP/1.1\r\nA : b\r\n\r\n",
            b"GET /echo HTTP/1.1\r\nA\0: b\r\n\r\n",
            b"GET /echo HTTP/1.1\r\nA: b\r\n c\r\n\r\n",
            b"GET a HTTP/1.1\r\nHost: a\r\n\r\n",
            b"POST /echo HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc",
            b"POST /echo HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
            b"POST /echo HTTP/1.1\r\nContent-Length: -3\r\n\r\n",
            b"POST /echo HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n",
            b"POST /echo HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n",
            b"POST /echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        ],
    )
    def test_that_are_none_are_refused(self, usual, sent):
        answer = usual.ask(sent)
        assert answer.startswith(b"HTTP/1.1 400 ")
        assert answer.count(b"HTTP/1.1") == 1
        assert b" 200 OK" in usual.get("/hello")

    def test_that_do_not_end_are_refused(self, served):
        site = served(limits={"head_bytes": 10_000})
        answer = site.ask(b"GET /echo HTTP/1.1\r\nX: " + b"x" * 10_000)
        assert answer.startswith(b"HTTP/1.1 431 ")

    def test_that_would_rather_speak_another_language_are_answered_in_http(self, usual):
        sent = b"GET /hello HTTP/1.1\r\nHost: toy\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n"
        assert body_of(usual.ask(sent)).startswith(b"hello")


class TestConnections:
    def test_take_one_request_after_the_other(self, usual):
        get = b"GET /short HTTP/1.1\r\nHost: toy\r\n\r\n"
        with usual.connect() as client:
            for _ in range(3):
                client.sendall(get)
                assert read_until(client, b"0\r\n\r\n").endswith(b"\r\n\r\n3\r\nabc\r\n0\r\n\r\n")

    def test_answer_in_order_what_was_sent_ahead(self, usual):
        get = b"GET /%s HTTP/1.1\r\nHost: toy\r\n\r\n"
        last = b"GET /none HTTP/1.1\r\nHost: toy\r\nConnection: close\r\n\r\n"
        post = b"POST /echo HTTP/1.1\r\nHost: toy\r\nContent-Length: 3\r\n\r\nabc"
        answer = usual.ask(get % b"hello" + post + get % b"nothing" + get % b"short" + last)
        statuses = [part[:3] for part in answer.split(b"HTTP/1.1 ")[1:]]
        assert statuses == [b"200", b"200", b"204", b"200", b"404"]

    def test_that_send_far_too_many_ahead_are_cut(self, usual):
        with usual.connect() as client, suppress(ConnectionError):
            client.sendall(b"GET /wait?x HTTP/1.1\r\nHost: toy\r\n\r\n" * 500)
            assert read_all(client) == b""
        (usual.folder / "go").touch()
        assert b" 200 OK" in usual.get("/hello")

    def test_of_older_clients_end_with_the_answer(self, usual):
        answer = usual.ask(b"GET /short HTTP/1.0\r\n\r\n")
        assert b"connection: close" in answer
        assert answer.endswith(b"\r\n\r\nabc")

    def test_that_ask_for_a_head_get_no_body(self, usual):
        answer = usual.ask(b"HEAD /hello HTTP/1.1\r\nHost: toy\r\nConnection: close\r\n\r\n")
        assert b"content-length: " in answer
        assert answer.endswith(b"\r\n\r\n")

    def test_with_a_wrong_address_among_what_was_sent_ahead_are_refused_there(self, usual):
        get = b"GET %s HTTP/1.1\r\nHost: toy\r\n\r\n"
        answer = usual.ask(get % b"/hello" + b"CONNECT toy:1 HTTP/1.1\r\nHost: toy\r\n\r\n")
        assert [part[:3] for part in answer.split(b"HTTP/1.1 ")[1:]] == [b"200", b"400"]

    def test_that_have_said_all_are_still_answered(self, usual):
        with usual.connect() as client:
            client.sendall(b"GET /hello HTTP/1.1\r\nHost: toy\r\n\r\n")
            client.shutdown(1)
            assert b"hello" in read_all(client)

    def test_that_are_lost_leave_the_body_to_the_thread(self, served):
        site = served()
        with site.connect() as client:
            client.sendall(ECHO.replace(b"/echo", b"/read-later") + b"Content-Length: 900\r\n\r\n" + b"x" * 900)
            wait_until(lambda: site.has("waiting-reader"))
        wait_until(site.is_answering)
        (site.folder / "go").touch()
        assert wait_until(lambda: site.has("read") and (site.folder / "read").read_text()) == "900"
        assert "Traceback" not in site.log.read_text()

    def test_that_are_lost_give_their_room_back(self, served):
        site = served(limits={"in_memory": 1000, "on_disk": 5_000_000})
        for _ in range(10):
            with site.connect() as client:
                client.sendall(ECHO + b"Content-Length: 3000000\r\n\r\n" + b"x" * 2_900_000)
        body = b"x" * 3_000_000
        wait_until(lambda: b" 200 OK" in site.ask(ECHO + b"Content-Length: 3000000\r\n\r\n" + body))


def read_until(client, end):
    received = b""
    while not received.endswith(end):
        received += client.recv(1 << 16)
    return received


class TestBrokenApplications:
    def test_are_an_answer_and_a_traceback(self, usual):
        assert usual.get("/broken").startswith(b"HTTP/1.1 500 ")
        wait_until(lambda: "a toy that breaks" in usual.log.read_text())
        assert b" 200 OK" in usual.get("/hello")

    def test_cost_no_thread_where_the_client_has_gone(self, served):
        site = served(threads=1)
        with site.connect() as client:
            client.sendall(b"POST /wait-and-break?gone HTTP/1.1\r\nHost: toy\r\n\r\n")
            wait_until(lambda: site.has("waiting-gone"))
            # Its end is a reset: without one it might still read.
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        for _ in range(3):
            assert b" 200 OK" in site.get("/alive")
        (site.folder / "go").touch()
        assert b" 200 OK" in site.get("/hello")

    def test_show_older_clients_no_part_of_an_answer(self, usual):
        """They could not tell it from the whole."""
        assert usual.ask(b"GET /broken-later HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 500 ")

    def test_in_the_middle_of_an_answer_show_that_it_is_not_whole(self, usual):
        with suppress(ConnectionResetError):
            assert not usual.get("/broken-later").endswith(b"0\r\n\r\n")
        assert b" 200 OK" in usual.get("/hello")
