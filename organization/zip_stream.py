"""A zip archive that is sent while it is made: one file at a time in memory, whatever their number.

Each file's size and checksum stand before it, as in an archive written to disk: readers that go through the archive
from its beginning (phones' viewers among them) refuse stored files whose size only follows after them.
"""

import logging
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from io import BytesIO

logger = logging.getLogger(__name__)

COMPRESSED_ALREADY = (".jpg", ".png", ".pdf", ".xlsx", ".docx", ".zip")
READABLE_BY_ALL = 0o644 << 16


class Tail:
    """The end of an archive that is not drained yet. zipfile may seek back in it to the head of the current file."""

    def __init__(self):
        self.start, self.buffer = 0, BytesIO()

    def write(self, content: bytes) -> int:
        return self.buffer.write(content)

    def tell(self) -> int:
        return self.start + self.buffer.tell()

    def seek(self, offset: int, whence: int = 0) -> int:
        return self.start + self.buffer.seek(offset - self.start if whence == 0 else offset, whence)

    def flush(self) -> None:
        pass

    def drain(self) -> bytes:
        content = self.buffer.getvalue()
        self.start += len(content)
        self.buffer = BytesIO()
        return content


def stream_zip(files: Iterable, *, at: datetime) -> Iterator[bytes]:
    """Yield the archive in pieces. `files` have a `name` and `read()`; `at` is their timestamp.

    A file that cannot be read is replaced by a text: the response has begun, and a truncated archive would lose the
    others too.
    """
    tail = Tail()
    with zipfile.ZipFile(tail, "w") as archive:
        for file in files:
            name, content = readable(file)
            archive.writestr(entry(name, at), content)
            yield tail.drain()
    yield tail.drain()


def readable(file) -> tuple[str, bytes]:
    try:
        return file.name, file.read()
    except OSError:
        logger.exception("a file of a package cannot be read")
        return f"{file.name}（文件缺失）.txt", "这个文件在服务器上找不到了，请联系系统管理员。".encode("utf-8-sig")


def entry(name: str, at: datetime) -> zipfile.ZipInfo:
    """zipfile marks names beyond ASCII as UTF-8 (bit 11), which Windows, WPS and 360压缩 go by."""
    info = zipfile.ZipInfo(name, at.timetuple()[:6])
    info.external_attr = READABLE_BY_ALL
    info.compress_type = zipfile.ZIP_STORED if name.endswith(COMPRESSED_ALREADY) else zipfile.ZIP_DEFLATED
    return info
