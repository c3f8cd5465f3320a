"""The database of one instant as a file, while the site runs; and a database made of such a file."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from django.conf import settings
from django.db import connection as site_connection
from django.db.utils import ConnectionHandler, Error

from operations.backup import postgresql_tools
from operations.backup.encryption import BackupRefused

SQLITE_PART, POSTGRESQL_PART = "database.sqlite3", "database.dump"
# As config/settings.py names it below GUICHAO_VAR.
SQLITE_NAME = "guichao.sqlite3"
POOLED = (
    "DATABASE_URL 经过 PgBouncer，备份和恢复须直接连到数据库："
    "请在 DIRECT_DATABASE_URL 中给出数据库服务器自己的地址（同一个数据库，不带 pgbouncer=1）。"
)


@dataclass(frozen=True)
class Snapshot:
    """`connection` reads the instant that `path` holds."""

    connection: object
    part: str
    path: Path


def open_database(url: str):
    """A connection apart from the site's own."""
    return ConnectionHandler({"default": dj_database_url.parse(url)})["default"]


@contextmanager
def database_snapshot(work: Path) -> Iterator[Snapshot]:
    take = _sqlite_snapshot if site_connection.vendor == "sqlite" else _postgresql_snapshot
    with take(work) as snapshot:
        yield snapshot


@contextmanager
def _sqlite_snapshot(work: Path) -> Iterator[Snapshot]:
    """By the backup interface: a copy of the file alone lacks what is still in its write-ahead log."""
    path = work / SQLITE_PART
    with (
        closing(sqlite3.connect(site_connection.settings_dict["NAME"], timeout=20)) as source,
        closing(sqlite3.connect(path)) as copy,
    ):
        # All pages in one step: in several, every write of the site would begin it anew.
        source.backup(copy, pages=-1)
        copy.execute("PRAGMA journal_mode=DELETE")
    path.chmod(0o600)
    with closing(open_database(sqlite_url(path))) as connection:
        yield Snapshot(connection, SQLITE_PART, path)


@contextmanager
def _postgresql_snapshot(work: Path) -> Iterator[Snapshot]:
    """pg_dump reads the same instant as our own transaction, by the snapshot that this one exports."""
    path = work / POSTGRESQL_PART
    with closing(direct_connection()) as connection:
        connection.set_autocommit(False)
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            (snapshot,) = cursor.fetchone()
        postgresql_tools.dump(connection, snapshot=snapshot, path=path)
        path.chmod(0o600)
        yield Snapshot(connection, POSTGRESQL_PART, path)
        connection.rollback()


def direct_connection():
    """One of our own, past a PgBouncer: what pg_dump sets for its session would stay with whoever is given it next."""
    if settings.DIRECT_DATABASE_URL:
        return open_database(settings.DIRECT_DATABASE_URL)
    if site_connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]:
        raise BackupRefused(POOLED)
    return site_connection.copy()


def direct_url(url: str) -> str:
    """Where to restore what DATABASE_URL names."""
    if settings.DIRECT_DATABASE_URL:
        return settings.DIRECT_DATABASE_URL
    if "pgbouncer=1" in urlsplit(url).query:
        raise BackupRefused(POOLED)
    return url


def sqlite_url(path: Path) -> str:
    return f"sqlite:///{path}"


def count_rows(connection) -> dict[str, int]:
    """Of every table there is, also those that no model names."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        tables = sorted(connection.introspection.table_names(cursor))
        counts = {}
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {quote(table)}")  # nosec B608 # a table that there is, quoted
            (counts[table],) = cursor.fetchone()
    return counts


def check_is_empty_postgresql(url: str) -> None:
    connection = open_database(url)
    if connection.vendor != "postgresql":
        raise BackupRefused("这是 PostgreSQL 的备份：请在 DATABASE_URL 中给出一个空的 PostgreSQL 数据库。")
    try:
        with closing(connection), connection.cursor() as cursor:
            tables = connection.introspection.table_names(cursor)
    except Error:
        raise BackupRefused("连不上 DATABASE_URL 中的 PostgreSQL 数据库，没有改动。") from None
    if tables:
        raise BackupRefused(f"DATABASE_URL 中的数据库不是空的（有 {len(tables)} 张表）：只能恢复到空的数据库。")


def load_postgresql(url: str, path: Path) -> None:
    with closing(open_database(url)) as connection:
        postgresql_tools.load(connection, path)


def empty_postgresql(url: str) -> None:
    """Remove again what was restored into a database that had been empty."""
    with closing(open_database(url)) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('DROP TABLE IF EXISTS %I.%I CASCADE', schemaname, tablename) FROM pg_tables"
            " WHERE schemaname = current_schema()"
            " UNION ALL SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', oid::regprocedure) FROM pg_proc"
            " WHERE pronamespace = current_schema()::regnamespace AND NOT EXISTS"
            " (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')"
        )
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)
