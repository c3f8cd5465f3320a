"""The rounds: floor and page in turn, so that each pair meets the same weather on a machine shared with others."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median, quantiles

from benchmarks.databases import Database
from benchmarks.floor import Floor
from benchmarks.load import LoadConnection, Tally, connected, drive
from benchmarks.server import Server

PROMISED_GET = 0.5
# At one client and at many.
PROMISED_POST = {"SQLite": (0.3, 0.35), "PostgreSQL": (0.35, 0.6)}
CLIENTS = 16
# Requests, so that each worker has made the page and opened what it needs.
WARM_UP = 20 * CLIENTS


@dataclass(frozen=True)
class Plan:
    rounds: int
    # Of each round of requests and of each floor.
    seconds: float
    # At most so many per round.
    posts: int
    # That every worker has seen before the rounds, and that none has seen before its round.
    entrances: int
    unseen_entrances: int

    @property
    def answer_count(self) -> int:
        return WARM_UP + 2 * self.rounds * self.posts


@dataclass
class Requests:
    """One kind of request over all its rounds."""

    rates: list[float] = field(default_factory=list)
    # Of one core, used by the client.
    client_shares: list[float] = field(default_factory=list)
    # CPU time of the server per request.
    server_ms: list[float] = field(default_factory=list)
    # Seconds of each.
    waits: list[float] = field(default_factory=list)
    count: int = 0
    response_bytes: int = 0

    @property
    def longest_of_99(self) -> float:
        """Of a hundred, one takes longer."""
        return quantiles(self.waits, n=100)[-1]

    def run(
        self, server: Server, connections: list[LoadConnection], requests: Iterator[bytes], seconds: float
    ) -> Tally:
        before = server.cpu_seconds()
        tally = drive(connections, requests, seconds)
        if set(tally.statuses) != {200}:
            raise SystemExit(f"not every status was 200: {dict(tally.statuses)}")
        self.server_ms.append((server.cpu_seconds() - before) / tally.count * 1000)
        self.rates.append(tally.rate)
        self.client_shares.append(tally.client_seconds / tally.seconds)
        self.waits += tally.waits
        self.count += tally.count
        self.response_bytes = tally.response_bytes
        return tally


@dataclass(frozen=True)
class FloorComparison:
    database: str
    name: str
    rates: list[float]
    floor_name: str
    floors: list[float]
    promised: float | None = None

    @property
    def ratios(self) -> list[float]:
        return [rate / floor for rate, floor in zip(self.rates, self.floors, strict=True)]

    @property
    def ratio(self) -> float:
        """The median of the pairs, not the quotient of two medians: a pair was measured side by side."""
        return median(self.ratios)

    @property
    def is_missed(self) -> bool:
        return self.promised is not None and self.ratio < self.promised


@dataclass(frozen=True)
class Limit:
    """Bytes that may be used."""

    database: str
    name: str
    measured: float
    at_most: float

    @property
    def is_missed(self) -> bool:
        return self.measured > self.at_most


@dataclass(frozen=True)
class Posts:
    floor: Floor
    floors: list[float] = field(default_factory=list)
    at_one: Requests = field(default_factory=Requests)
    at_many: Requests = field(default_factory=Requests)

    @property
    def count(self) -> int:
        return self.at_one.count + self.at_many.count

    def comparisons(self, database: str) -> list[FloorComparison]:
        kinds = (("POST, 1 client", self.at_one), (f"POST, {CLIENTS} clients", self.at_many))
        return [
            FloorComparison(database, name, series.rates, self.floor.name, self.floors, promised)
            for (name, series), promised in zip(kinds, PROMISED_POST[database], strict=True)
        ]


def post_rounds(server: Server, database: Database, floor: Floor, requests: Iterator[bytes], plan: Plan) -> Posts:
    """Verify that every accepted answer is stored exactly once."""
    posts = Posts(floor)
    with connected(server.address, CLIENTS) as connections:
        drive(connections, itertools.islice(requests, WARM_UP), plan.seconds)
        for _ in range(plan.rounds):
            posts.floors.append(floor.rate(plan.seconds))
            for series, used in ((posts.at_one, connections[:1]), (posts.at_many, connections)):
                before = database.count_returnees()
                tally = series.run(server, used, itertools.islice(requests, plan.posts), plan.seconds)
                stored = database.count_returnees() - before
                if stored != tally.count:
                    raise SystemExit(f"{tally.count} answers were accepted, but {stored} were stored")
    return posts
