"""A page in pieces, each compressed once: what stands between them is all that is new in an answer.

A piece is deflated by itself, and what fills a hole is stored as it is (RFC 1951, 3.2.4). So the length of the answer
says nothing of a secret beside what somebody else may choose.
"""

import struct
import zlib
from collections.abc import Sequence
from typing import NamedTuple

# Bytes of one stored block.
LONGEST_HOLE = 65_535
# RFC 1952: deflate, no name and no time, the best compression, an unknown system.
GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
RAW = -zlib.MAX_WBITS


class Piece(NamedTuple):
    plain: bytes
    deflated: bytes


def deflated(plain: bytes, *, before: bytes = b"", is_last: bool = False) -> Piece:
    """It may repeat what stands `before` it, as far as that is as long in every answer: a hole is as many NULs there,
    which no page has.
    """
    compressor = zlib.compressobj(zlib.Z_BEST_COMPRESSION, zlib.DEFLATED, RAW, zdict=before)
    end = zlib.Z_FINISH if is_last else zlib.Z_SYNC_FLUSH
    return Piece(plain, compressor.compress(plain) + compressor.flush(end))


def stored(content: bytes) -> Piece:
    """What fills a hole."""
    if len(content) > LONGEST_HOLE:
        raise ValueError(f"a hole holds {LONGEST_HOLE} bytes at most")
    return Piece(content, struct.pack("<BHH", 0, len(content), len(content) ^ LONGEST_HOLE) + content)


def joined(pieces: Sequence[Piece]) -> bytes:
    return b"".join([piece.plain for piece in pieces])


def compressed(pieces: Sequence[Piece]) -> bytes:
    """As gzip; the last piece is one that `is_last`."""
    whole = joined(pieces)
    end = struct.pack("<II", zlib.crc32(whole), len(whole))
    return b"".join([GZIP_HEADER, *[piece.deflated for piece in pieces], end])
