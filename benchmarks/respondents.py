"""Whole respondents: the page, as browsers ask for it, and some seconds later its answer. Two revisions in turn."""

import re
import selectors
import sys
import tempfile
import time
import zlib
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import dev
from benchmarks.databases import DATABASES, Database
from benchmarks.filled_form import body_of, filled
from benchmarks.load import TIMEOUT_SECONDS, LoadConnection, connected, request
from benchmarks.revision import checked_out
from benchmarks.rounds import CLIENTS, FloorComparison
from benchmarks.server import Server, running, site_environment

PROMISED = 2.0
# A page that is answered sooner is taken for a robot's; whole seconds count.
FILLING_SECONDS = 4.5
LINK = re.compile(rb'href="(/q/[^"/]+/)')


@dataclass
class MeasuredSite:
    """One revision at work. `pages` are open, and have not been answered yet."""

    server: Server
    database: Database
    path: str
    answers: list[tuple[str, str]]
    pages: deque[tuple[float, bytes]] = field(default_factory=deque)
    stored: int = 0

    def get(self) -> bytes:
        return request("GET", self.path, gzip=True)

    def keep(self, received: bytes) -> None:
        self.pages.append((time.monotonic(), body_of(page_of(received), self.answers)))

    def next_answer(self) -> bytes:
        return request("POST", self.path, self.pages.popleft()[1], gzip=True)

    def has_been_filled_in(self) -> bool:
        return bool(self.pages) and time.monotonic() - self.pages[0][0] >= FILLING_SECONDS


def page_of(received: bytes) -> bytes:
    head, _, body = received.partition(b"\r\n\r\n")
    if int(head[9:12]) != 200:
        raise SystemExit(f"the page was refused: {head[:200].decode(errors='replace')}")
    is_packed = re.search(rb"content-encoding: *gzip", head, re.IGNORECASE)
    return zlib.decompress(body, wbits=31) if is_packed else body


def ask(server: Server, path: str) -> bytes:
    with connected(server.address, 1) as (connection,), selectors.DefaultSelector() as selector:
        connection.send(request("GET", path))
        selector.register(connection.socket, selectors.EVENT_READ)
        while selector.select(TIMEOUT_SECONDS):
            if connection.is_answered():
                return page_of(connection.received)
    raise TimeoutError(path)


@contextmanager
def site_of(root: Path, folder: Path, database: Database, database_url: str) -> Iterator[MeasuredSite]:
    """The revision in `root`, with its state in `folder`, and the questionnaire of its home page."""
    with running(site_environment(folder, database_url), root) as server:
        link = LINK.search(ask(server, "/"))
        if link is None:
            raise SystemExit("the home page leads to no questionnaire")
        path = link[1].decode()
        yield MeasuredSite(server, database, path, filled(ask(server, path).decode()))


def respond(connection: LoadConnection, site: MeasuredSite, *, is_answering: bool) -> None:
    """What came: a page is kept, of an answer only the status matters."""
    if not is_answering:
        site.keep(connection.received)
    elif connection.status != 200:
        raise SystemExit(f"an answer was refused: {connection.received[:300].decode(errors='replace')}")


def run(site: MeasuredSite, connections: list[LoadConnection], requests: Iterator[tuple[bytes, bool]]) -> None:
    """Each connection with one request on its way; `requests` says of each whether it is an answer."""
    under_way: dict[LoadConnection, bool] = {}
    with selectors.DefaultSelector() as selector:
        for connection, (first, is_answer) in zip(connections, requests, strict=False):
            connection.send(first)
            under_way[connection] = is_answer
            selector.register(connection.socket, selectors.EVENT_READ, connection)
        while under_way:
            ready = selector.select(TIMEOUT_SECONDS)
            if not ready:
                raise TimeoutError("the server does not answer")
            for key, _ in ready:
                connection = key.data
                if not connection.is_answered():
                    continue
                respond(connection, site, is_answering=under_way.pop(connection))
                if following := next(requests, None):
                    connection.send(following[0])
                    under_way[connection] = following[1]
                else:
                    selector.unregister(connection.socket)


def pages(site: MeasuredSite, count: int) -> Iterator[tuple[bytes, bool]]:
    for _ in range(count):
        yield site.get(), False


def opened_pages(site: MeasuredSite) -> Iterator[tuple[bytes, bool]]:
    """Pages alone, until the first of them has been filled in."""
    while not site.has_been_filled_in():
        yield site.get(), False


def whole_respondents(site: MeasuredSite, seconds: float) -> Iterator[tuple[bytes, bool]]:
    """A page and the answer to an earlier one, in turn."""
    began = time.perf_counter()
    while time.perf_counter() - began < seconds and site.has_been_filled_in():
        yield site.get(), False
        yield site.next_answer(), True
        site.stored += 1


def answers(site: MeasuredSite, count: int) -> Iterator[tuple[bytes, bool]]:
    """To pages that are open."""
    for _ in range(count):
        yield site.next_answer(), True


def rate(site: MeasuredSite, seconds: float) -> float:
    """Respondents a second; all of them are stored, and none is taken for a robot."""
    with connected(site.server.address, CLIENTS) as connections:
        site.pages.clear()
        run(site, connections, opened_pages(site))
        before, stored, began = count_accepted(site.database), site.stored, time.perf_counter()
        run(site, connections, whole_respondents(site, seconds))
        passed = time.perf_counter() - began
    sent, accepted = site.stored - stored, count_accepted(site.database) - before
    if sent != accepted:
        raise SystemExit(f"{sent} answers were sent, and {accepted} were accepted")
    return sent / passed


def count_accepted(database: Database) -> int:
    return database.count_returnees("state = 'accepted'")


def open_site(stack: ExitStack, root: Path, kind: str) -> MeasuredSite:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="guichao-bench-")))
    database = stack.enter_context(DATABASES[kind](folder))
    return stack.enter_context(site_of(root, folder, database, database.url))


def measure_respondents(kind: str, against: str, *, is_quick: bool) -> FloorComparison:
    rounds, seconds = (3, 2) if is_quick else (7, 4)
    rates: tuple[list[float], list[float]] = ([], [])
    with ExitStack() as stack:
        old = stack.enter_context(checked_out(against))
        sites = [open_site(stack, root, kind) for root in (dev.ROOT, old)]
        for _ in range(rounds + 1):
            for site, measured in zip(sites, rates, strict=True):
                measured.append(rate(site, seconds))
                print(f"{measured[-1]:.0f} respondents a second", file=sys.stderr, flush=True)
    # The first round is for warming up.
    new, old_rates = ([*measured[1:]] for measured in rates)
    name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[kind]
    return FloorComparison(name, f"whole respondents, {CLIENTS} clients", new, against, old_rates, PROMISED)
