"""Between a site and PostgreSQL, to count round trips: how often the server has said that it is ready again."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import parse_qs, urlsplit, urlunsplit

CHUNK = 1 << 16
PORT = 5432


class Relay:
    def __init__(self, server_url: str):
        self.server_url = server_url
        self.round_trips = 0
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        """Of the same database, by way of here; without encryption, for it is read along."""
        parts = urlsplit(self.server_url)
        who = f"{parts.netloc.rpartition('@')[0]}@" if "@" in parts.netloc else ""
        netloc = f"{who}127.0.0.1:{self._listener.getsockname()[1]}"
        return urlunsplit((parts.scheme, netloc, parts.path, "sslmode=disable&gssencmode=disable", ""))

    def _accept(self) -> None:
        with suppress(OSError):  # closed
            while True:
                client, _ = self._listener.accept()
                server = connect(self.server_url)
                for act in (self._pass_on, self._pass_back):
                    threading.Thread(target=act, args=(client, server), daemon=True).start()

    def _pass_on(self, client: socket.socket, server: socket.socket) -> None:
        for data in pieces(client):
            server.sendall(data)
        end(server)

    def _pass_back(self, client: socket.socket, server: socket.socket) -> None:
        waiting = b""
        for data in pieces(server):
            waiting, ready = count_ready(waiting + data)
            with self._lock:
                self.round_trips += ready
            client.sendall(data)
        end(client)

    def close(self) -> None:
        self._listener.close()


@contextmanager
def relayed(server_url: str) -> Iterator[Relay]:
    relay = Relay(server_url)
    try:
        yield relay
    finally:
        relay.close()


def connect(url: str) -> socket.socket:
    parts = urlsplit(url)
    folder = parse_qs(parts.query).get("host", [""])[0]
    if folder.startswith("/"):
        server = socket.socket(socket.AF_UNIX)
        server.connect(f"{folder}/.s.PGSQL.{parts.port or PORT}")
        return server
    return socket.create_connection((parts.hostname or "127.0.0.1", parts.port or PORT))


def pieces(source: socket.socket) -> Iterator[bytes]:
    with suppress(OSError):
        while data := source.recv(CHUNK):
            yield data


def end(target: socket.socket) -> None:
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def count_ready(received: bytes) -> tuple[bytes, int]:
    """What is left of a message that has not come whole, and how many were ReadyForQuery.

    Each begins with a letter and its length, which does not count the letter.
    https://www.postgresql.org/docs/current/protocol-message-formats.html
    """
    place = ready = 0
    while place + 5 <= len(received):
        length = 1 + int.from_bytes(received[place + 1 : place + 5], "big")
        if place + length > len(received):
            break
        ready += received[place : place + 1] == b"Z"
        place += length
    return received[place:], ready
