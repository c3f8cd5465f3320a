"""Proves a backup: restores it into a scratch place, compares, and removes it again."""

import tempfile
from pathlib import Path

from django.conf import settings
from pyrage.x25519 import Identity

from operations.backup.databases import empty_postgresql
from operations.backup.encryption import BackupRefused
from operations.backup.making import WORK_PREFIX, remove_abandoned_work
from operations.backup.restoring import Restored, restore


def check_backup(file: Path, identity: Identity) -> str:
    """What was compared, and where; raises BackupRefused with the first difference."""
    remove_abandoned_work()
    url = settings.BACKUP_CHECK_DATABASE_URL
    with tempfile.TemporaryDirectory(prefix=WORK_PREFIX, dir=settings.VAR_DIR) as folder:
        restored = restore(file, Path(folder), identity, database_url=url, is_check=True)
    if url and restored.manifest.engine == "postgresql":
        empty_postgresql(url)
    settled = restored.settled
    if fault := settled.trail_fault or settled.photo_fault:
        raise BackupRefused(f"{file.name} 能恢复，但{fault}。")
    return describe_check(file, restored)


def describe_check(file: Path, restored: Restored) -> str:
    manifest = restored.manifest
    is_in_postgresql = manifest.engine == "postgresql" and settings.BACKUP_CHECK_DATABASE_URL
    place = "PostgreSQL 数据库（BACKUP_CHECK_DATABASE_URL）" if is_in_postgresql else "SQLite 数据库"
    rows = sum(manifest.row_counts.values())
    return (
        f"{file.name} 完好：恢复到临时的 {place}，{len(manifest.row_counts)} 张表共 {rows} 行、"
        f"{manifest.media_count} 个文件与备份时一致，"
        f"{restored.settled.photo_count} 个照片和扫描件的摘要相符，密钥与审计记录相符。"
    )
