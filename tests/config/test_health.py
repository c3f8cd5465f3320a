import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder

from config import health


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

    monkeypatch.setattr(health, "find_pending_migrations", away)
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"database\n")


@pytest.mark.django_db
def test_is_not_ready_without_storage(client, monkeypatch):
    monkeypatch.setattr(health.os, "access", lambda path, mode: False)
    assert client.get("/readyz").content == b"storage\n"


@pytest.mark.django_db
def test_is_not_ready_before_the_static_files_are_collected(client, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "config.staticfiles.StaticFilesStorage"}}
    assert client.get("/readyz").content == b"static files\n"
    call_command("collectstatic", verbosity=0, interactive=False)
    assert client.get("/readyz").status_code == 200
