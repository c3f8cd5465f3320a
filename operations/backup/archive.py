"""The tar inside of a backup: written as chunks, read back strictly, with the digest of every part."""

import hashlib
import tarfile
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path, PurePosixPath
from typing import BinaryIO, TextIO

from operations.backup.encryption import BackupRefused
from organization.progress import track

MANIFEST, DIGESTS = "manifest.json", "digests.txt"
BLOCK = tarfile.BLOCKSIZE
CHUNK = 1 << 18
DAMAGED = "备份的内容不完整，或不是本程序写的。"


def archive_chunks(parts: Iterable[tuple[str, Path]], work: Path) -> Iterator[bytes]:
    """The tar of these files under these names, with their digests as the last member."""
    path = work / DIGESTS
    with path.open("w", encoding="utf-8", newline="\n") as digests:
        for name, part in parts:
            yield from _member_chunks(name, part, digests)
    yield from _member_chunks(DIGESTS, path, None)
    yield bytes(2 * BLOCK)


def _member_chunks(name: str, path: Path, digests: TextIO | None) -> Iterator[bytes]:
    info = tarfile.TarInfo(name)
    info.size, info.mode = path.stat().st_size, 0o600
    # GNU's headers hold sizes above 8 GB.
    yield info.tobuf(tarfile.GNU_FORMAT, "utf-8", "strict")
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for chunk in _exactly(file, info.size):
            digest.update(chunk)
            yield chunk
    yield bytes(-info.size % BLOCK)
    if digests:
        digests.write(f"{digest.hexdigest()}  {name}\n")


def extract_archive(plain: BinaryIO, into: Path) -> None:
    """Write every part below `into`; raise BackupRefused unless each has its digest."""
    found = into / "digests-found.txt"
    with found.open("w", encoding="utf-8", newline="\n") as digests:
        for number in track(count(), "解开备份中的文件"):
            info = _read_header(plain)
            if (number == 0) != (info is not None and info.name == MANIFEST):
                raise BackupRefused(DAMAGED)
            if info is None:
                break
            _extract_member(info, plain, into, digests)
    _compare_digests(found, into / DIGESTS)
    found.unlink()


def _read_header(plain: BinaryIO) -> tarfile.TarInfo | None:
    """None at the end."""
    block = plain.read(BLOCK)
    if len(block) == BLOCK and not any(block):
        return None
    try:
        info = tarfile.TarInfo.frombuf(block, "utf-8", "strict")
    except (tarfile.HeaderError, UnicodeDecodeError):
        raise BackupRefused(DAMAGED) from None
    path = PurePosixPath(info.name)
    # Whoever has the public key can write a file that decrypts: it must not write elsewhere.
    if not info.isreg() or path.is_absolute() or ".." in path.parts or "\\" in info.name or ":" in info.name:
        raise BackupRefused(DAMAGED)
    return info


def _extract_member(info: tarfile.TarInfo, plain: BinaryIO, into: Path, digests: TextIO) -> None:
    path = into / info.name
    for folder in reversed(PurePosixPath(info.name).parents):
        (into / folder).mkdir(mode=0o700, exist_ok=True)
    digest = hashlib.sha256()
    try:
        with path.open("xb") as file:
            path.chmod(0o600)
            for chunk in _exactly(plain, info.size):
                digest.update(chunk)
                file.write(chunk)
    except FileExistsError:
        raise BackupRefused(DAMAGED) from None
    for _ in _exactly(plain, -info.size % BLOCK):
        """Padding."""
    if info.name != DIGESTS:
        digests.write(f"{digest.hexdigest()}  {info.name}\n")


def _exactly(file: BinaryIO, size: int) -> Iterator[bytes]:
    while size:
        chunk = file.read(min(CHUNK, size))
        if not chunk:
            raise BackupRefused(DAMAGED)
        size -= len(chunk)
        yield chunk


def _compare_digests(found: Path, expected: Path) -> None:
    """Line by line: with many photos, they are long."""
    if not expected.is_file():
        raise BackupRefused(DAMAGED)
    with found.open("rb") as ours, expected.open("rb") as theirs:
        while True:
            line = ours.readline()
            if line != theirs.readline():
                raise BackupRefused("备份中有一部分的摘要不对：内容被改动过。")
            if not line:
                return
