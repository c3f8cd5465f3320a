"""What the site runs on: database, storage, release. Measured within bounds, and kept for a while.

Beside OperationRun and not in operations/: the administrator's desk shows it, and reports/ lies below operations/.
"""

import os
import platform
import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import cache as shared_cache
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from organization.outage import StoreAway

# How long a process shows the same measurement; whoever shows it names its moment.
CACHE_SECONDS = 60
# Stored files that are looked at; of more than these it is known that there are more.
MOST_FILES = 20_000
GIGABYTE = 1024**3
# Free space below which a warning is due, as a share, and below which it is dangerous, in bytes.
LITTLE_FREE, TOO_LITTLE_FREE = 0.10, 2 * GIGABYTE


@dataclass(frozen=True)
class MediaSize:
    file_count: int
    byte_count: int
    # Whether there are more files than were looked at.
    is_partial: bool = False


@dataclass(frozen=True)
class DiskSpace:
    free: int
    total: int

    @property
    def free_percent(self) -> int:
        return self.free * 100 // self.total if self.total else 0

    @property
    def is_dangerous(self) -> bool:
        return self.free < TOO_LITTLE_FREE

    @property
    def is_low(self) -> bool:
        return not self.is_dangerous and self.free < self.total * LITTLE_FREE


@dataclass(frozen=True)
class DatabaseState:
    engine: str
    version: str
    byte_count: int
    # The write-ahead log of SQLite; None: of another database.
    wal_byte_count: int | None
    # Names of the migrations that this release has and the database has not.
    pending: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Machine:
    database: DatabaseState
    # None: what keeps it does not answer.
    media: MediaSize | None
    disk: DiskSpace
    measured_at: datetime


def describe_machine() -> Machine:
    return shared_cache.get_or_set("machine", measure_machine, CACHE_SECONDS)


def measure_machine() -> Machine:
    usage = shutil.disk_usage(settings.VAR_DIR)
    return Machine(
        database=describe_database(),
        media=measure_media(),
        disk=DiskSpace(free=usage.free, total=usage.total),
        measured_at=timezone.now(),
    )


def measure_media(most_files=MOST_FILES) -> MediaSize | None:
    """Count the stored files and their bytes, `most_files` at most."""
    file_count = byte_count = 0
    try:
        for _, size in default_storage.stored():
            if file_count == most_files:
                return MediaSize(file_count, byte_count, is_partial=True)
            file_count += 1
            byte_count += size
    except StoreAway:
        return None
    return MediaSize(file_count, byte_count)


def size_of(path) -> int:
    """In bytes; 0 for a file that is not there, or no more."""
    try:
        return os.lstat(path).st_size
    except FileNotFoundError:
        return 0


def describe_database() -> DatabaseState:
    is_sqlite = connection.vendor == "sqlite"
    path = str(connection.settings_dict["NAME"])
    return DatabaseState(
        engine=connection.display_name,
        version=".".join(map(str, connection.get_database_version())),
        byte_count=size_of(path) if is_sqlite else size_on_server(),
        wal_byte_count=size_of(f"{path}-wal") if is_sqlite else None,
        pending=find_pending_migrations(),
    )


def size_on_server() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return cursor.fetchone()[0]


def find_pending_migrations() -> list[str]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def are_static_files_collected() -> bool:
    """Each of ours has its name with a digest, and lies there; a collection of an older version lacks the new ones."""
    stored_name = getattr(staticfiles_storage, "stored_name", None)
    if stored_name is None:  # a storage without digests, which needs no collection
        return True
    try:
        return all(staticfiles_storage.exists(stored_name(name)) for name in own_static_files())
    except ValueError:
        return False


def own_static_files() -> Iterator[str]:
    for entry in settings.STATICFILES_DIRS:
        prefix, folder = entry if isinstance(entry, tuple) else ("", entry)
        for path in Path(folder).rglob("*.*"):
            yield (Path(prefix) / path.relative_to(folder)).as_posix()


@dataclass(frozen=True)
class Release:
    version: str
    django: str
    python: str


@cache
def describe_release() -> Release:
    return Release(read_version(), django.get_version(), platform.python_version())


def read_version() -> str:
    """As pyproject.toml has it; empty where it was not shipped."""
    path = Path(settings.BASE_DIR) / "pyproject.toml"
    if not path.is_file():
        return ""
    return tomllib.loads(path.read_text(encoding="utf-8"))["project"]["version"]
