"""A page of constant parts with holes between them, compressed once: only what fills the holes is new in each answer.

Each part is deflated by itself, and what fills a hole is stored as it is (RFC 1951, 3.2.4). So the length of the answer
says nothing of a secret beside what somebody else may choose.
"""

import struct
import zlib
from collections.abc import Sequence
from functools import cached_property

from django.http import HttpResponse

# Bytes of one stored block.
LONGEST_HOLE = 65_535
# RFC 1952: deflate, no name and no time, the best compression, an unknown system.
GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
RAW = -zlib.MAX_WBITS


class PreparedParts:
    """One part more than there are holes."""

    def __init__(self, parts: Sequence[bytes]):
        self.parts = parts

    @cached_property
    def _deflated(self) -> list[bytes]:
        return [*(deflate(part, zlib.Z_FULL_FLUSH) for part in self.parts[:-1]), deflate(self.parts[-1], zlib.Z_FINISH)]

    def filled(self, holes: Sequence[bytes]) -> bytes:
        pieces = [self.parts[0]]
        for hole, part in zip(holes, self.parts[1:], strict=True):
            pieces += hole, part
        return b"".join(pieces)

    def compressed(self, holes: Sequence[bytes], whole: bytes) -> bytes:
        """`whole` is what is compressed: `filled(holes)`."""
        pieces = [GZIP_HEADER, self._deflated[0]]
        for hole, part in zip(holes, self._deflated[1:], strict=True):
            pieces += stored_block(hole), part
        pieces.append(struct.pack("<II", zlib.crc32(whole), len(whole)))
        return b"".join(pieces)


def deflate(part: bytes, flush: int) -> bytes:
    """Nothing in it refers to the parts before: `flush` is Z_FULL_FLUSH, or Z_FINISH for the last."""
    compressor = zlib.compressobj(zlib.Z_BEST_COMPRESSION, zlib.DEFLATED, RAW)
    return compressor.compress(part) + compressor.flush(flush)


def stored_block(content: bytes) -> bytes:
    if len(content) > LONGEST_HOLE:
        raise ValueError(f"a hole holds {LONGEST_HOLE} bytes at most")
    return struct.pack("<BHH", 0, len(content), len(content) ^ LONGEST_HOLE) + content


class PreparedResponse(HttpResponse):
    """Knows itself compressed: see `with_gzip`."""

    def __init__(self, parts: PreparedParts, holes: Sequence[bytes]):
        super().__init__(parts.filled(holes))
        self.parts, self.holes = parts, holes

    def compress(self) -> None:
        self.content = self.parts.compressed(self.holes, self.content)
        self.headers["Content-Encoding"] = "gzip"
