"""Whether an archive is whole, and ours: read piece by piece, and nothing is unpacked to disk."""

import hashlib
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from organization.progress import track
from reports.archive.manifest import NAME, ForeignManifest, read_digests

# Bytes: a thousand packages make half a megabyte.
LARGEST_MANIFEST = 50_000_000
CHUNK = 1 << 18
UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, struct.error),
    *(EOFError, NotImplementedError, OSError, RuntimeError, ValueError),
)


@dataclass(frozen=True)
class ArchiveCheck:
    file_count: int
    # Sentences; empty where it is whole.
    faults: list[str]


class NoArchive(Exception):
    """Says why a file cannot be one."""


def verify_archive(path: Path) -> ArchiveCheck:
    """Raises NoArchive for what is not a zip file with a manifest that this site has sealed, OSError where there is no
    file to be read.
    """
    with path.open("rb") as file:
        return _verify_file(file)


def _verify_file(file: BinaryIO) -> ArchiveCheck:
    try:
        with zipfile.ZipFile(file) as archive:
            digests = read_digests(_manifest_of(archive))
            return ArchiveCheck(len(digests), _find_faults(archive, digests))
    except UNREADABLE:
        raise NoArchive("不是完整的 zip 文件：没有下载完，或文件损坏。") from None
    except ForeignManifest as foreign:
        raise NoArchive(f"{foreign}。") from None


def _manifest_of(archive: zipfile.ZipFile) -> bytes:
    try:
        info = archive.getinfo(NAME)
    except KeyError:
        raise NoArchive(f"里面没有{NAME}：不是年度归档，或没有下载完。") from None
    if info.file_size > LARGEST_MANIFEST:
        raise NoArchive(f"{NAME}太大，不是年度归档的清单。")
    return archive.read(info)


def _find_faults(archive: zipfile.ZipFile, digests: dict[str, str]) -> list[str]:
    listed = archive.namelist()
    names = [name for name in listed if name != NAME]
    faults = [f"重复：{NAME}"] if listed.count(NAME) > 1 else []
    faults += [f"多了：{name}" for name in sorted(set(names) - digests.keys())]
    faults += [f"重复：{name}" for name in sorted({name for name in names if names.count(name) > 1})]
    faults += [f"少了：{name}" for name in sorted(digests.keys() - set(names))]
    present = sorted(digests.keys() & set(names))
    read = track(present, "核对归档中的文件", len(present))
    return faults + [f"被改动：{name}" for name in read if _digest_of(archive, name) != digests[name]]


def _digest_of(archive: zipfile.ZipFile, name: str) -> str:
    """Empty for what cannot be read."""
    digest = hashlib.sha256()
    try:
        with archive.open(name) as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
    except UNREADABLE:
        return ""
    return digest.hexdigest()
