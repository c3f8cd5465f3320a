"""A connection as uvicorn has it, with the bounds that uvicorn leaves to a gateway."""

from typing import Protocol

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from operations.serving.answers import Answer
from operations.serving.limits import Limits
from operations.serving.spool import Body

# Requests that a client sent without waiting for the answers.
MOST_AHEAD = 100
# Seconds for which a closed connection may go on taking what was sent, beside those of its pace.
CLOSING_SECONDS = 3
LONG_HEAD = b"HTTP/1.1 431 Request Header Fields Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Host(Protocol):
    limits: Limits

    def add(self, connection: "BoundedProtocol") -> None: ...

    def remove(self, connection: "BoundedProtocol") -> None: ...


class BodyOnItsWay(Protocol):
    """What is asked of it here."""

    body: Body
    began: float
    received: int
    is_waiting: bool


class BoundedProtocol(HttpToolsProtocol):
    """Its application is the bridge."""

    app: Host
    # Of the request that the bridge has given to a thread.
    answer: Answer | None = None
    # Of the body that the bridge is receiving.
    arriving: "BodyOnItsWay | None" = None
    is_in_head = is_refused = is_closing = has_body_come = False
    head_size = 0
    # When the present state began, and the bytes that it began with.
    since = given = 0.0

    def connection_made(self, transport):
        super().connection_made(transport)
        self.since = self.loop.time()
        self.app.add(self)

    def connection_lost(self, exc):
        super().connection_lost(exc)
        self.app.remove(self)
        if self.answer:
            self.answer.drop()

    def data_received(self, data):
        self.has_body_come = False
        super().data_received(data)
        if self.is_in_head or self.is_beside_body():
            self.head_size += len(data)
            if self.head_size > self.app.limits.head_bytes and not self.transport.is_closing():
                self.refuse_head()

    def is_beside_body(self) -> bool:
        """Extensions of chunks, or trailers: nothing of what just came was of the body that is expected."""
        return self.cycle is not None and self.cycle.more_body and not self.has_body_come

    def on_body(self, body):
        self.has_body_come = True
        self.head_size = 0
        super().on_body(body)

    def on_header(self, name, value):
        # A trailer of a chunked body is no header: the gateway has said nothing of it.
        if self.is_in_head:
            super().on_header(name, value)

    def refuse_head(self) -> None:
        if self.is_answering():
            # Between the bytes of another answer it would be none.
            self.transport.abort()
        else:
            self.transport.write(LONG_HEAD)
            self.transport.close()

    def eof_received(self):
        """Some clients send all they have to send, and still read."""
        if self.is_answering() and not self.cycle.more_body:
            self.cycle.keep_alive = False
            return True
        return None

    def on_message_begin(self):
        super().on_message_begin()
        self.scope["extensions"] = {"connection": self}
        self.is_in_head, self.head_size = True, 0
        if not self.is_answering():
            self.since = self.loop.time()

    def on_headers_complete(self):
        super().on_headers_complete()
        self.is_in_head = False
        if self.parser.should_upgrade():
            # It is answered in HTTP; what follows is in another language.
            self.cycle.keep_alive = False
        if len(self.pipeline) > MOST_AHEAD:
            self.transport.abort()

    def send_400_response(self, msg):
        self.is_in_head = False
        if self.is_answering() and not self.cycle.more_body:
            # What came whole before is answered first.
            self.is_refused = True
            self.flow.pause_reading()
        else:
            super().send_400_response(msg)

    def on_response_complete(self):
        self.since = self.loop.time()
        super().on_response_complete()
        if self.is_refused and not self.is_answering() and not self.transport.is_closing():
            super().send_400_response("Invalid HTTP request received.")

    def pause_writing(self):
        super().pause_writing()
        self.since, self.given = self.loop.time(), self.unsent()

    def shutdown(self):
        super().shutdown()
        if self.is_answering() and self.cycle.more_body:
            self.loop.call_later(self.app.limits.receive_seconds_at_stop, self.give_up_receiving)

    def give_up_receiving(self) -> None:
        if self.cycle.more_body:
            self.transport.abort()

    def is_answering(self) -> bool:
        """A request is being received or answered."""
        return self.cycle is not None and not self.cycle.response_complete

    def unsent(self) -> int:
        return self.transport.get_write_buffer_size()

    def find_lateness(self, now: float) -> str:
        """What this client is too late with; empty where it is not. Bodies have their time in the bridge."""
        limits, passed = self.app.limits, now - self.since
        if self.transport.is_closing():
            if not self.is_closing:
                self.is_closing, self.since = True, now
                return ""
            return "closing" if passed > CLOSING_SECONDS + self.unsent() / limits.send_pace else ""
        if self.is_answering():
            # While the application works and nothing waits for the client, there is no time limit.
            taken = self.given - self.unsent()
            is_late = self.flow.write_paused and passed > limits.send_seconds + taken / limits.send_pace
            return "reading" if is_late else ""
        if self.is_in_head:
            return "head" if passed > limits.head_seconds else ""
        return "idle" if passed > limits.idle_seconds + self.unsent() / limits.send_pace else ""

    def stood_still(self, now: float) -> float:
        """Seconds since the client took something of what waits for it on the disk, or by which its body that waits
        there is behind the pace of bodies; 0 where nothing does."""
        if self.answer:
            return now - self.since if self.flow.write_paused and self.answer.queue.file else 0
        if not self.is_on_disk():
            return 0
        return now - self.arriving.began - self.arriving.received / self.app.limits.body_pace

    def is_on_disk(self) -> bool:
        """Something of it is, that may be given up or come to its end."""
        if self.answer:
            return self.answer.queue.file is not None
        return self.arriving is not None and self.arriving.body.file is not None and not self.arriving.is_waiting
