"""All records out: against django-import-export's export of the same columns, and a million of them against COPY."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import dev
from benchmarks.databases import DATABASES
from benchmarks.rounds import FloorComparison, Limit
from benchmarks.server import site_environment

# Rows of which both make a file, and rows that are in the table.
COMPARED, ALL, QUICK_COMPARED, QUICK_ALL = 100_000, 1_000_000, 30_000, 50_000
# Rows of which each cell of both files is compared.
CELLS_COMPARED = 300
ROUNDS = 3
PROMISED_SPEED, PROMISED_SHARE_OF_MEMORY, PROMISED_PEAK = 25, 1 / 8, 120 * 10**6
# What hands over the same columns fastest, and the part of its speed that is promised. SQLite has no COPY.
FLOORS = {"postgresql": ("COPY", 1 / 12), "sqlite": ("SELECT into csv", None)}


class FilledTable:
    """A filled table, of which files are made in processes of their own."""

    def __init__(self, folder: str, database_url: str):
        self.folder = folder
        self.env = site_environment(Path(folder), database_url) | {"LOG_LEVEL": "ERROR"}
        self.run(["manage.py", "set_up"])

    def run(self, command: list[str]) -> str:
        command = [sys.executable, *command]
        return subprocess.run(command, cwd=dev.ROOT, env=self.env, check=True, text=True, stdout=subprocess.PIPE).stdout

    def work(self, what: str, row_count: int) -> str:
        return self.run(["-m", "benchmarks.export_worker", what, str(row_count), self.folder])

    def export(self, writer: str, row_count: int) -> dict:
        return json.loads(self.work(writer, row_count))


def measure_exports(kind: str, *, is_quick: bool) -> tuple[list[FloorComparison], list[Limit], list[str]]:
    compared, everything = (QUICK_COMPARED, QUICK_ALL) if is_quick else (COMPARED, ALL)
    with tempfile.TemporaryDirectory(prefix="guichao-bench-") as folder, DATABASES[kind](Path(folder)) as database:
        table = FilledTable(folder, database.url)
        table.work("fill", everything)
        if different := json.loads(table.work("compare", CELLS_COMPARED)):
            raise SystemExit(f"the two files differ in {different} cells: they are not to be compared")
        ours = [table.export("ours", compared) for _ in range(ROUNDS)]
        library = [table.export("library", compared)] * ROUNDS
        pairs = [(table.export("ours", everything), table.export("floor", everything)) for _ in range(ROUNDS)]
    whole, floor = zip(*pairs, strict=True)
    name, promised = FLOORS[kind]
    comparisons = [
        compare(kind, compared, ours, "django-import-export", library, PROMISED_SPEED),
        compare(kind, everything, whole, name, floor, promised),
    ]
    note = (
        f"{kind}: {compared:,} rows in {describe(ours)}, django-import-export {library[0]['seconds']:.0f} s; "
        f"{everything:,} rows in {describe(whole)}, {name} {describe(floor)}"
    )
    return comparisons, memory_limits(kind, ours, library[0], whole, everything), [note]


def compare(kind, row_count, ours, name, floor, promised) -> FloorComparison:
    rates, floors = ([row_count / one["seconds"] for one in side] for side in (ours, floor))
    return FloorComparison(kind, f"export of {row_count:,} rows", rates, name, floors, promised)


def describe(files) -> str:
    return f"{median(one['seconds'] for one in files):.1f} s and {files[0]['size'] / 2**20:.0f} MiB"


def memory_limits(kind, ours, library, whole, row_count) -> list[Limit]:
    """None where the memory of a process cannot be read."""
    if library["peak"] is None:
        return []
    growth, peak = max(one["growth"] for one in ours), max(one["peak"] for one in whole)
    return [
        Limit(kind, "memory that it takes", growth, library["growth"] * PROMISED_SHARE_OF_MEMORY),
        Limit(kind, f"memory of the process at {row_count:,} rows", peak, PROMISED_PEAK),
    ]
