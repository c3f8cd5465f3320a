"""What is measured of the machine, and within which bounds."""

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from organization.machine import (
    GIGABYTE,
    DiskSpace,
    describe_database,
    describe_release,
    find_pending_migrations,
    measure_media,
)


def fill(folder, count, size=100):
    for number in range(count):
        below = folder / f"{number % 3}"
        below.mkdir(exist_ok=True)
        (below / f"{number}.jpg").write_bytes(b"x" * size)


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def test_stored_files_are_counted_wherever_they_lie(media):
    media.mkdir()
    fill(media, 7)
    found = measure_media()
    assert (found.file_count, found.byte_count, found.is_partial) == (7, 700, False)


def test_a_folder_that_is_not_there_is_empty(media):
    found = measure_media()
    assert (found.file_count, found.byte_count, found.is_partial) == (0, 0, False)


def test_looks_at_no_more_files_than_the_bound(media):
    media.mkdir()
    fill(media, 7)
    found = measure_media(most_files=5)
    assert (found.file_count, found.byte_count, found.is_partial) == (5, 500, True)
    assert not measure_media(most_files=7).is_partial


@pytest.mark.parametrize(
    ("free", "total", "is_low", "is_dangerous"),
    [(11, 100, False, False), (9, 100, True, False), (1.9, 100, False, True), (1.9, 10, False, True)],
)
def test_below_a_tenth_space_is_low_and_below_two_gigabytes_dangerous(free, total, is_low, is_dangerous):
    space = DiskSpace(free=int(free * GIGABYTE), total=total * GIGABYTE)
    assert (space.is_low, space.is_dangerous) == (is_low, is_dangerous)


@pytest.mark.django_db
def test_the_database_is_named_with_its_version_and_size():
    state = describe_database()
    assert state.engine == {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
    assert state.version.split(".")[0].isdecimal()
    assert state.byte_count + (state.wal_byte_count or 0) > 100_000
    assert (state.wal_byte_count is not None) == (connection.vendor == "sqlite")
    assert state.pending == []


@pytest.mark.django_db
def test_a_migration_that_was_not_applied_is_pending():
    loader = MigrationLoader(connection)
    latest = loader.graph.leaf_nodes("organization")[0]
    for migration in loader.graph.nodes[latest].replaces or [latest]:
        MigrationRecorder(connection).record_unapplied(*migration)
    assert ".".join(latest) in find_pending_migrations()


def test_the_release_is_the_projects_version():
    release = describe_release()
    assert release.version.count(".") == 2
    assert release.python.startswith("3.")
