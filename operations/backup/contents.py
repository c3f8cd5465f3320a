"""What belongs into a backup besides the database: its description, the keys, and the files that it refers to."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import chain
from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.utils._os import safe_join

from activities.models import Photo
from operations.backup.archive import DAMAGED, MANIFEST
from operations.backup.encryption import BackupRefused
from operations.backup.recipient import RECIPIENT_FILE
from organization.machine import read_version
from organization.releases import find_unknown, known_migrations
from reports.models import AnnouncementFile, NoticeDocument, StampedScan

FORMAT = 1
# Folders of the archive, whose files come to lie beside the database.
KEYS_PART, REGION_PART = "keys", "region"
REGION_SUFFIXES = (".toml", ".csv")
# The models whose rows name stored files: the columns that a path is made of, and the paths.
STORED_FILES: tuple[tuple[type[models.Model], tuple[str, ...], tuple[str, ...]], ...] = (
    (Photo, ("name",), ("path", "thumbnail_path")),
    (StampedScan, ("name", "extension"), ("path",)),
    (NoticeDocument, ("name", "extension"), ("path",)),
    (AnnouncementFile, ("name", "extension"), ("path",)),
)


@dataclass
class Manifest:
    release: str
    # "sqlite" or "postgresql".
    engine: str
    # The instant of the database, in ISO 8601.
    made_at: str
    # Applied ones, as "app.name".
    migrations: list[str]
    row_counts: dict[str, int]
    media_count: int = 0
    # Files that rows name and that the site had not.
    missing_media: list[str] = field(default_factory=list)
    format: int = FORMAT

    def write(self, work: Path) -> Path:
        path = work / MANIFEST
        path.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1), encoding="utf-8")
        return path

    @property
    def instant(self) -> datetime:
        return datetime.fromisoformat(self.made_at)


def read_manifest(path: Path) -> Manifest:
    """Raises BackupRefused for what a newer release wrote."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        form, release = content["format"], content["release"]
    except (ValueError, KeyError, TypeError):
        raise BackupRefused(DAMAGED) from None
    newer = f"备份来自归巢 {release}，这里是 {read_version()}，不认识它的内容：请先装上 {release} 或更新的版本。"
    if form != FORMAT:
        raise BackupRefused(newer)
    try:
        manifest = Manifest(**content)
    except TypeError:
        raise BackupRefused(DAMAGED) from None
    if parse_version(release) > parse_version(read_version()) or find_unknown_migrations(manifest):
        raise BackupRefused(newer)
    return manifest


def parse_version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part.isdecimal())


def find_unknown_migrations(manifest: Manifest) -> list[str]:
    return find_unknown(set(manifest.migrations), known_migrations(MigrationLoader(None)))


def read_migrations(connection) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        return [f"{app}.{name}" for app, name in cursor.fetchall()]


def write_keys(folder: Path) -> Iterator[tuple[str, Path]]:
    """The keys as they are in force, wherever they came from, and for whom the next backups are encrypted."""
    folder.mkdir(mode=0o700)
    contents = {name: getattr(settings, setting) for name, setting in settings.KEY_FILES.items()}
    recipient = settings.VAR_DIR / RECIPIENT_FILE
    if recipient.is_file():
        contents[RECIPIENT_FILE] = recipient.read_text(encoding="utf-8")
    for name, content in contents.items():
        path = folder / name
        path.touch(mode=0o600)
        path.write_text(content, encoding="utf-8")
        yield f"{KEYS_PART}/{name}", path


def stored_paths(connection) -> Iterator[str]:
    """Of every file that the database refers to."""
    return chain.from_iterable(_paths_of(connection, *stored) for stored in STORED_FILES)


def _paths_of(connection, model, columns, paths) -> Iterator[str]:
    quote = connection.ops.quote_name
    is_pooled = connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS")
    with connection.cursor() if is_pooled else connection.chunked_cursor() as cursor:
        names, table = ", ".join(map(quote, columns)), quote(model._meta.db_table)
        cursor.execute(f"SELECT {names} FROM {table} ORDER BY id")  # nosec B608 # names of our own models
        while rows := cursor.fetchmany(1000):
            for row in rows:
                stored = model(**dict(zip(columns, row, strict=True)))
                yield from (getattr(stored, path) for path in paths)


class HeldMedia:
    """Stored files, as hard links where they can be: what the site deletes meanwhile stays until the backup has it."""

    def __init__(self, folder: Path):
        self.folder = folder

    def hold(self, names: Iterable[str]) -> list[str]:
        """Those that are not held yet. Returns the names of files that are not there."""
        missing = []
        for name in names:
            try:
                held = Path(safe_join(self.folder, name))
                if not held.exists():
                    held.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                    default_storage.copy_to(name, held)
            except (FileNotFoundError, SuspiciousFileOperation):
                missing.append(name)
        return missing

    def path(self, name: str) -> Path | None:
        try:
            path = Path(safe_join(self.folder, name))
        except SuspiciousFileOperation:
            return None
        return path if path.is_file() else None
