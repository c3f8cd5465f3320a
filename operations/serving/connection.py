"""One connection: it takes a request whole before a thread is asked, and sends the answer as the client takes it."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from typing import Protocol

import httptools

from operations.serving.answers import Answer, Room, plain_answer
from operations.serving.requests import UNKNOWN_LENGTH, BadRequest, Request
from operations.serving.spool import Body

logger = logging.getLogger("serving")
# Requests that a client sent without waiting for the answers.
MOST_AHEAD = 100
# Seconds and bytes for which a refused client may go on sending, so that it reads the answer.
LINGER_SECONDS, LINGER_BYTES = 3, 1024 * 1024
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
BAD_REQUEST = (400, "请求的格式不对。")
LONG_HEAD = (431, "请求的地址或首部太长。")
LATE_BODY = (408, "请求没有在规定的时间内传完，请检查网络后再试。")
NO_ROOM = (503, "服务器暂时没有空间接收，请稍后再试。")
TOO_BUSY = (503, "服务器正忙，请稍后再试。")


class Host(Room, Protocol):
    """What a connection needs of its worker."""

    least_body_limit: int
    body_limit: Callable[[str], int]
    base_environ: dict
    is_stopping: bool
    now: Callable[[], float]

    def add(self, connection: "Connection") -> None: ...

    def remove(self, connection: "Connection") -> None: ...

    def submit(self, answer: Answer) -> bool: ...

    def note_full_disk(self, error: OSError) -> None: ...


class Connection(asyncio.Protocol):
    def __init__(self, worker: Host):
        self.worker, self.limits = worker, worker.limits
        self.parser = httptools.HttpRequestParser(self)
        self.transport: asyncio.Transport
        self.peer = ""
        # What arrives, what waits for the answer before, and what is being answered.
        self.arriving: Request | None = None
        self.waiting: deque[Request] = deque()
        self.answer: Answer | None = None
        self.body: Body | None = None
        # Bytes that came while an answer was on its way.
        self.ahead: list[bytes] = []
        self.head_size = 0
        self.is_head_done = self.is_paused = self.is_last = False
        self.is_ending = self.is_lingering = self.has_said_all = self.is_lost = False
        # When the present state began, and the bytes that it began with.
        self.since = worker.now()
        self.given = 0

    # What asyncio calls.

    def connection_made(self, transport):
        self.transport = transport
        peer = transport.get_extra_info("peername")
        self.peer = peer[0] if isinstance(peer, tuple) else ""
        self.worker.add(self)

    def connection_lost(self, error):
        self.worker.remove(self)
        self.is_ending = self.is_lost = True
        for request in (*self.waiting, *([self.arriving] if self.arriving else [])):
            request.body.close()
        self.waiting.clear()
        self.arriving = None
        if self.answer:
            # Its body is closed when the thread has done with it.
            self.answer.drop()
            self.send()

    def data_received(self, data):
        if self.is_lingering:
            self.given += len(data)
            if self.given > LINGER_BYTES:
                self.transport.abort()
        elif self.answer:
            self.ahead.append(data)
            self.transport.pause_reading()
        elif not self.is_ending:
            self.feed(data)

    def eof_received(self):
        """Some clients send all they have to send, and still read."""
        self.has_said_all = self.is_last = True
        return bool(self.answer) and not self.is_lingering

    def pause_writing(self):
        self.is_paused = True
        self.since, self.given = self.worker.now(), self.unsent()

    def resume_writing(self):
        self.is_paused = False
        if self.answer:
            self.send()

    # What the parser calls.

    def feed(self, data: bytes) -> None:
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            # The request is whole, and answered in HTTP; what follows is in another language.
            self.is_last = True
            if not self.answer and not self.waiting:
                self.refuse(BAD_REQUEST)
        except httptools.HttpParserError as error:
            if isinstance(error, httptools.HttpParserCallbackError) and not isinstance(error.__context__, BadRequest):
                logger.exception("a request was refused for an error of ours")
            self.is_last = True
            # What came whole before is answered first.
            if not self.answer:
                self.refuse(BAD_REQUEST)
        if self.arriving and not self.is_head_done:
            self.head_size += len(data)
            if self.head_size > self.limits.head_bytes:
                self.refuse(LONG_HEAD)

    def on_message_begin(self):
        now = self.worker.now()
        self.arriving = Request(Body(self.worker.disk, self.limits.in_memory), now)
        self.is_head_done, self.head_size = False, 0
        if not self.answer:
            self.since = now

    def on_url(self, url: bytes):
        self.arriving.url += url

    def on_header(self, name: bytes, value: bytes):
        self.arriving.add_header(name, value)

    def on_headers_complete(self):
        request = self.arriving
        self.is_head_done = True
        request.method, request.version = self.parser.get_method().decode(), self.parser.get_http_version()
        request.keeps_alive = self.parser.should_keep_alive()
        length = request.length
        if length == 0:
            return
        request.body_began = self.worker.now()
        self.since = request.body_began if not self.answer else self.since
        request.limit = self.worker.least_body_limit
        if length > request.limit or length == UNKNOWN_LENGTH:
            request.limit = self.worker.body_limit(request.split_url()[0])
        if length > request.limit:
            request.is_too_long = True
        if request.expects_continue and request.version == "1.1":
            self.invite(request)

    def invite(self, request: Request) -> None:
        """Some clients ask before they send a body."""
        if request.is_too_long:
            self.is_last = True
            self.take_whole(request)
        elif not self.answer:
            self.transport.write(CONTINUE)

    def on_body(self, piece: bytes):
        request = self.arriving
        if request is None:
            return
        request.received += len(piece)
        if not request.is_too_long and request.received > request.limit:
            request.is_too_long = True
            request.body.close()
            request.body = Body(self.worker.disk, self.limits.in_memory)
        if request.is_too_long:
            if request.received > self.limits.discarded:
                self.is_last = True
                self.take_whole(request)
            return
        try:
            request.body.append(piece)
        except OSError as error:
            self.worker.note_full_disk(error)
            self.refuse(NO_ROOM)

    def on_message_complete(self):
        if self.arriving:
            self.take_whole(self.arriving)

    # From a whole request to its answer.

    def take_whole(self, request: Request) -> None:
        self.arriving = None
        if self.is_ending:
            request.body.close()
            return
        self.waiting.append(request)
        if len(self.waiting) > MOST_AHEAD:
            self.transport.abort()
        elif not self.answer:
            self.begin_next()

    def begin_next(self) -> None:
        request = self.waiting.popleft()
        try:
            environ = request.environ(self.worker.base_environ, self.peer)
        except BadRequest:
            request.body.close()
            self.refuse(BAD_REQUEST)
            return
        self.body = request.body
        keeps_alive = request.keeps_alive and not self.is_over() and not self.worker.is_stopping
        self.answer = Answer(environ, self.worker, keeps_alive=keeps_alive, notify=self.notify_from_thread)
        if not self.worker.submit(self.answer):
            self.drop_exchange()
            self.refuse(TOO_BUSY)

    def notify_from_thread(self) -> None:
        self.worker.call_from_thread(self.send)

    def send(self) -> None:
        answer = self.answer
        if answer is None:
            return
        answer.is_notified = False
        if self.is_lost:
            if answer.is_complete:
                self.drop_exchange()
            return
        while not self.is_paused:
            is_complete = answer.is_complete
            if piece := answer.take():
                self.transport.write(piece)
            elif is_complete:
                self.finish(answer)
                return
            else:
                return

    def finish(self, answer: Answer) -> None:
        self.drop_exchange()
        if answer.is_broken:
            self.transport.abort()
        elif not answer.keeps_alive or self.is_over() or self.worker.is_stopping:
            self.end()
        else:
            self.since = self.worker.now()
            self.go_on()

    def is_over(self) -> bool:
        """Whether nothing further will be answered here."""
        return self.is_last and not self.waiting

    def drop_exchange(self) -> None:
        if self.body:
            self.body.close()
        self.answer = self.body = None

    def go_on(self) -> None:
        """With what came meanwhile."""
        if self.waiting:
            self.begin_next()
        if self.ahead and not self.answer:
            data, self.ahead = b"".join(self.ahead), []
            self.transport.resume_reading()
            self.feed(data)

    # The end of a connection.

    def refuse(self, said: tuple[int, str]) -> None:
        if self.is_ending:
            return
        if self.answer:
            # Between the bytes of another answer it would be none.
            self.transport.abort()
            return
        if self.arriving:
            self.arriving.body.close()
            self.arriving = None
        self.transport.write(plain_answer(*said))
        self.end()

    def end(self) -> None:
        """Closed at once, a connection with unread bytes would lose the answer on its way."""
        self.is_ending = self.is_lingering = True
        self.since, self.given = self.worker.now(), 0
        self.ahead.clear()
        if self.has_said_all:
            self.transport.close()
            return
        self.transport.resume_reading()
        self.transport.write_eof()

    def is_idle(self) -> bool:
        return not (self.answer or self.waiting or self.arriving)

    def is_receiving(self) -> bool:
        return self.arriving is not None and not self.answer

    def find_lateness(self, now: float) -> str:
        """What this client is too late with; empty where it is not."""
        limits, passed = self.limits, now - self.since
        if self.is_lingering:
            is_late = passed > LINGER_SECONDS + self.unsent() / limits.send_pace
            return "closing" if is_late else ""
        if self.answer:
            # While the application works and nothing waits for the client, there is no time limit.
            taken = self.given - self.unsent()
            is_late = self.is_paused and passed > limits.send_seconds + taken / limits.send_pace
            return "reading" if is_late else ""
        if not self.arriving:
            is_late = passed > limits.idle_seconds + self.unsent() / limits.send_pace
            return "idle" if is_late else ""
        if not self.is_head_done:
            return "head" if passed > limits.head_seconds else ""
        is_late = passed > limits.body_seconds + self.arriving.received / limits.body_pace
        return "body" if is_late else ""

    def stood_still(self, now: float) -> float:
        """Seconds since the client took something of what waits for it on the disk; 0 where nothing does."""
        return now - self.since if self.is_paused and self.answer and self.answer.queue.file else 0

    def unsent(self) -> int:
        return self.transport.get_write_buffer_size()

    def cut(self, lateness: str) -> None:
        if lateness == "body":
            self.refuse(LATE_BODY)
        else:
            self.transport.abort()
