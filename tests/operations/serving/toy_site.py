"""A site of a few lines behind the real server, started with the numbers of socket and lifeline, and settings."""

import hashlib
import json
import os
import socket
import sys
import time
from pathlib import Path

from operations.serving.bridge import Site
from operations.serving.limits import Limits
from operations.serving.supervisor import Supervisor

PLAIN = ("Content-Type", "text/plain")
PIECE = bytes(64 * 1024)
LONG = 64


class Toy:
    def __init__(self, folder: Path):
        self.folder = folder

    def __call__(self, environ, start_response):
        view = getattr(self, environ["PATH_INFO"].strip("/").replace("-", "_") or "hello", None)
        status, body = view(environ) if view else ("404 Not Found", [b""])
        headers = [PLAIN] if not isinstance(body, list) else [PLAIN, ("Content-Length", str(sum(map(len, body))))]
        start_response(status, headers)
        return body

    def hello(self, environ):
        return "200 OK", [b"hello ", str(os.getpid()).encode()]

    alive = hello

    def echo(self, environ):
        body = environ["wsgi.input"].read()
        said = {"length": environ.get("CONTENT_LENGTH"), "size": len(body), "digest": hashlib.sha256(body).hexdigest()}
        said |= {name: value for name, value in environ.items() if name.startswith("HTTP_")}
        said["address"] = [environ["PATH_INFO"], environ["QUERY_STRING"], environ["REMOTE_ADDR"]]
        return "200 OK", [json.dumps(said).encode()]

    def long(self, environ):
        return "200 OK", self.pieces(environ["QUERY_STRING"] or "one")

    def pieces(self, name):
        """4 MB. Files say how it went, for the test to see."""
        (self.folder / f"{name}-begun").touch()
        try:
            for _ in range(LONG):
                yield PIECE
            (self.folder / f"{name}-whole").touch()
        finally:
            (self.folder / f"{name}-closed").touch()

    def wait(self, environ):
        """Until the test says so."""
        waiting = self.folder / f"waiting-{environ['QUERY_STRING']}"
        waiting.with_suffix(".new").write_text(str(os.getpid()))
        waiting.with_suffix(".new").rename(waiting)
        while not (self.folder / "go").exists():
            time.sleep(0.01)
        return self.hello(environ)

    def read_later(self, environ):
        self.wait(environ | {"QUERY_STRING": "reader"})
        read = self.folder / "read.new"
        read.write_text(str(len(environ["wsgi.input"].read())))
        read.rename(self.folder / "read")
        return self.hello(environ)

    def short(self, environ):
        return "200 OK", iter([b"a", b"", b"bc"])

    def broken(self, environ):
        raise ValueError("a toy that breaks")

    def broken_later(self, environ):
        def pieces():
            yield PIECE
            raise ValueError("a toy that breaks later")

        return "200 OK", pieces()

    def wait_and_break(self, environ):
        self.wait(environ)
        raise ValueError("a toy that breaks when nobody waits any more")

    def nothing(self, environ):
        return "204 No Content", []


def main(listener: int, lifeline: int, given: str) -> None:
    settings = json.loads(given)
    folder = Path(settings["folder"])
    toy = Toy(folder)
    if settings.get("dies"):
        # As an application does that takes its process along.
        toy = lambda environ, start_response: os._exit(3)  # noqa: E731
    (folder / "spool").mkdir(exist_ok=True)
    site = Site(
        application=toy,
        folder=folder / "spool",
        least_body_limit=1000,
        body_limit=lambda path: 50_000_000 if path == "/echo" else 1000,
        thread_count=settings.get("threads", 2),
        prompt_paths=frozenset({"/alive"}),
        at_end=(folder / "ended").touch,
        limits=Limits(**settings.get("limits", {})),
    )
    opened = socket.socket(fileno=listener)
    opened.listen(1024)
    opened.setblocking(False)
    Supervisor(site, opened, settings.get("workers", 1), before_fork=lambda: None).run(lifeline)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
