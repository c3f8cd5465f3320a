"""Acts that write their event, by sixteen threads at once, beside the chain of the first version, which had a lock."""

from benchmarks.lists import FilledSite, filled
from benchmarks.rounds import FloorComparison

WORKER = "benchmarks.audit_worker"
# As the server: several processes, each with its threads.
PROCESSES, THREADS = 2, 8
# On PostgreSQL; SQLite writes one transaction after another.
PROMISED = {"postgresql": 8.0, "sqlite": None}
ROUNDS, QUICK_ROUNDS = 7, 3
SECONDS = 2


def measure_audit(kind: str, *, is_quick: bool) -> list[FloorComparison]:
    with filled(kind, WORKER, PROCESSES, THREADS) as site:
        for way in ("sealed", "chained"):
            measure(site, way)
        pairs = [
            (measure(site, "sealed"), measure(site, "chained")) for _ in range(QUICK_ROUNDS if is_quick else ROUNDS)
        ]
    name = f"acts with their event, {PROCESSES * THREADS} threads"
    rates, floors = [new for new, _ in pairs], [old for _, old in pairs]
    return [FloorComparison(kind, name, rates, "locked chain", floors, PROMISED[kind])]


def measure(site: FilledSite, way: str) -> float:
    """Acts per second."""
    return site.ask(f"{way} {SECONDS}") / SECONDS
