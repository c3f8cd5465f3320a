from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from config import readiness
from organization.choices import Operation
from organization.machine import read_version
from organization.models import OperationRun

THROUGH_A_GATEWAY = {"X-Forwarded-For": "192.0.2.7"}


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
def test_is_not_ready_before_the_static_files_are_collected(client, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "config.staticfiles.StaticFilesStorage"}}
    assert client.get("/readyz").content == b"static files\n"
    call_command("collectstatic", verbosity=0, interactive=False)
    assert client.get("/readyz").status_code == 200
    next(tmp_path.glob("public.*.js")).unlink()  # while the server runs
    assert client.get("/readyz").content == b"static files\n"


class TestRelease:
    """Of what is known of weaknesses, a version tells which: it is told to those who look after the site."""

    def asks(self, client, **headers):
        return read_version() in client.get("/readyz", headers=headers).content.decode()

    @pytest.mark.django_db
    def test_a_monitor_on_this_machine_is_told(self, client):
        assert self.asks(client)

    @pytest.mark.django_db
    @pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via"])
    def test_who_comes_through_a_gateway_on_it_is_not(self, client, header):
        assert not self.asks(client, **{header: "192.0.2.7"})

    @pytest.mark.django_db
    def test_nobody_elsewhere_is_but_who_is_logged_in(self, client, log_in):
        assert read_version() not in client.get("/readyz", REMOTE_ADDR="192.0.2.7").content.decode()
        logged_in = log_in("system_administrator")
        assert read_version() in logged_in.get("/readyz", REMOTE_ADDR="192.0.2.7").content.decode()


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
        response = client.get("/readyz", headers=THROUGH_A_GATEWAY)
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
