"""The client: keep-alive connections in one thread, each with one request on its way at a time."""

import re
import selectors
import socket
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

TIMEOUT_SECONDS = 20
CHUNK = 1 << 18
CONTENT_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)

Address = tuple[str, int]


@dataclass
class Tally:
    """What one round of requests came to."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: float = 0
    # CPU time of the client itself.
    client_seconds: float = 0
    # Size of the last response, head included.
    response_bytes: int = 0
    # Seconds of each request.
    waits: list[float] = field(default_factory=list)

    @property
    def count(self) -> int:
        return self.statuses.total()

    @property
    def rate(self) -> float:
        return self.count / self.seconds


def request(method: str, path: str, body: bytes = b"", *, gzip: bool = False) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    if gzip:
        lines.append("Accept-Encoding: gzip")
    if body:
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


class LoadConnection:
    def __init__(self, address: Address):
        self.socket = socket.create_connection(address, TIMEOUT_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""
        self.length = 0
        self.sent_at = 0.0

    def send(self, request: bytes) -> None:
        self.received, self.length, self.sent_at = b"", 0, time.perf_counter()
        self.socket.sendall(request)

    def is_answered(self) -> bool:
        """Read what has arrived; return whether the response is complete."""
        chunk = self.socket.recv(CHUNK)
        if not chunk:
            raise ConnectionError("the server closed a connection")
        self.received += chunk
        self.length = self.length or response_length(self.received)
        return 0 < self.length <= len(self.received)

    @property
    def status(self) -> int:
        return int(self.received[9:12])

    @property
    def body(self) -> bytes:
        return self.received.partition(b"\r\n\r\n")[2]


def response_length(received: bytes) -> int:
    """Bytes of the whole response; 0 while its head is not complete."""
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return 0
    found = CONTENT_LENGTH.search(received, 0, end)
    if not found:
        raise ValueError("a response without Content-Length")
    return end + 4 + int(found[1])


@contextmanager
def connected(address: Address, count: int) -> Iterator[list[LoadConnection]]:
    with ExitStack() as stack:
        connections = [LoadConnection(address) for _ in range(count)]
        for connection in connections:
            stack.enter_context(connection.socket)
        yield connections


def drive(connections: Sequence[LoadConnection], requests: Iterator[bytes], seconds: float) -> Tally:
    tally = Tally()
    began, client_began = time.perf_counter(), time.process_time()
    with selectors.DefaultSelector() as selector:
        for connection, first in zip(connections, requests, strict=False):
            connection.send(first)
            selector.register(connection.socket, selectors.EVENT_READ, connection)
        while selector.get_map():
            ready = selector.select(TIMEOUT_SECONDS)
            if not ready:
                raise TimeoutError("the server does not answer")
            for key, _ in ready:
                connection = key.data
                if not connection.is_answered():
                    continue
                tally.statuses[connection.status] += 1
                tally.waits.append(time.perf_counter() - connection.sent_at)
                following = next(requests, None) if time.perf_counter() - began < seconds else None
                if following is None:
                    selector.unregister(connection.socket)
                    tally.response_bytes = connection.length
                else:
                    connection.send(following)
    tally.seconds = time.perf_counter() - began
    tally.client_seconds = time.process_time() - client_began
    return tally
