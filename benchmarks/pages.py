"""The questionnaire's page against "hello", and among many entrances against itself at one."""

import itertools
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from benchmarks.load import LoadConnection, connected, drive, request
from benchmarks.rounds import CLIENTS, PROMISED_GET, WARM_UP, FloorComparison, Plan, Requests
from benchmarks.server import Server

PROMISED_GZIP, PROMISED_AMONG_MANY = 0.9, 0.9
# Of the same run: other servers keep as few entrances for sure.
SOME = 1_000
# A little longer than the openings wait.
SUSTAINED_SECONDS = 6
# Seconds in which every worker may see every entrance.
SWEEP_SECONDS = 240


@dataclass(frozen=True)
class Gets:
    hello: Requests = field(default_factory=Requests)
    hello_gzip: Requests = field(default_factory=Requests)
    page: Requests = field(default_factory=Requests)
    gzip: Requests = field(default_factory=Requests)
    # As long as it takes until the openings are written, which cost the more the more entrances they are of.
    one: Requests = field(default_factory=Requests)
    some: Requests = field(default_factory=Requests)
    many: Requests = field(default_factory=Requests)
    # Visits to entrances that no worker has seen, each in turn with as many to one.
    first: Requests = field(default_factory=Requests)
    beside_first: Requests = field(default_factory=Requests)
    # Entrances, and the bytes of each process once the workers have seen as many.
    memory: dict[int, dict[int, int]] = field(default_factory=dict)

    def memory_of_worker(self) -> dict[int, int]:
        """Of the one that grew most; nothing where processes cannot be looked at."""
        first, *_, last = self.memory.values()
        if not last:
            return {}
        grown = max(last, key=lambda pid: last[pid] - first[pid])
        return {count: sizes[grown] for count, sizes in self.memory.items()}

    def comparisons(self, database: str) -> list[FloorComparison]:
        def compare(name, series, floor_name, floor, promised=None):
            return FloorComparison(database, name, series.rates, floor_name, floor.rates, promised)

        many = f"{max(self.memory):,} entrances"
        return [
            compare("GET, not compressed", self.page, "hello", self.hello, PROMISED_GET),
            compare("GET, gzip", self.gzip, "hello, gzip", self.hello_gzip, PROMISED_GZIP),
            compare(f"GET, gzip, {SOME:,} entrances", self.some, "one entrance", self.one, PROMISED_AMONG_MANY),
            compare(f"GET, gzip, {many}", self.many, "one entrance", self.one, PROMISED_AMONG_MANY),
            compare("GET, gzip, first visits", self.first, "one entrance", self.beside_first),
        ]


def get_rounds(server: Server, path: str, others: list[str], plan: Plan) -> Gets:
    """All but the last of the `others` are seen by every worker before the rounds; those are visited first after."""
    seen, unseen = others[: plan.entrances], others[plan.entrances :]
    gets, page = Gets(), itertools.repeat(request("GET", path, gzip=True))
    some, many = (random_visits(seen[:count]) for count in (SOME, len(seen)))
    kinds = [
        (gets.hello, itertools.repeat(request("GET", "/hello"))),
        (gets.hello_gzip, itertools.repeat(request("GET", "/hello", gzip=True))),
        (gets.page, itertools.repeat(request("GET", path))),
        (gets.gzip, page),
    ]
    for count, paths in ((1, [path]), (SOME, seen[:SOME]), (len(seen), seen)):
        visit_all(server, paths)
        gets.memory[count] = server.memory()
    # Not before: the server closes what was idle meanwhile.
    with connected(server.address, CLIENTS) as connections:
        for _, requests in kinds:
            drive(connections, itertools.islice(requests, WARM_UP), plan.seconds)
        for _ in range(plan.rounds):
            for series, requests in kinds:
                series.run(server, connections, requests, plan.seconds)
        for _ in range(plan.rounds // 2 + 1):
            for series, requests in ((gets.one, page), (gets.some, some), (gets.many, many)):
                series.run(server, connections, requests, SUSTAINED_SECONDS)
        first = iter([request("GET", other, gzip=True) for other in unseen])
        for _ in range(plan.rounds):
            run_first_visits(gets, server, connections, first, len(unseen) // plan.rounds, page, plan)
    return gets


def run_first_visits(
    gets: Gets,
    server: Server,
    connections: list[LoadConnection],
    first: Iterator[bytes],
    count: int,
    page: Iterator[bytes],
    plan: Plan,
) -> None:
    gets.first.run(server, connections, itertools.islice(first, count), plan.seconds)
    gets.beside_first.run(server, connections, itertools.islice(page, count), plan.seconds)


def random_visits(paths: list[str]) -> Iterator[bytes]:
    requests = [request("GET", path, gzip=True) for path in paths]
    chosen = random.Random(21)
    while True:
        yield chosen.choice(requests)


def visit_all(server: Server, paths: list[str]) -> None:
    def visit(connection: LoadConnection) -> None:
        requests = (request("GET", path, gzip=True) for path in paths)
        tally = drive([connection], requests, SWEEP_SECONDS)
        if tally.statuses != {200: len(paths)}:
            raise SystemExit(f"not every entrance was seen: {dict(tally.statuses)} of {len(paths)}")

    with connected(server.address, CLIENTS) as connections:
        visitors = one_to_each_worker(connections)
        with ThreadPoolExecutor(len(visitors)) as threads:
            list(threads.map(visit, visitors))


def one_to_each_worker(connections: list[LoadConnection]) -> list[LoadConnection]:
    """Of connections that were opened at the same moment, one worker may have more than its share."""
    drive(connections, itertools.repeat(request("GET", "/worker")), 0)
    return list({connection.body: connection for connection in connections}.values())
