"""Databases that refuse: each for a real cause, as the site's connection meets it, and gone afterwards."""

import sqlite3
from contextlib import closing, contextmanager

import psycopg2
from django.db import connection

# Some of what is stored begins with the name of its first row.
WRITE = ("INSERT", "UPDATE", "DELETE", "WITH")


@contextmanager
def with_options(**values):
    """New connections are opened with other values than before."""
    given, options = connection.settings_dict, connection.settings_dict["OPTIONS"]
    before = {name: given[name] for name in values if name in given}, dict(options)
    connection.close()
    given.update({name: value for name, value in values.items() if name in given})
    options.update({name: value for name, value in values.items() if name not in given})
    try:
        yield
    finally:
        connection.close()
        given.update(before[0])
        options.clear()
        options.update(before[1])


def begin_with(pragma):
    return with_options(init_command=f"{connection.settings_dict['OPTIONS']['init_command']} {pragma};")


def sqlite_read_only():
    return begin_with("PRAGMA query_only = ON")


@contextmanager
def sqlite_full():
    """No page more than there are, and no free one: what is deleted is not reused."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA page_count")
        count = cursor.fetchone()[0]
    with begin_with(f"PRAGMA max_page_count = {count}"):
        yield


@contextmanager
def sqlite_locked():
    """A foreign process, for as long as it likes."""
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as foreign:
        foreign.execute("BEGIN IMMEDIATE")
        with with_options(timeout=0.3):
            yield
        foreign.execute("ROLLBACK")


def sqlite_away():
    """The folder is not there: a disk that is not mounted."""
    return with_options(NAME=f"{connection.settings_dict['NAME']}-gone/guichao.sqlite3")


@contextmanager
def superuser():
    """A connection beside the site's, in the same database."""
    parameters = connection.get_connection_params()
    names = {name: parameters[name] for name in ("dbname", "user", "password", "host", "port") if name in parameters}
    with closing(psycopg2.connect(**names)) as other:
        other.autocommit = True
        with other.cursor() as cursor:
            yield cursor


@contextmanager
def postgresql_read_only():
    """As after a change-over to a standby, or as an administrator sets it."""
    name = connection.settings_dict["NAME"]
    with superuser() as cursor:
        cursor.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
        connection.close()
        try:
            yield
        finally:
            connection.close()
            cursor.execute("SET default_transaction_read_only = off")
            cursor.execute(f'ALTER DATABASE "{name}" RESET default_transaction_read_only')


def postgresql_away():
    return with_options(HOST="/nowhere")


@contextmanager
def postgresql_crowded():
    """A role that may have no further connection."""
    with superuser() as cursor:
        cursor.execute("CREATE ROLE guichao_crowded LOGIN CONNECTION LIMIT 0")
        try:
            with with_options(USER="guichao_crowded"):
                yield
        finally:
            cursor.execute("DROP ROLE guichao_crowded")


@contextmanager
def held_tables(mode, setting):
    """By somebody who does not come to an end."""
    tables = ", ".join(f'"{name}"' for name in connection.introspection.table_names())
    options = f"{connection.settings_dict['OPTIONS']['options']} -c {setting}"
    with superuser() as cursor, with_options(options=options):
        cursor.execute("BEGIN")
        cursor.execute(f"LOCK TABLE {tables} IN {mode} MODE")
        yield
        cursor.execute("ROLLBACK")


def postgresql_locked():
    """Whoever only reads does not wait."""
    return held_tables("EXCLUSIVE", "lock_timeout=300")


def postgresql_slow():
    """A statement may not take long."""
    return held_tables("ACCESS EXCLUSIVE", "statement_timeout=300")


@contextmanager
def killed_at_a_write():
    """The backend ends as something is to be written: a crash, a restart of the server."""

    def kill(execute, sql, params, many, context):
        if sql.startswith(WRITE):
            with superuser() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(kill):
        yield
    connection.close()


def raised_by_the_server(code):
    """What cannot be brought about here, raised by the server itself when something is written."""

    @contextmanager
    def cause():
        def refuse(execute, sql, params, many, context):
            if sql.startswith(WRITE):
                sql, params = f"DO $$ BEGIN RAISE EXCEPTION 'on purpose' USING ERRCODE = '{code}'; END $$", None
            return execute(sql, params, many, context)

        with connection.execute_wrapper(refuse):
            yield

    return cause


SQLITE = {
    "read-only": sqlite_read_only,
    "full": sqlite_full,
    "locked": sqlite_locked,
    "away": sqlite_away,
}
POSTGRESQL = {
    "read-only": postgresql_read_only,
    "away": postgresql_away,
    "crowded": postgresql_crowded,
    "locked": postgresql_locked,
    "slow": postgresql_slow,
    "killed": killed_at_a_write,
    "full": raised_by_the_server("53100"),
    "serialization": raised_by_the_server("40001"),
    "deadlock": raised_by_the_server("40P01"),
}
CAUSES = SQLITE if connection.vendor == "sqlite" else POSTGRESQL
# While these last, nothing can be read either.
UNREADABLE = {"away", "crowded", "slow"}
REASONS = {
    "read-only": "database read-only",
    "full": "disk full",
    "locked": "database locked",
    "away": "database away",
    "crowded": "too many connections",
    "slow": "statement took too long",
    "killed": "database away",
    "serialization": "database locked",
    "deadlock": "database locked",
}
