"""The numbers of Annex 2 over a full log, against a sequential count of its table; and how many queries pages take."""

from contextlib import ExitStack

from benchmarks.annex2_worker import COUNT, MEASURES, PAGES
from benchmarks.lists import FilledSite, filled
from benchmarks.rounds import FloorComparison

WORKER = "benchmarks.annex2_worker"
SMALL, FULL_SIZE, QUICK_SIZE = 1_000, 1_000_000, 100_000
# At most so many times the count; on PostgreSQL, where an index covers what is summed.
PROMISED = {"numbers": 1 / 6, "table": 1 / 10}
ROUNDS = 15
# Statements by which a page of many rows caches what it counted (reports/counting/cached_counts.py).
STORING = 3


def measure_annex2(kind: str, *, is_quick: bool) -> tuple[list[FloorComparison], list[str], bool]:
    size = QUICK_SIZE if is_quick else FULL_SIZE
    with ExitStack() as stack:
        small, full = (stack.enter_context(filled(kind, WORKER, asked)) for asked in (SMALL, size))
        comparisons = [compare(kind, name, full, size) for name in MEASURES if name != COUNT]
        queries = {page: (int(small.ask(page)), int(full.ask(page))) for page in PAGES}
    counts = "; ".join(f"{page} {few} and {many}" for page, (few, many) in queries.items())
    note = f"{kind}: queries over {SMALL:,} and over {size:,} activities: {counts}"
    return comparisons, [note], any(many > few + STORING for few, many in queries.values())


def compare(kind: str, name: str, site: FilledSite, size: int) -> FloorComparison:
    for measure in (name, COUNT):
        site.ask(measure)
    pairs = [(site.ask(name), site.ask(COUNT)) for _ in range(ROUNDS)]
    rates, floors = ([1000 / milliseconds for milliseconds in side] for side in zip(*pairs, strict=True))
    promised = PROMISED.get(name) if kind == "postgresql" else None
    return FloorComparison(kind, f"{name} of Annex 2 ({size:,})", rates, "sequential count", floors, promised)
