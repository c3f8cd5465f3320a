"""Restores a backup into an empty place, all or nothing."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage
from django.utils import timezone
from pyrage.x25519 import Identity

from operations.backup.archive import DAMAGED, extract_archive
from operations.backup.contents import (
    KEYS_PART,
    REGION_PART,
    REGION_SUFFIXES,
    Manifest,
    read_manifest,
    read_migrations,
)
from operations.backup.copy_text import load_into_sqlite
from operations.backup.databases import (
    POSTGRESQL_PART,
    SQLITE_NAME,
    SQLITE_PART,
    check_is_empty_postgresql,
    count_rows,
    empty_postgresql,
    load_postgresql,
    open_database,
    sqlite_url,
)
from operations.backup.encryption import BackupRefused, decrypted
from operations.backup.recipient import RECIPIENT_FILE
from organization.outage import StoreAway, describe_os_reason
from organization.progress import say_step, track
from returnees.erasure_list import ERASURE_LIST

STAGING_PREFIX = ".restoring-"
EARLIER_KEYS = "keys-before-restore"
# Of the sentences of a failed child, what is shown.
LAST_CHARACTERS = 300


@dataclass(frozen=True)
class Settled:
    """What the restored site reported of itself, once it ran on its own keys; see the command settle_restored."""

    erased_count: int
    unverified_count: int
    anonymised_count: int
    has_erasure_list: bool
    photo_count: int
    # Empty: each fits.
    photo_fault: str
    trail_fault: str


@dataclass(frozen=True)
class Restored:
    manifest: Manifest
    settled: Settled

    def describe(self) -> str:
        moment = timezone.localtime(self.manifest.instant)
        parts = [f"数据截至 {moment:%Y-%m-%d %H:%M}，{sum(self.manifest.row_counts.values())} 行"]
        parts.append(f"{self.manifest.media_count} 个文件")
        if self.settled.has_erasure_list:
            parts.append(f"补做此后的清除 {self.settled.erased_count} 份")
        else:
            parts.append("注意：旁边没有清除清单，此后撤回的问卷又在了")
        if self.settled.anonymised_count:
            parts.append(f"匿名化已到期年度的问卷 {self.settled.anonymised_count} 份")
        if self.settled.unverified_count:
            parts.append(f"清单中有 {self.settled.unverified_count} 行不是本站写的，没有照办")
        parts += [fault for fault in (self.settled.photo_fault, self.settled.trail_fault) if fault]
        return "；".join(parts) + "。"


def restore(
    file: Path,
    into: Path,
    identity: Identity,
    *,
    database_url: str,
    media_root: Path | None = None,
    media_store: Storage | None = None,
    is_check: bool = False,
) -> Restored:
    """Raises BackupRefused with everything as it was. `database_url` matters where the backup is one of PostgreSQL.

    Photos come below `into`, or into `media_root` or `media_store`, which has to be empty as well.
    """
    with (
        empty_folder(into),
        empty_folder(media_root) if media_root else nullcontext(),
        empty_store(media_store) if media_store else nullcontext(),
        tempfile.TemporaryDirectory(prefix=STAGING_PREFIX, dir=into) as folder,
    ):
        staging = Path(folder)
        manifest = unpack(file, staging, identity)
        say_step("装入数据库")
        with loaded_database(manifest, staging, database_url, is_check=is_check) as url:
            compare_rows(manifest, url)
            say_step("升级并核对照片和审计记录")
            settled = settle(file, staging, url, is_check=is_check)
            if media_root:
                move_media(staging / "media", media_root)
            if media_store:
                upload_media(staging / "media", media_store)
            move_up(staging, into)
    return Restored(manifest, settled)


@contextmanager
def empty_folder(folder: Path) -> Iterator[None]:
    """Made if need be, and gone again where it was not there and nothing came into it."""
    was_there = folder.is_dir()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        names = {entry.name for entry in folder.iterdir()}
    except OSError as failure:
        raise BackupRefused(f"不能使用文件夹 {folder}：{describe_os_reason(failure)}。") from None
    # Keys alone are no site: a start makes them before there is a database. Nor are the files of a region.
    if found := sorted(name for name in names if name != "lost+found" and not may_be_there_before(name)):
        raise BackupRefused(f"{folder} 不是空的（有 {found[0]}）：只能恢复到空的文件夹，没有改动。")
    try:
        yield
    except BaseException:
        if not was_there:
            with suppress(OSError):
                folder.rmdir()
        raise


def may_be_there_before(name: str) -> bool:
    return name in {*settings.KEY_FILES, RECIPIENT_FILE} or name.endswith(REGION_SUFFIXES)


@contextmanager
def empty_store(store: Storage) -> Iterator[None]:
    """And empty again where something fails."""
    try:
        found = next(iter(store.stored()), None)
    except StoreAway as failure:
        raise BackupRefused(f"{store.place} 用不了：{describe_os_reason(failure)}。") from None
    if found:
        raise BackupRefused(f"{store.place} 不是空的（有 {found[0]}）：只能恢复到空的存储，没有改动。")
    try:
        yield
    except BaseException:
        with suppress(StoreAway):
            for name, _ in list(store.stored()):
                store.delete(name)
        raise


def unpack(file: Path, staging: Path, identity: Identity) -> Manifest:
    """Everything below `staging`, as GUICHAO_VAR has it, but for the dump of PostgreSQL."""
    try:
        with file.open("rb") as source, decrypted(source, identity) as plain:
            extract_archive(plain, staging)
    except FileNotFoundError:
        raise BackupRefused(f"没有这个文件：{file}。") from None
    except OSError as failure:
        raise BackupRefused(f"备份没有解开：{describe_os_reason(failure)}。") from failure
    manifest = read_manifest(staging / "manifest.json")
    part = SQLITE_PART if manifest.engine == "sqlite" else POSTGRESQL_PART
    if not ((staging / part).is_file() and (staging / KEYS_PART / "secret_key").is_file()):
        raise BackupRefused("备份里缺少数据库或密钥。")
    for folder in filter(Path.is_dir, (staging / KEYS_PART, staging / REGION_PART)):
        for path in folder.iterdir():
            if not may_be_there_before(path.name):
                raise BackupRefused(DAMAGED)
            path.rename(staging / path.name)
        folder.rmdir()
    (staging / "media").mkdir(mode=0o700, exist_ok=True)
    for name in ("manifest.json", "digests.txt"):
        (staging / name).unlink()
    return manifest


@contextmanager
def loaded_database(manifest: Manifest, staging: Path, database_url: str, *, is_check: bool) -> Iterator[str]:
    """The address of the restored database; what came into PostgreSQL is removed again where something fails."""
    path = staging / SQLITE_NAME
    if manifest.engine == "sqlite":
        (staging / SQLITE_PART).rename(path)
        yield sqlite_url(path)
        return
    dump = staging / POSTGRESQL_PART
    if is_check and not database_url:
        convert_to_sqlite(manifest, staging, dump)
        yield sqlite_url(path)
        return
    check_is_empty_postgresql(database_url)
    load_postgresql(database_url, dump)
    dump.unlink()
    try:
        yield database_url
    except BaseException:
        empty_postgresql(database_url)
        raise


def convert_to_sqlite(manifest: Manifest, staging: Path, dump: Path) -> None:
    url = sqlite_url(staging / SQLITE_NAME)
    run_restored(staging, url, "migrate", "--verbosity=0", "--no-input")
    with closing(open_database(url)) as connection:
        is_of_this_release = set(read_migrations(connection)) == set(manifest.migrations)
    if not is_of_this_release:
        raise BackupRefused(
            "这份 PostgreSQL 备份比这里的程序旧，不能在 SQLite 里核对："
            "请用 BACKUP_CHECK_DATABASE_URL 给出一个空的 PostgreSQL 数据库。"
        )
    load_into_sqlite(dump, url)
    dump.unlink()


def compare_rows(manifest: Manifest, url: str) -> None:
    with closing(open_database(url)) as connection:
        counts = count_rows(connection)
    differing = [
        name for name in {**counts, **manifest.row_counts} if counts.get(name) != manifest.row_counts.get(name)
    ]
    if differing:
        name = min(differing)
        raise BackupRefused(
            f"恢复出的行数与备份时不同：表 {name} 应有 {manifest.row_counts.get(name, 0)} 行，"
            f"得 {counts.get(name, 0)} 行（共 {len(differing)} 张表）。"
        )


def settle(file: Path, staging: Path, url: str, *, is_check: bool) -> Settled:
    """Let the restored site bring itself up to this release, and report of itself."""
    erasures = file.parent / ERASURE_LIST
    command = ["settle_restored", file.name]
    command += ["--erasures", str(erasures)] if erasures.is_file() else []
    command += ["--check"] if is_check else []
    report = run_restored(staging, url, *command)
    return Settled(**json.loads(report.splitlines()[-1]), has_erasure_list=erasures.is_file())


def run_restored(staging: Path, url: str, *arguments: str) -> str:
    """What a command of the restored site prints; it runs in a process that has its keys and its database."""
    environment = {name: value for name, value in os.environ.items() if name not in ("BACKUP_DIR", "MEDIA_STORE")}
    environment |= {
        "GUICHAO_VAR": str(staging),
        "MEDIA_ROOT": str(staging / "media"),
        "SECRET_KEY": (staging / "secret_key").read_text(encoding="utf-8").strip(),
        "DATABASE_URL": url,
        "PYTHONUTF8": "1",
    }
    command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        raise BackupRefused(f"恢复出的数据不能用于这个版本：{done.stderr.strip()[-LAST_CHARACTERS:]}")
    return done.stdout


def move_media(media: Path, media_root: Path) -> None:
    """The folder may lie on another file system: what was copied when it failed is removed again."""
    begun = []
    try:
        for path in sorted(media.iterdir()):
            begun.append(media_root / path.name)
            shutil.move(path, begun[-1])
    except OSError as failure:
        for path in begun:
            shutil.rmtree(path, ignore_errors=True)
        raise BackupRefused(f"照片没有写到 {media_root}：{describe_os_reason(failure)}。") from failure
    media.rmdir()


def upload_media(media: Path, store: Storage) -> None:
    paths = [path for path in sorted(media.rglob("*")) if path.is_file()]
    try:
        for path in track(paths, "把照片和扫描件写进存储", len(paths)):
            with path.open("rb") as file:
                store.save(path.relative_to(media).as_posix(), File(file))
    except OSError as failure:
        raise BackupRefused(f"照片没有写到{store.place}：{describe_os_reason(failure)}。") from failure
    shutil.rmtree(media)


def move_up(staging: Path, into: Path) -> None:
    """The database last: without it nothing starts that looks like the site."""
    if hasattr(os, "sync"):
        os.sync()
    for name in [path.name for path in into.iterdir() if may_be_there_before(path.name)]:
        if name in settings.KEY_FILES or name == RECIPIENT_FILE or (staging / name).exists():
            (into / EARLIER_KEYS).mkdir(mode=0o700, exist_ok=True)
            (into / name).rename(into / EARLIER_KEYS / name)
    for path in sorted(staging.iterdir(), key=lambda path: (path.name.startswith(SQLITE_NAME), path.name)):
        if path.is_dir() and path.name != "media":
            shutil.rmtree(path)
        else:
            path.rename(into / path.name)
