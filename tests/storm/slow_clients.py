"""Clients that take their time: bodies that trickle or never come, half heads, slow readers, silent connections."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

Address = tuple[str, int]
BODY = b"name=%E4%B9%8C%E4%BA%91&phone=139"


@dataclass(frozen=True)
class Kind:
    """What a client sends at once, and what it does at every tick."""

    first: bytes
    ticking: bytes = b""
    read_size: int = 0


def posting(path: str, length: int) -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/x-www-form-urlencoded"]
    return "\r\n".join([*lines, f"Content-Length: {length}", "", ""]).encode()


def getting(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()


def kinds(posted: str, read: str, length: int = 5000) -> dict[str, Kind]:
    """`posted` takes a form; `read` is the address of a long answer."""
    return {
        "trickling body": Kind(posting(posted, length) + BODY, ticking=b"x"),
        "silent body": Kind(posting(posted, length)),
        "half head": Kind(getting(posted)[:-2], ticking=b"x"),
        "slow reader": Kind(getting(read), read_size=1024),
        "idle": Kind(b""),
    }


class SlowClient:
    def __init__(self, address: Address, kind: Kind):
        self.kind = kind
        # A small window, so that the answer cannot wait in the system instead of at the server.
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.socket.settimeout(20)
        self.socket.connect(address)
        self.socket.sendall(kind.first)
        self.socket.setblocking(False)

    def tick(self) -> None:
        with suppress(OSError):
            if self.kind.ticking:
                self.socket.send(self.kind.ticking)
            if self.kind.read_size:
                self.socket.recv(self.kind.read_size)

    def is_cut_off(self) -> bool:
        """Whether the server has closed it. What it answered before is thrown away."""
        try:
            while self.socket.recv(65536):
                pass
        except BlockingIOError:
            return False
        except OSError:
            return True
        return True


class Crowd:
    """All of them. They go on by themselves, one tick at a time, until it is closed."""

    def __init__(self, address: Address, kind: Kind, count: int, seconds: float):
        self.clients = [SlowClient(address, kind) for _ in range(count)]
        self.seconds = seconds
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self.go_on, daemon=True)
        self.thread.start()

    def go_on(self) -> None:
        while not self.is_over.wait(self.seconds):
            for client in self.clients:
                client.tick()

    def close(self) -> None:
        self.is_over.set()
        self.thread.join()
        for client in self.clients:
            client.socket.close()


@contextmanager
def crowd(address: Address, kind: Kind, count: int, *, seconds: float = 1.0) -> Iterator[Crowd]:
    """`count` clients of this kind, each of which does something every so many seconds."""
    made = Crowd(address, kind, count, seconds)
    try:
        yield made
    finally:
        made.close()
