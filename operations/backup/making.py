"""Makes a backup while the site runs, and removes the ones that are too old."""

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection as site_connection
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from pyrage.x25519 import Recipient

from operations.backup.archive import archive_chunks
from operations.backup.contents import REGION_PART, HeldMedia, Manifest, read_migrations, stored_paths, write_keys
from operations.backup.databases import Snapshot, count_rows, database_snapshot
from operations.backup.encryption import BackupRefused, encrypt
from operations.backup.erasures import complete_erasure_list
from operations.whole_file import PARTIAL, file_that_appears_whole
from organization.machine import read_version
from organization.outage import describe_os_reason
from organization.progress import say_step, track
from organization.region import own_files

# In universal time, so that names sort by age wherever the machine stands.
NAME_FORMAT = "guichao-%Y%m%dT%H%M%SZ.tar.age"
NAME = re.compile(r"guichao-\d{8}T\d{6}Z\.tar\.age")
# Below GUICHAO_VAR, while a backup is made or restored: it holds the database as it is read, unencrypted.
WORK_PREFIX = "backup-work-"
DAY = 86_400  # seconds


@dataclass(frozen=True)
class MadeBackup:
    path: Path
    manifest: Manifest
    removed_count: int

    def describe(self) -> str:
        size = filesizeformat(self.path.stat().st_size).replace("\xa0", " ")
        rows = sum(self.manifest.row_counts.values())
        parts = [f"{self.path.name}（{size}）：{rows} 行、{self.manifest.media_count} 个文件"]
        if self.manifest.missing_media:
            parts.append(f"站点上就缺 {len(self.manifest.missing_media)} 个文件")
        if self.removed_count:
            parts.append(f"清除 {self.removed_count} 份过期的备份")
        return "，".join(parts) + "。"


def make_backup(directory: Path, recipient: Recipient) -> MadeBackup:
    """Raises BackupRefused, and leaves nothing half-written, where it cannot be made."""
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        remove_abandoned_work()
        with tempfile.TemporaryDirectory(prefix=WORK_PREFIX, dir=settings.VAR_DIR) as work:
            path, manifest = _write_backup(directory, Path(work), recipient)
        complete_erasure_list(directory)
        return MadeBackup(path, manifest, remove_old_backups(directory))
    except OSError as failure:
        raise BackupRefused(f"备份没有写成：{describe_os_reason(failure)}。") from failure


def remove_abandoned_work() -> None:
    """Of a run that was killed."""
    for folder in settings.VAR_DIR.glob(f"{WORK_PREFIX}*"):
        if is_abandoned(folder):
            shutil.rmtree(folder, ignore_errors=True)


def is_abandoned(path: Path) -> bool:
    return path.stat().st_mtime < timezone.now().timestamp() - DAY


def _write_backup(directory: Path, work: Path, recipient: Recipient) -> tuple[Path, Manifest]:
    made_at = timezone.now()
    held = HeldMedia(work / "media")
    say_step("复制数据库")
    with _complete_snapshot(work, held) as (snapshot, missing):
        manifest = Manifest(
            release=read_version(),
            engine=site_connection.vendor,
            made_at=made_at.isoformat(timespec="seconds"),
            migrations=read_migrations(snapshot.connection),
            row_counts=count_rows(snapshot.connection),
            media_count=sum(1 for name in stored_paths(snapshot.connection) if held.path(name)),
            missing_media=missing,
        )
        chunks = archive_chunks(_parts(work, snapshot, held, manifest), work)
        path = directory / made_at.astimezone(UTC).strftime(NAME_FORMAT)
        try:
            with file_that_appears_whole(path) as file:
                encrypt(chunks, file, recipient)
        except FileExistsError:
            raise BackupRefused(f"{path.name} 已经存在，没有覆盖。") from None
    return path, manifest


@contextmanager
def _complete_snapshot(work: Path, held: HeldMedia) -> Iterator[tuple[Snapshot, list[str]]]:
    """With the names of files that the database refers to and that are not there."""
    held.hold(stored_paths(site_connection))
    before = None
    while True:
        with database_snapshot(work) as snapshot:
            missing = held.hold(stored_paths(snapshot.connection))
            # One may come and go between two looks at the rows; what is missing twice, the site has not.
            if not missing or missing == before:
                yield snapshot, missing
                return
        before = missing
        snapshot.path.unlink()


def _parts(work: Path, snapshot: Snapshot, held: HeldMedia, manifest: Manifest) -> Iterator[tuple[str, Path]]:
    yield "manifest.json", manifest.write(work)
    yield snapshot.part, snapshot.path
    yield from write_keys(work / "keys")
    for path in own_files():
        yield f"{REGION_PART}/{path.name}", path
    names = stored_paths(snapshot.connection)
    for name in track(names, "备份照片和扫描件", manifest.media_count + len(manifest.missing_media)):
        if path := held.path(name):
            yield f"media/{name}", path


def find_backups(directory: Path) -> list[Path]:
    """The newest last. What has another name is not ours."""
    return sorted(path for path in directory.iterdir() if NAME.fullmatch(path.name)) if directory.is_dir() else []


def remove_old_backups(directory: Path) -> int:
    """Those older than BACKUP_KEEP_DAYS, but never the newest; and what an interrupted run has left."""
    for left in directory.glob(f".guichao-*{PARTIAL}"):
        if NAME.fullmatch(left.name[1 : -len(PARTIAL)]) and is_abandoned(left):
            left.unlink(missing_ok=True)
    if not settings.BACKUP_KEEP_DAYS:
        return 0
    limit = timezone.now() - timedelta(days=settings.BACKUP_KEEP_DAYS)
    old = [path for path in find_backups(directory)[:-1] if instant_in_name(path) < limit]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def instant_in_name(path: Path) -> datetime:
    return datetime.strptime(path.name, NAME_FORMAT).replace(tzinfo=UTC)
