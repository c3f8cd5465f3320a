"""The site under measurement: `dev.py` itself, on a state of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import dev
from benchmarks.load import Address

START_SECONDS = 90
PROC = Path("/proc")
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def site_environment(folder: Path, database_url: str) -> dict[str, str]:
    return dev.isolated_environment(os.environ, str(folder)) | {
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "HOST": "127.0.0.1",
        "PORT": str(free_port()),
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(env: Mapping[str, str], root: Path = dev.ROOT) -> Iterator["Server"]:
    """The site of the checkout in `root`."""
    log_path = Path(env["GUICHAO_VAR"]) / "server.log"
    with open(log_path, "wb") as log:
        process = subprocess.Popen(
            [sys.executable, "dev.py"], cwd=root, env=env, stdout=log, stderr=log, start_new_session=True
        )
    try:
        server = Server(process.pid, (env["HOST"], int(env["PORT"])))
        deadline = time.monotonic() + START_SECONDS
        while not dev.answers(*server.address):
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"the server did not start:\n{log_path.read_text(errors='replace')[-3000:]}")
            time.sleep(0.1)
        yield server
    finally:
        dev.end(process)


class Server:
    """Its processes are read from /proc; elsewhere there are none, and their figures are left out."""

    def __init__(self, pid: int, address: Address):
        self.pid, self.address = pid, address

    def pids(self) -> list[int]:
        parents = {int(path.name): parent_of(path) for path in PROC.glob("[0-9]*")}
        found = [self.pid]
        for pid in found:
            found += [child for child, parent in parents.items() if parent == pid]
        return found[1:]

    def cpu_seconds(self) -> float:
        return sum(ticks_of(PROC / str(pid)) for pid in self.pids()) / TICKS_PER_SECOND

    def memory(self) -> dict[int, int]:
        return {pid: resident_bytes(PROC / str(pid)) for pid in self.pids()}


def stat_of(process: Path) -> list[str]:
    """The fields of proc(5)'s stat from `state` on; none for a process that has just ended."""
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def parent_of(process: Path) -> int:
    stat = stat_of(process)
    return int(stat[1]) if stat else 0


def ticks_of(process: Path) -> int:
    stat = stat_of(process)
    return int(stat[11]) + int(stat[12]) if stat else 0


def resident_bytes(process: Path) -> int:
    stat = stat_of(process)
    return int(stat[21]) * os.sysconf("SC_PAGE_SIZE") if stat else 0
