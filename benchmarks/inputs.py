"""Files that are let in although they were made to cost much: each sent through its door in a fresh process.

A file is an `Input` in the list of its kind (`hostile_workbooks.py` …); a door is a line of DOORS, with what it may
cost, and `inputs_worker.py` says how it is sent a file.
"""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import dev
from benchmarks.hostile_pictures import ORDINARY_PICTURES, PICTURES
from benchmarks.hostile_workbooks import ORDINARY, WORKBOOKS, Input
from benchmarks.server import site_environment

MEBIBYTE = 2**20
TODAY = "2020-02-14"
INPUTS = [*WORKBOOKS, *PICTURES]
HEAD = ("door", "file", "bytes", "answer", "CPU seconds", "MiB more", "")


@dataclass(frozen=True)
class Door:
    """What the worst file that is let in, and any that is refused, may cost beyond an ordinary one."""

    # Of CPU: a busy machine does not make a file worse.
    seconds: float
    growth: int


DOORS = {
    "import": Door(seconds=3, growth=100 * MEBIBYTE),
    "account list": Door(seconds=3, growth=100 * MEBIBYTE),
    "photo": Door(seconds=5, growth=150 * MEBIBYTE),
    "four photos": Door(seconds=20, growth=300 * MEBIBYTE),
}


@dataclass(frozen=True)
class Cost:
    name: str
    door: str
    size: int
    # The first line of what the page says, or "accepted".
    answer: str
    seconds: float
    # Bytes; None where the memory of a process cannot be read.
    growth: int | None

    @property
    def is_missed(self) -> bool:
        promised = DOORS[self.door]
        return self.seconds > promised.seconds or (self.growth or 0) > promised.growth

    @property
    def cells(self) -> tuple[str, ...]:
        growth = "" if self.growth is None else f"{self.growth / MEBIBYTE:.0f}"
        verdict = "MISSED" if self.is_missed else "kept"
        return self.door, self.name, f"{self.size:,}", self.answer[:50], f"{self.seconds:.2f}", growth, verdict


def measure_inputs(*, is_quick: bool) -> list[Cost]:
    """On SQLite: what a file costs before it is stored is the same on both. The day lies within the files' campaign."""
    with tempfile.TemporaryDirectory(prefix="guichao-bench-") as name:
        folder = Path(name)
        env = site_environment(folder, f"sqlite:///{folder}/site.sqlite3") | {
            "LOG_LEVEL": "ERROR",
            "GUICHAO_TODAY": TODAY,
        }
        run(["manage.py", "collectstatic", "--noinput", "--verbosity", "0"], env)
        run(["manage.py", "set_up"], env)
        for door, make in (ORDINARY | ORDINARY_PICTURES).items():
            (folder / door).write_bytes(make())
        return [measure_input(one, folder, env) for one in (INPUTS[::5] if is_quick else INPUTS)]


def measure_input(one: Input, folder: Path, env: dict[str, str]) -> Cost:
    print(f"{one.name} ...", file=sys.stderr, flush=True)
    content, file = one.make(), folder / "file"
    file.write_bytes(content)
    measured = run(["-m", "benchmarks.inputs_worker", one.door, folder / one.door, file], env)
    return Cost(name=one.name, door=one.door, size=len(content), **json.loads(measured))


def run(command: list[object], env: dict[str, str]) -> str:
    command = [sys.executable, *map(str, command)]
    return subprocess.run(command, cwd=dev.ROOT, env=env, check=True, text=True, stdout=subprocess.PIPE).stdout


def costs_table(costs: list[Cost]) -> str:
    rows = [HEAD, *(cost.cells for cost in costs)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths(rows), strict=True)) for row in rows
    )


def widths(rows: list[tuple[str, ...]]) -> list[int]:
    return [max(map(len, column)) for column in zip(*rows, strict=True)]
