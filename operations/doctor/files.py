"""What lies beside the database: photos and scans, collected static files, keys, and room on the disks."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection

from activities.models import Photo
from operations.doctor.findings import Diagnosis, fail, fine, warn
from organization.machine import DiskSpace, are_static_files_collected
from organization.models import AuditEvent, AuditSeal
from organization.outage import StoreAway, describe_os_reason

# The youngest photos, whose files are looked for.
PHOTOS_LOOKED_FOR = 20
# Below which share of the names that a file system can have a warning is due.
FEW_NAMES = 0.05
GIGABYTE = 1024**3
# The youngest events of the trail, of which it is asked whether this site's key wrote them.
EVENTS_LOOKED_AT = 50


def check_static_files() -> Diagnosis:
    if are_static_files_collected():
        return fine("静态文件已整理好")
    return fail(
        f"{settings.STATIC_ROOT} 里没有整理好这个版本的静态文件",
        "请运行 python3 dev.py manage collectstatic --noinput，再重新启动",
    )


def check_media() -> Diagnosis:
    place, latest = default_storage.place, Photo.objects.order_by("-pk")[:PHOTOS_LOOKED_FOR]
    try:
        is_public = default_storage.try_out()
        missing = sum(not default_storage.exists(photo.path) for photo in latest)
    except StoreAway as error:
        return fail(f"{place} 用不了：{describe_os_reason(error)}", "请检查 MEDIA_STORE、它的密钥和到那里的网络")
    except OSError as error:
        return fail(f"{place} 不能写入：{describe_os_reason(error)}", "请检查它的权限、挂载和磁盘")
    if is_public:
        return fail(f"{place} 里的文件，没有密钥的人也能读", "请马上在存储那边关掉这个存储桶的公开读")
    if missing:
        return fail(
            f"最近 {len(latest)} 张照片中有 {missing} 张不在{place} 里",
            "请检查 MEDIA_ROOT 或 MEDIA_STORE 是不是这个数据库的、共享有没有挂载；丢失的从备份恢复",
        )
    return fine(f"{place} 能写入")


def check_disks() -> Diagnosis:
    """Of each file system that the site writes to, the one with the least room decides."""
    spaces = {folder: measure(folder) for folder in written_folders()}
    worst = min(spaces, key=lambda folder: spaces[folder].free)
    space = spaces[worst]
    sentence = f"{worst} 所在的磁盘剩 {space.free / GIGABYTE:.1f} GB（{space.free_percent}%）"
    cure = "请清理磁盘或扩容；满了以后不能再提交问卷和上传照片"
    if space.is_dangerous:
        return fail(sentence, cure)
    if any(one.is_low for one in spaces.values()):
        return warn(sentence, cure)
    if crowded := next(filter(has_few_names, spaces), None):
        return warn(f"{crowded} 所在的文件系统快不能再建文件了（inode 剩余不到 {FEW_NAMES:.0%}）", cure)
    return fine(sentence)


def written_folders() -> list[Path]:
    """One of each file system; those that are not there yet by the folder above them."""
    folders = [Path(settings.VAR_DIR)]
    if not settings.MEDIA_STORE:
        folders.append(Path(settings.MEDIA_ROOT))
    if connection.vendor == "sqlite":
        folders.append(Path(str(connection.settings_dict["NAME"])).parent)
    if settings.BACKUP_DIR:
        folders.append(Path(settings.BACKUP_DIR))
    by_device: dict[int, Path] = {}
    for folder in folders:
        there = next((one for one in (folder, *folder.parents) if one.is_dir()), None)
        if there:
            by_device.setdefault(there.stat().st_dev, folder)
    return list(by_device.values())


def measure(folder: Path) -> DiskSpace:
    there = next(one for one in (folder, *folder.parents) if one.is_dir())
    usage = shutil.disk_usage(there)
    return DiskSpace(free=usage.free, total=usage.total)


def has_few_names(folder: Path) -> bool:
    if not hasattr(os, "statvfs"):
        return False
    state = os.statvfs(next(one for one in (folder, *folder.parents) if one.is_dir()))
    return bool(state.f_files) and state.f_favail < state.f_files * FEW_NAMES


def check_keys() -> Diagnosis:
    """That what the database holds was written with these keys, and that only the site reads them."""
    if not is_trail_of_our_key():
        return fail(
            "密钥与数据库对不上：最近的审计记录或封条不是用这里的 audit_key 写的",
            "请从这个数据库的备份恢复密钥（GUICHAO_VAR 里的 audit_key、receipt_key、factor_key），几台服务器用同一份",
        )
    readable = [name for name in settings.KEY_FILES if is_readable_by_others(settings.VAR_DIR / name)]
    if readable:
        return warn(f"密钥文件别的用户也能读：{'、'.join(readable)}", f"请在 {settings.VAR_DIR} 里 chmod 600 它们")
    return fine("密钥与数据库相符")


def is_trail_of_our_key() -> bool:
    """Some events, not one: of two servers with different keys each writes a part."""
    latest = AuditSeal.objects.latest_one()
    seals = [AuditSeal.objects.get(pk=latest.pk)] if latest else []
    events = AuditEvent.objects.filter(previous_digest="").order_by("-sequence")[:EVENTS_LOOKED_AT]
    return all(one.is_genuine for one in [*seals, *events])


def is_readable_by_others(path: Path) -> bool:
    with suppress(FileNotFoundError):
        return os.name == "posix" and bool(path.stat().st_mode & 0o077)
    return False
