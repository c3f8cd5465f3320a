"""The server does not start on a database that a loss of power can set back."""

import os

import pytest
from django.conf import settings as site_settings
from django.db import OperationalError, connection

from config import start
from organization.database_faults import find_durability_fault
from tests.config.test_start import environment, run_server, sentence_of


@pytest.fixture
def found(monkeypatch):
    """As the database is found to be."""
    monkeypatch.setattr(start.connection, "close", lambda: None)
    return lambda answer: monkeypatch.setattr(start, "find_durability_fault", answer)


@pytest.mark.django_db
class TestStart:
    def test_is_refused_with_what_is_off_and_its_cure(self, found, settings):
        settings.DURABLE_DATABASE = "required"
        found(lambda connection: "PostgreSQL 的 fsync 是 off：请改为 on")
        assert start.find_forgetful_database() == "PostgreSQL 的 fsync 是 off：请改为 on。"
        found(lambda connection: "")
        assert start.find_forgetful_database() == ""

    def test_of_tests_is_not(self, found, settings):
        """The control."""
        settings.DURABLE_DATABASE = "off"
        found(lambda connection: "PostgreSQL 的 fsync 是 off：请改为 on")
        assert start.find_forgetful_database() == ""

    def test_goes_on_where_the_database_goes_away_just_then(self, found, settings):
        settings.DURABLE_DATABASE = "required"

        def away(connection):
            raise OperationalError("away")

        found(away)
        assert start.find_forgetful_database() == ""


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="of SQLite")
def test_as_the_site_opens_it_sqlite_is_durable():
    assert find_durability_fault(connection) == ""


@pytest.mark.django_db
@pytest.mark.skipif("DURABLE_DATABASE" not in os.environ, reason="of the PostgreSQL of tests/postgres.py")
def test_the_server_says_so_instead_of_starting(tmp_path):
    """The server of the tests has fsync off; with DURABLE_DATABASE=off, which they have, it would start."""
    static = tmp_path / "var" / "static"
    static.mkdir(parents=True)
    (static / "staticfiles.json").write_text('{"paths": {}, "version": "1.1", "hash": ""}')
    env = environment(tmp_path, DATABASE_URL=os.environ["DATABASE_URL"])
    assert "fsync 是 off" in sentence_of(run_server(env))
    assert site_settings.DURABLE_DATABASE == "off"
