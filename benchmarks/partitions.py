"""The tables of ten campaigns beside a copy partitioned by campaign: plans, answers stored, bytes, dump and restore."""

import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import dev
from benchmarks.databases import Database, own_database
from benchmarks.lists import prepared

WORKER = "benchmarks.partitions_worker"
# Answers and activities of each campaign.
FULL_SIZE, QUICK_SIZE = (100_000, 20_000), (5_000, 1_000)


def measure_partitions(*, is_quick: bool) -> None:
    size = QUICK_SIZE if is_quick else FULL_SIZE
    with prepared("postgresql") as (database, env):
        subprocess.run([sys.executable, "-m", WORKER, *map(str, size)], cwd=dev.ROOT, env=env, check=True)
        print("", *dump_and_restore(database), sep="\n")


def dump_and_restore(database: Database) -> list[str]:
    """Of the tables of today alone, as the backup does it: one process, PostgreSQL's custom format."""
    pg_dump, pg_restore = (shutil.which(name, path=database.programs) for name in ("pg_dump", "pg_restore"))
    if not pg_dump or not pg_restore:
        return ["pg_dump and pg_restore were not found: neither is measured"]
    with tempfile.TemporaryDirectory(prefix="guichao-dump-") as folder, own_database(database.url) as empty:
        dump = Path(folder) / "database.dump"
        dumped = seconds_of(pg_dump, "--format=custom", "--schema=public", f"--file={dump}", f"--dbname={database.url}")
        size = dump.stat().st_size
        with closing(empty.connect()) as connection:
            # The dump makes it.
            connection.cursor().execute("DROP SCHEMA public")
        restored = seconds_of(pg_restore, "--single-transaction", "--exit-on-error", f"--dbname={empty.url}", str(dump))
    return [f"pg_dump {dumped:.1f} s, {size / 2**20:.0f} MiB; pg_restore {restored:.1f} s"]


def seconds_of(*command: str) -> float:
    began = time.monotonic()
    subprocess.run(command, check=True)
    return time.monotonic() - began
