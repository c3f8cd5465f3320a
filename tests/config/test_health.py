import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from config import readiness
from config.readiness import readiness_cache
from organization.choices import Operation
from organization.machine import read_version
from organization.models import OperationRun


def test_is_alive_without_a_database(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_is_ready_when_all_is_there(client):
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_is_not_ready_before_the_migrations(client):
    MigrationRecorder.Migration.objects.filter(app="reports").delete()
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"migrations\n")


def test_is_not_ready_without_the_database(client, monkeypatch, caplog):
    def away():
        raise OperationalError("away")

    monkeypatch.setattr(readiness, "find_pending_migrations", away)
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"database\n")


@pytest.mark.django_db
def test_is_not_ready_without_storage(client, monkeypatch):
    monkeypatch.setattr(readiness.os, "access", lambda path, mode: False)
    assert client.get("/readyz").content == b"storage\n"


@pytest.mark.django_db
def test_is_not_ready_before_the_static_files_are_collected(client, settings, tmp_path, monkeypatch):
    monkeypatch.setattr(readiness, "FRESH_SECONDS", 0)
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "config.staticfiles.StaticFilesStorage"}}
    assert client.get("/readyz").content == b"static files\n"
    call_command("collectstatic", verbosity=0, interactive=False)
    assert client.get("/readyz").status_code == 200
    next(tmp_path.glob("public.*.js")).unlink()  # while the server runs
    assert client.get("/readyz").content == b"static files\n"


class TestRelease:
    """Of what is known of weaknesses, a version tells which: it is told to those who look after the site."""

    @pytest.mark.django_db
    @pytest.mark.parametrize("address", ["127.0.0.1", "::1", "192.0.2.7"])
    def test_nobody_is_told_but_who_is_logged_in(self, client, log_in, address):
        """From this machine come also those whom a gateway on it passes on without a word."""
        assert client.get("/readyz", REMOTE_ADDR=address).content == b"ready\n"
        logged_in = log_in("system_administrator")
        assert read_version() in logged_in.get("/readyz", REMOTE_ADDR=address).content.decode()


class TestFlood:
    @pytest.mark.django_db
    def test_what_was_found_is_said_again_without_a_query(self, client, django_assert_num_queries):
        client.get("/readyz")
        with django_assert_num_queries(0):
            assert client.get("/readyz").content == b"ready\n"

    @pytest.mark.django_db
    def test_a_second_later_it_is_looked_for_again(self, client, monkeypatch):
        client.get("/readyz")
        later = time.monotonic() + readiness.FRESH_SECONDS
        monkeypatch.setattr(readiness.os, "access", lambda path, mode: False)
        assert client.get("/readyz").status_code == 200
        monkeypatch.setattr(readiness.time, "monotonic", lambda: later)
        assert client.get("/readyz").status_code == 503

    def test_of_many_at_once_one_looks(self, monkeypatch):
        looks = []

        def look():
            looks.append(time.sleep(0.05))
            return "storage", "disk full"

        monkeypatch.setattr(readiness, "find_readiness_failure", look)
        with ThreadPoolExecutor(16) as threads:
            found = list(threads.map(lambda _: readiness_cache.read().failure, range(64)))
        assert (set(found), len(looks)) == ({"storage"}, 1)


class TestBackup:
    @pytest.fixture(autouse=True)
    def _without_folder(self, settings):
        settings.BACKUP_DIR, settings.BACKUP_LATE_DAYS = None, 2

    def record(self, *, hours_ago, succeeded=True):
        moment = timezone.now() - timedelta(hours=hours_ago)
        OperationRun.objects.create(
            name=Operation.BACKUP, started_at=moment, finished_at=moment, result="", succeeded=succeeded
        )

    def answer(self, client):
        response = client.get("/readyz")
        return response.status_code, response.content.decode()

    @pytest.mark.django_db
    def test_one_that_is_too_old_is_named_and_the_site_stays_ready(self, client):
        self.record(hours_ago=49)
        self.record(hours_ago=1, succeeded=False)
        assert self.answer(client) == (200, "ready\n备份过期\n")

    @pytest.mark.django_db
    def test_a_young_one_is_not(self, client):
        self.record(hours_ago=47)
        assert self.answer(client) == (200, "ready\n")

    @pytest.mark.django_db
    def test_a_site_that_was_never_set_up_for_it_is_not_late(self, client):
        assert self.answer(client) == (200, "ready\n")

    @pytest.mark.django_db
    def test_a_folder_without_any_backup_is_late(self, client, settings, tmp_path):
        settings.BACKUP_DIR = tmp_path
        assert self.answer(client) == (200, "ready\n备份过期\n")

    @pytest.mark.django_db
    def test_the_setting_decides_and_zero_is_never(self, client, settings):
        self.record(hours_ago=1000)
        settings.BACKUP_LATE_DAYS = 0
        assert self.answer(client) == (200, "ready\n")
