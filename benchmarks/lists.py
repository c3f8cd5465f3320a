"""The staff's pages over a small campaign and over a full one, in turn."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import dev
from benchmarks.databases import DATABASES, Database
from benchmarks.lists_worker import DESK, staff_pages, tree_pages
from benchmarks.rounds import FloorComparison
from benchmarks.server import site_environment

WORKER = "benchmarks.lists_worker"
# Returnees, activities, and audit events.
SMALL, FULL_SIZE, QUICK_SIZE = (1_000,) * 3, (1_000_000, 200_000, 1_000_000), (100_000, 20_000, 100_000)
# Of the lists: the desk counts everything, and is measured without a promise.
PROMISED = 1 / 3
ROUNDS = 9


class FilledSite:
    """One filled site in a process of its own."""

    def __init__(self, process: subprocess.Popen):
        self.process = process

    def ask(self, page: str) -> float:
        self.process.stdin.write(f"{page}\n")
        self.process.stdin.flush()
        return float(self.read())

    def read(self) -> str:
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("a filled site ended by itself, see above")
        return line


@contextmanager
def prepared(kind: str) -> Iterator[tuple[Database, dict[str, str]]]:
    """An empty site on a fixed day: its database and its environment."""
    with tempfile.TemporaryDirectory(prefix="guichao-bench-") as name, DATABASES[kind](Path(name)) as database:
        env = site_environment(Path(name), database.url) | {"GUICHAO_TODAY": "2020-02-14", "LOG_LEVEL": "ERROR"}
        subprocess.run(
            [sys.executable, "manage.py", "set_up"], cwd=dev.ROOT, env=env, check=True, stdout=subprocess.DEVNULL
        )
        collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
        subprocess.run(collect, cwd=dev.ROOT, env=env, check=True)
        yield database, env


@contextmanager
def filled(kind: str, worker: str, *sizes: int) -> Iterator[FilledSite]:
    with prepared(kind) as (_, env):
        command = [sys.executable, "-m", worker, *map(str, sizes)]
        process = subprocess.Popen(
            command, cwd=dev.ROOT, env=env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        try:
            site = FilledSite(process)
            site.read()
            yield site
        finally:
            process.stdin.close()
            process.wait(30)


def measure_lists(kind: str, *, is_quick: bool, committee_count: int = 0) -> list[FloorComparison]:
    """With `committee_count`, the full site has a tree of as many, and what shows the tree is asked for too."""
    size = QUICK_SIZE if is_quick else FULL_SIZE
    pages = [*staff_pages(), *(tree_pages() if committee_count else ())]
    with ExitStack() as stack:
        sizes = SMALL, (*size, committee_count)
        small, full = (stack.enter_context(filled(kind, WORKER, *asked)) for asked in sizes)
        return [compare(kind, page, small, full, size) for page in pages]


def compare(kind: str, page: str, small: FilledSite, full: FilledSite, size: tuple[int, ...]) -> FloorComparison:
    for site in (small, full):
        site.ask(page)
    pairs = [(small.ask(page), full.ask(page)) for _ in range(ROUNDS)]
    rates = [1000 / milliseconds for _, milliseconds in pairs]
    floors = [1000 / milliseconds for milliseconds, _ in pairs]
    promised = None if page == DESK else PROMISED
    return FloorComparison(kind, f"{page} ({size[0]:,})", rates, f"{SMALL[0]:,} rows", floors, promised)
