"""Desk, board, statistics and the page before an export over a full campaign, against the same over a small one."""

from contextlib import ExitStack

from benchmarks.lists import FilledSite, filled
from benchmarks.overview_worker import COUNTED_PAGES, PAGES, UNCACHED
from benchmarks.rounds import FloorComparison

WORKER = "benchmarks.overview_worker"
# Records, and activities.
SMALL, FULL_SIZE, QUICK_SIZE = 10_000, 1_000_000, 200_000
# As everybody is shown the pages: what goes through many rows is counted once in a minute.
PROMISED = {"postgresql": 1 / 3, "sqlite": 1 / 6}
ROUNDS, UNCACHED_ROUNDS = 9, 3


def measure_overview(kind: str, *, is_quick: bool) -> list[FloorComparison]:
    size = QUICK_SIZE if is_quick else FULL_SIZE
    with ExitStack() as stack:
        small, full = (stack.enter_context(filled(kind, WORKER, asked)) for asked in (SMALL, size))
        served = [compare(kind, page, small, full, size) for page in PAGES]
        uncached = [compare(kind, page, small, full, size, is_uncached=True) for page in COUNTED_PAGES]
    return served + uncached


def compare(
    kind: str, page: str, small: FilledSite, full: FilledSite, size: int, *, is_uncached: bool = False
) -> FloorComparison:
    """`is_uncached`: as whoever asks first in a minute is served, of which nothing is promised."""
    asked, rounds = (f"{UNCACHED}{page}", UNCACHED_ROUNDS) if is_uncached else (page, ROUNDS)
    for site in (small, full):
        site.ask(page)
    pairs = [(small.ask(page), full.ask(asked)) for _ in range(rounds)]
    floors, rates = ([1000 / milliseconds for milliseconds in side] for side in zip(*pairs, strict=True))
    promised = None if is_uncached else PROMISED[kind]
    return FloorComparison(kind, f"{asked} ({size:,})", rates, f"{SMALL:,} rows", floors, promised)
