"""The two databases, each empty, durable, and gone afterwards."""

import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2

DURABLE = ("fsync", "synchronous_commit", "full_page_writes")


@dataclass(frozen=True)
class Database:
    name: str
    url: str
    # A connection of the plain driver, in its autocommit mode.
    connect: Callable[[], Any]
    # Where programs of the server's own version lie; None: on the PATH.
    programs: str | None = None

    def count_returnees(self, condition: str = "1 = 1") -> int:
        with closing(self.connect()) as connection:
            cursor = connection.cursor()
            cursor.execute(f"SELECT count(*) FROM returnees_returnee WHERE {condition}")
            return cursor.fetchone()[0]


@contextmanager
def sqlite(folder: Path) -> Iterator[Database]:
    path = folder / "guichao.sqlite3"
    yield Database("SQLite", f"sqlite:///{path}", lambda: sqlite3.connect(path, timeout=20, isolation_level=None))


@contextmanager
def postgresql(folder: Path) -> Iterator[Database]:
    """A database of its own in the server of TEST_DATABASE_URL, or else in the one inside the wheel."""
    if os.environ.get("TEST_DATABASE_URL"):
        with own_database(os.environ["TEST_DATABASE_URL"]) as database:
            yield database
        return
    # Only here: the wheel is not needed with a server of one's own, and importing it takes a while.
    from tests.postgres import start_server

    with start_server() as server, own_database(server.get_uri(), str(server.bin_path)) as database:
        yield database


@contextmanager
def own_database(server_url: str, programs: str | None = None) -> Iterator[Database]:
    name = f"guichao_bench_{secrets.token_hex(4)}"
    url = urlsplit(server_url)._replace(path=f"/{name}").geturl()
    with closing(connect_postgresql(server_url)) as connection:
        refuse_forgetful(connection)
        connection.cursor().execute(f"CREATE DATABASE {name}")
        try:
            yield Database("PostgreSQL", url, lambda: connect_postgresql(url), programs)
        finally:
            connection.cursor().execute(f"DROP DATABASE {name} WITH (FORCE)")


def connect_postgresql(url: str) -> Any:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    return connection


def refuse_forgetful(connection: Any) -> None:
    """Refuse a server that does not wait for the disk: both sides would be fast and the comparison worthless."""
    cursor = connection.cursor()
    for name in DURABLE:
        cursor.execute(f"SHOW {name}")
        if cursor.fetchone()[0] != "on":
            raise SystemExit(f"{name} is not on: this PostgreSQL may lose what it has committed.")


DATABASES = {"sqlite": sqlite, "postgresql": postgresql}
