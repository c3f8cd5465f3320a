"""A thread's side of an answer: it runs the application and puts what comes out into a queue, for the loop to send."""

import logging
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from threading import Event
from typing import Protocol

from operations.serving.limits import Limits
from operations.serving.spool import Body, Disk, Queue

logger = logging.getLogger("serving")
CHANGING_NOTHING = ("GET", "HEAD")
WITHOUT_BODY = ("204", "304")
BROKEN = ("500 Internal Server Error", "服务器出错了，请稍后再试。")
# Bytes that are handed to the loop at once.
FULL = 64 * 1024
# Between two looks whether there is room again.
LOOK_SECONDS = 0.05
Headers = list[tuple[str, str]]


class Room(Protocol):
    """What an answer needs of its worker."""

    limits: Limits
    disk: Disk

    def call_from_thread(self, function: Callable[[], None]) -> object: ...

    def make_room(self) -> None: ...


class ClientGone(Exception):
    """Nobody is there any more, or takes what waits."""


class Answer:
    """Of one request. `notify` asks the loop to send what waits; it runs in the loop."""

    def __init__(self, environ: dict, body: Body, worker: Room, notify: Callable[[], None]):
        self.environ, self.body, self.worker, self.notify = environ, body, worker, notify
        self.queue = Queue(worker.disk, worker.limits.in_memory)
        self.status, self.size = "", 0
        self.headers: Headers = []
        # HTTP/1.0 knows no pieces: what the application has no length for is sent when it is whole.
        self.needs_length = False
        self.is_begun = self.is_complete = self.is_broken = self.is_gone = False
        self.emptied = Event()

    def run(self, application: Callable) -> None:
        """Whoever calls it wakes the loop afterwards."""
        try:
            if not (self.is_gone and self.environ["REQUEST_METHOD"] in CHANGING_NOTHING):
                self.send(application)
        except ClientGone:
            self.is_broken = True
        except Exception:
            logger.exception("the application raised instead of answering")
            self.is_broken = self.is_begun
            if not self.is_begun:
                self.apologise()
        self.body.close()
        self.is_complete = True

    def apologise(self) -> None:
        self.needs_length = False
        self.status, sentence = BROKEN
        self.headers, body = plain_text(sentence)
        # A thread outlives a client that has gone.
        with suppress(ClientGone):
            self.put(body)

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

    def send_pieces(self, status: str, headers: Headers, pieces: Iterable[bytes]) -> None:
        self.status, self.headers = status, headers
        if status[:3] in WITHOUT_BODY:
            self.headers = [pair for pair in headers if pair[0].lower() != "content-length"]
        elif self.environ["REQUEST_METHOD"] != "HEAD":
            is_old = self.environ["SERVER_PROTOCOL"] == "HTTP/1.0"
            self.needs_length = is_old and not any(name.lower() == "content-length" for name, _ in headers)
            waiting, size = list[bytes](), 0
            for piece in pieces:
                waiting.append(piece)
                size += len(piece)
                if size >= FULL:
                    self.put(b"".join(waiting))
                    self.wake()
                    waiting, size = [], 0
            self.put(b"".join(waiting))

    def put(self, data: bytes) -> None:
        if self.is_gone:
            raise ClientGone
        self.is_begun = True
        self.size += len(data)
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
        self.worker.call_from_thread(self.notify)

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
        self.notify()


def plain_text(sentence: str) -> tuple[Headers, bytes]:
    """What the server says itself where the application is not asked or fails; the connection ends with it."""
    body = f"{sentence}\n".encode()
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))]
    return [
        *headers,
        ("Connection", "close"),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
    ], body
