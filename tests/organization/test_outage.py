"""Why the site cannot work for now: in words, whatever the driver calls it."""

import errno
import sqlite3

import psycopg2
import pytest
from django.db import IntegrityError, InterfaceError, InternalError, OperationalError, connection, transaction

from organization.outage import is_outage, outage_reason


def with_cause(error, **of_cause):
    error.__cause__ = type("Cause", (Exception,), of_cause)()
    return error


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OperationalError("connection to server refused"), "database away"),
        (InterfaceError("connection already closed"), "database away"),
        (OperationalError("FATAL: sorry, too many clients already"), "too many connections"),
        (OperationalError("FATAL: remaining connection slots are reserved for roles"), "too many connections"),
        (OperationalError("attempt to write a readonly database"), "database read-only"),
        (OperationalError("database or disk is full"), "disk full"),
        (OperationalError("database is locked"), "database locked"),
        (with_cause(OperationalError("内容"), pgcode="53100"), "disk full"),
        (with_cause(OperationalError(""), pgcode="53300"), "too many connections"),
        (with_cause(OperationalError(""), pgcode="40P01"), "database locked"),
        (with_cause(OperationalError(""), pgcode="57P01"), "database away"),
        (with_cause(InternalError(""), pgcode="25006"), "database read-only"),
        (with_cause(OperationalError(""), sqlite_errorname="SQLITE_READONLY_DBMOVED"), "database read-only"),
        (with_cause(OperationalError(""), sqlite_errorname="SQLITE_BUSY_SNAPSHOT"), "database locked"),
        (with_cause(OperationalError(""), sqlite_errorname="SQLITE_IOERR_WRITE"), "disk error"),
        (OSError(errno.ENOSPC, ""), "disk full"),
        (OSError(errno.EROFS, ""), "disk read-only"),
    ],
)
def test_says_why(error, reason):
    assert is_outage(error)
    assert outage_reason(error) == reason


@pytest.mark.parametrize(
    "error", [None, ValueError(), IntegrityError(), InternalError("other"), FileNotFoundError(errno.ENOENT, "")]
)
def test_what_is_an_error_of_ours_is_no_outage(error):
    assert not is_outage(error)


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="of PostgreSQL")
def test_a_server_that_only_reads_is_an_outage():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
        with pytest.raises(InternalError) as raised, transaction.atomic():
            cursor.execute("DELETE FROM organization_campaign")
        transaction.set_rollback(True)
    assert isinstance(raised.value.__cause__, psycopg2.Error)
    assert (is_outage(raised.value), outage_reason(raised.value)) == (True, "database read-only")


def test_sqlite_names_what_it_cannot(tmp_path):
    sqlite3.connect(tmp_path / "x.sqlite3").execute("CREATE TABLE t (n)").connection.close()
    reader = sqlite3.connect(f"file:{tmp_path}/x.sqlite3?mode=ro", uri=True)
    with pytest.raises(sqlite3.OperationalError) as raised:
        reader.execute("INSERT INTO t VALUES (1)")
    reader.close()
    error = OperationalError("")
    error.__cause__ = raised.value
    assert outage_reason(error) == "database read-only"
