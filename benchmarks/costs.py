"""What one answer costs PostgreSQL: round trips, entries of indexes, bytes of the log. Of this revision and another."""

import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import dev
from benchmarks.databases import Database, postgresql
from benchmarks.load import connected
from benchmarks.relay import Relay, relayed
from benchmarks.respondents import FILLING_SECONDS, answers, pages, run, site_of
from benchmarks.revision import checked_out

# The first ones fill the pages that a checkpoint has left clean: each would be written whole at its first change.
FIRST, COUNTED = 400, 1000
INDEXES = """
    SELECT indrelid::regclass::text, coalesce(pg_get_expr(indpred, indrelid), 'true')
    FROM pg_index JOIN pg_class ON pg_class.oid = indrelid
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""


class Costs(NamedTuple):
    round_trips: float
    index_entries: float
    log_bytes: float

    def since(self, before: "Costs", count: int) -> "Costs":
        """Of each of `count` answers."""
        return Costs(*((now - then) / count for now, then in zip(self, before, strict=True)))


def costs_so_far(database: Database, relay: Relay) -> Costs:
    with closing(database.connect()) as connection:
        cursor = connection.cursor()
        cursor.execute("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')")
        log_bytes = float(cursor.fetchone()[0])
        return Costs(relay.round_trips, count_index_entries(cursor), log_bytes)


def count_index_entries(cursor: Any) -> int:
    """Of the rows that there are: as many as each index has a place for."""
    cursor.execute(INDEXES)
    counts = " UNION ALL ".join(f"SELECT count(*) FROM {table} WHERE {condition}" for table, condition in cursor)
    cursor.execute(f"SELECT sum(count) FROM ({counts}) AS counts")
    return int(cursor.fetchone()[0])


def measure_costs(root: Path) -> Costs:
    """By one client, with the looks of the site that happen meanwhile."""
    with (
        TemporaryDirectory(prefix="guichao-bench-") as folder,
        postgresql(Path(folder)) as database,
        relayed(database.url) as relay,
        site_of(root, Path(folder), database, relay.url) as site,
        connected(site.server.address, 1) as connections,
    ):
        run(site, connections, pages(site, FIRST + COUNTED))
        time.sleep(FILLING_SECONDS)
        run(site, connections, answers(site, FIRST))
        before = costs_so_far(database, relay)
        run(site, connections, answers(site, COUNTED))
        return costs_so_far(database, relay).since(before, COUNTED)


def answer_costs_table(costs: dict[str, Costs]) -> str:
    head = f"{'an answer on PostgreSQL':30}{'round trips':>14}{'index entries':>16}{'bytes of WAL':>14}"
    lines = [
        f"{name:30}{one.round_trips:14.1f}{one.index_entries:16.1f}{one.log_bytes:14,.0f}"
        for name, one in costs.items()
    ]
    return "\n".join([head, "-" * len(head), *lines])


def costs_beside(against: str) -> dict[str, Costs]:
    """Of this revision and of the other."""
    with checked_out(against) as old:
        return {"this revision": measure_costs(dev.ROOT), against: measure_costs(old)}
