"""A thread's side of an answer: it runs the application and puts what comes out into a queue, for the loop to send."""

import logging
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from email.utils import formatdate
from functools import lru_cache
from threading import Event
from typing import Protocol

from operations.serving.limits import Limits
from operations.serving.spool import Disk, Queue

logger = logging.getLogger("serving")
CHANGING_NOTHING = ("GET", "HEAD")
WITHOUT_BODY = ("204", "304")
# Bytes that are handed to the loop at once.
FULL = 64 * 1024
# Between two looks whether there is room again.
LOOK_SECONDS = 0.05


class Room(Protocol):
    """What an answer needs of its worker."""

    limits: Limits
    disk: Disk

    def call_from_thread(self, function: Callable[[], None]) -> object: ...

    def make_room(self) -> None: ...


class ClientGone(Exception):
    """Nobody is there any more, or takes what waits."""


class Answer:
    """Of one request. `notify` asks the loop to send what waits; it may be called from any thread."""

    def __init__(self, environ: dict, worker: Room, *, keeps_alive: bool, notify: Callable[[], None]):
        self.environ, self.worker, self.notify = environ, worker, notify
        self.is_http_11 = environ["SERVER_PROTOCOL"] == "HTTP/1.1"
        self.keeps_alive = keeps_alive and self.is_http_11
        self.queue = Queue(worker.disk, worker.limits.in_memory)
        self.is_begun = self.is_complete = self.is_broken = self.is_gone = self.is_notified = False
        self.emptied = Event()

    def run(self, application: Callable) -> None:
        try:
            if not (self.is_gone and self.environ["REQUEST_METHOD"] in CHANGING_NOTHING):
                self.send(application)
        except ClientGone:
            self.is_broken = True
        except Exception:
            logger.exception("the application raised instead of answering")
            self.is_broken = self.is_begun
            if not self.is_begun:
                self.keeps_alive = False
                self.put(plain_answer(500, "服务器出错了，请稍后再试。"))
        self.is_complete = True
        self.wake()

    def send(self, application: Callable) -> None:
        said: list = []

        def start_response(status, headers, exc_info=None):
            said[:] = [status, headers]

        pieces = application(self.environ, start_response)
        try:
            self.send_pieces(*said, pieces)
        finally:
            if hasattr(pieces, "close"):
                pieces.close()

    def send_pieces(self, status: str, headers: list[tuple[str, str]], pieces: Iterable[bytes]) -> None:
        has_body = self.environ["REQUEST_METHOD"] != "HEAD" and status[:3] not in WITHOUT_BODY
        length = next((int(value) for name, value in headers if name.lower() == "content-length"), None)
        is_chunked = has_body and length is None and self.is_http_11
        self.keeps_alive = self.keeps_alive and (is_chunked or length is not None or not has_body)
        waiting, size, sent = [self.head(status, headers, is_chunked)], 0, 0
        for piece in pieces if has_body else ():
            waiting += framed(piece) if is_chunked and piece else (piece,)
            size, sent = size + len(piece), sent + len(piece)
            if size >= FULL:
                self.put(b"".join(waiting))
                self.wake()
                waiting, size = [], 0
        if is_chunked:
            waiting.append(b"0\r\n\r\n")
        self.put(b"".join(waiting))
        # What was announced and did not come would be waited for.
        self.is_broken = has_body and length not in (None, sent)

    def head(self, status: str, headers: list[tuple[str, str]], is_chunked: bool) -> bytes:
        lines = [f"HTTP/1.1 {status}", f"Date: {http_date(int(time.time()))}"]
        lines += [f"{name}: {value}" for name, value in headers]
        if is_chunked:
            lines.append("Transfer-Encoding: chunked")
        if not self.keeps_alive:
            lines.append("Connection: close")
        return "\r\n".join([*lines, "", ""]).encode("latin-1")

    def put(self, data: bytes) -> None:
        if self.is_gone:
            raise ClientGone
        self.is_begun = True
        try:
            self.queue.append(data)
        except OSError as error:
            self.await_room(data, error)

    def await_room(self, data: bytes, error: OSError) -> None:
        """Where the disk has no more room, a thread waits a little, after all: for this client, or for a slower one."""
        deadline = time.monotonic() + self.worker.limits.room_seconds
        while time.monotonic() < deadline:
            self.emptied.clear()
            self.wake()
            self.worker.call_from_thread(self.worker.make_room)
            self.emptied.wait(LOOK_SECONDS)
            if self.is_gone:
                raise ClientGone
            with suppress(OSError):
                self.queue.append(data)
                return
        logger.error("an answer was cut off: no room for what a slow client has not taken (%s)", error.strerror)
        raise ClientGone

    def wake(self) -> None:
        if not self.is_notified:
            self.is_notified = True
            self.notify()

    def take(self) -> bytes:
        """For the loop."""
        piece = self.queue.take()
        if not piece:
            self.emptied.set()
        return piece

    def drop(self) -> None:
        """For the loop, when the client has gone."""
        self.is_gone = True
        self.queue.close()
        self.emptied.set()


def framed(piece: bytes) -> tuple[bytes, bytes, bytes]:
    return b"%x\r\n" % len(piece), piece, b"\r\n"


def plain_answer(status: int, sentence: str) -> bytes:
    """What the server says itself, before the application is asked or where it cannot be."""
    body = f"{sentence}\n".encode()
    lines = [f"HTTP/1.1 {status} {REASONS[status]}", f"Date: {http_date(int(time.time()))}"]
    lines += ["Content-Type: text/plain; charset=utf-8", f"Content-Length: {len(body)}", "Connection: close"]
    lines += ["Cache-Control: no-store", "X-Content-Type-Options: nosniff", *(["Retry-After: 10"] * (status == 503))]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


REASONS = {
    400: "Bad Request",
    408: "Request Timeout",
    431: "Request Header Fields Too Large",
    500: "Internal Server Error",
    503: "Service Unavailable",
}


@lru_cache(maxsize=2)
def http_date(second: int) -> str:
    return formatdate(second, usegmt=True)
