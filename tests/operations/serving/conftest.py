import json
import os
import resource
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
# For a loaded machine; nothing waits as long when all is well.
PATIENCE = 60


@pytest.fixture(scope="session", autouse=True)
def many_files():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(4096, hard)), hard))


def wait_until(condition, patience=PATIENCE):
    deadline = time.monotonic() + patience
    while not (found := condition()):
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)
    return found


class Served:
    """A running server; its socket is ours too, so that it can be started again at the same address."""

    def __init__(self, folder, settings):
        self.folder, self.settings = folder, settings | {"folder": str(folder)}
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = self.listener.getsockname()
        self.log = folder / "log"
        self.start()

    def start(self):
        self.lifeline, self.our_end = os.pipe()
        numbers = (self.listener.fileno(), self.lifeline)
        command = [sys.executable, "-m", "tests.operations.serving.toy_site", *map(str, numbers)]
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [*command, json.dumps(self.settings)], cwd=ROOT, pass_fds=numbers, stderr=log, start_new_session=True
            )

    def connect(self, window=None):
        """With a small window, what is not read waits at the server, and not in the system."""
        client = socket.socket()
        client.settimeout(PATIENCE)
        if window:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        client.connect(self.address)
        return client

    def ask(self, sent):
        """The whole answer to bytes that end with `Connection: close`, or that end a connection otherwise."""
        with self.connect() as client:
            client.sendall(sent)
            return read_all(client)

    def get(self, path, **headers):
        lines = [f"GET {path} HTTP/1.1", "Host: toy", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return self.ask("\r\n".join([*lines, "", ""]).encode())

    def worker(self):
        """The process that answers."""
        return int(self.get("/hello").rpartition(b" ")[2])

    def is_answering(self):
        """Also while nobody listens, or whoever had accepted is killed."""
        try:
            return b" 200 OK" in self.get("/hello")
        except OSError:
            return False

    def has(self, name):
        return (self.folder / name).exists()

    def close(self):
        self.process.kill()
        self.process.wait()
        os.close(self.our_end)
        os.close(self.lifeline)
        self.listener.close()


def read_all(client):
    received = b""
    while piece := client.recv(1 << 16):
        received += piece
    return received


@pytest.fixture(scope="module")
def usual(tmp_path_factory):
    """One server for all tests of a module that change nothing about it."""
    started = Served(tmp_path_factory.mktemp("usual"), {})
    yield started
    started.close()


@pytest.fixture
def served(tmp_path):
    """Starts a server with these settings; it has answered once."""
    with ExitStack() as stack:

        def start(**settings):
            started = Served(tmp_path, settings)
            stack.callback(started.close)
            if not settings.get("dies"):
                assert started.is_answering()
            return started

        yield start
