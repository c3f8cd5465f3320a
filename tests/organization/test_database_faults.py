"""A database that may lose what was answered with success is recognised, each way of it."""

from types import SimpleNamespace

import pytest
from django.db import connection

from organization.database_faults import find_durability_fault, find_postgresql_risk, find_sqlite_risk

sqlite_only = pytest.mark.skipif(connection.vendor != "sqlite", reason="of SQLite")
postgresql_only = pytest.mark.skipif(connection.vendor != "postgresql", reason="of PostgreSQL")


def answering(*answers, **further):
    """A connection whose cursor gives these, one for each query."""
    remaining = iter(answers)
    cursor = SimpleNamespace(
        execute=lambda *given: None, fetchone=lambda: (next(remaining),), fetchall=lambda: next(remaining)
    )
    return SimpleNamespace(cursor=lambda: Held(cursor), is_in_memory_db=lambda: False, **further)


class Held:
    def __init__(self, cursor):
        self.cursor_held = cursor

    def __enter__(self):
        return self.cursor_held

    def __exit__(self, *error):
        return False


@sqlite_only
class TestSqlite:
    @pytest.mark.django_db(transaction=True)
    def test_as_the_settings_open_it_nothing_is_lost(self):
        assert find_durability_fault(connection) == ""

    @pytest.mark.django_db(transaction=True)
    def test_commits_that_do_not_wait_for_the_disk(self):
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous = NORMAL")
        try:
            assert "synchronous 不是 FULL" in find_durability_fault(connection)
        finally:
            connection.close()

    def test_a_journal_that_is_not_on_disk(self):
        assert find_sqlite_risk(answering("delete", 2)) == ""
        assert "journal_mode 是 memory" in find_sqlite_risk(answering("memory", 2))

    def test_a_database_in_memory(self):
        in_memory = SimpleNamespace(vendor="sqlite", is_in_memory_db=lambda: True)
        assert "在内存里" in find_durability_fault(in_memory)


class TestPostgresql:
    @pytest.mark.parametrize("name", ["fsync", "full_page_writes", "synchronous_commit"])
    def test_what_is_off_is_named_with_its_cure(self, name):
        assert f"PostgreSQL 的 {name} 是 off" in find_postgresql_risk(answering([(name,)]))

    def test_with_all_on_nothing_is_lost(self):
        assert find_postgresql_risk(answering([])) == ""

    @postgresql_only
    @pytest.mark.django_db
    def test_asks_the_server(self):
        """The server of the tests has no durability, on purpose."""
        with connection.cursor() as cursor:
            cursor.execute("SHOW fsync")
            (fsync,) = cursor.fetchone()
        assert ("fsync" in find_durability_fault(connection)) == (fsync == "off")

    @postgresql_only
    @pytest.mark.django_db
    def test_knows_what_the_role_or_the_session_was_given(self):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = off")
            cursor.execute("SELECT setting FROM pg_settings WHERE name = 'synchronous_commit'")
            assert cursor.fetchone() == ("off",)
        assert find_durability_fault(connection)
