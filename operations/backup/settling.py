"""What a restored site does with itself, with its own keys and database, before it may be used."""

import hashlib

from django.core.files.storage import default_storage

from operations.backup.contents import STORED_FILES
from organization.trail.verification import verify_trail

CHUNK = 1 << 18


def find_photo_fault() -> tuple[int, str]:
    """How many pictures and scans have the digest that their row names, and a sentence about those that have not."""
    fitting = differing = missing = 0
    for model, *_ in STORED_FILES:
        for stored in model.objects.order_by("pk").iterator():
            digest = _digest_of(stored.path)
            fitting += digest == stored.digest
            differing += digest not in ("", stored.digest)
            missing += not digest
    faults = {"个照片或扫描件没有文件": missing, "个照片或扫描件与记录的摘要不同": differing}
    return fitting, "，".join(f"{count} {fault}" for fault, count in faults.items() if count)


def _digest_of(name: str) -> str:
    digest = hashlib.sha256()
    try:
        with default_storage.open(name) as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
    except FileNotFoundError:
        return ""
    return digest.hexdigest()


def find_trail_fault() -> str:
    """Also whether the keys belong to the database: with others, no event and no seal verifies."""
    check = verify_trail()
    if check.is_whole:
        return ""
    first, *others = check.findings
    more = f"，另有 {len(others)} 处" if others else ""
    return f"审计记录对不上，密钥不是这个数据库的，或记录被改动过：{first}{more}"
