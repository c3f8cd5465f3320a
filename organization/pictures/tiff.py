"""TIFF: its strips or tiles are read a few at a time, as small files of their own, and only the tags that are needed.

Pillow holds the whole picture, and every tag as large as it claims to be. No ORM, no request.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from math import ceil

from PIL import Image, ImageOps

from organization.pictures.colours import flatten
from organization.pictures.source import (
    BAND_BYTES,
    TURNS,
    PictureSource,
    UnreadablePicture,
    check_memory,
    check_pixels,
    load_bands,
)

WIDTH, LENGTH, BITS, COMPRESSION, PHOTOMETRIC, SAMPLES, PLANES = 256, 257, 258, 259, 262, 277, 284
STRIP_OFFSETS, ROWS_PER_STRIP, STRIP_LENGTHS = 273, 278, 279
TILE_WIDTH, TILE_LENGTH, TILE_OFFSETS, TILE_LENGTHS = 322, 323, 324, 325
ORIENTATION, PROFILE = 274, 34675
# How samples are to be read: also the fill order, the options of T4 and T6, predictor, colour map, extra samples,
# sample format, the tables of JPEG, and of YCbCr coefficients, subsampling, positions, reference black and white.
COPIED = (BITS, COMPRESSION, PHOTOMETRIC, SAMPLES, PLANES, 266, 292, 293, 317, 320, 338, 339, 347, 529, 530, 531, 532)
PLACES = (STRIP_OFFSETS, ROWS_PER_STRIP, STRIP_LENGTHS, TILE_WIDTH, TILE_LENGTH, TILE_OFFSETS, TILE_LENGTHS)
READ = {WIDTH, LENGTH, ORIENTATION, PROFILE, *COPIED, *PLACES}
TAG_BYTES, PROFILE_BYTES = 256 * 1024, 4 * 1024 * 1024
# None, CCITT, LZW, JPEG, Deflate (two numbers), PackBits. The others hold as much memory as their streams claim.
COMPRESSIONS = {1, 2, 3, 4, 5, 7, 8, 32946, 32773}
SEPARATE_PLANES, WHITE_IS_ZERO = 2, 0
# Type: bytes of a value, and its letter for struct where it is a whole number.
TYPE_BYTES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
LETTERS = {1: "B", 3: "H", 4: "I"}
LONG = 4
ORDERS = {b"II": "<", b"MM": ">"}
MAGIC = 42
ENTRY_BYTES = 12


@dataclass(frozen=True)
class TiffTag:
    kind: int
    count: int
    content: bytes


class TiffDirectory:
    """The first one of a file: the first page."""

    def __init__(self, file):
        file.seek(0)
        self.mark = file.read(2)
        self.order = ORDERS[self.mark]
        magic, offset = struct.unpack(self.order + "HI", file.read(6))
        if magic != MAGIC:
            raise UnreadablePicture
        file.seek(offset)
        (count,) = struct.unpack(self.order + "H", file.read(2))
        entries = file.read(count * ENTRY_BYTES)
        self.tags = dict(self._read(file, entries))

    def _read(self, file, entries):
        for start in range(0, len(entries) - ENTRY_BYTES + 1, ENTRY_BYTES):
            number, kind, count = struct.unpack_from(self.order + "HHI", entries, start)
            length = TYPE_BYTES.get(kind, 0) * count
            if number not in READ or not 0 < length <= (PROFILE_BYTES if number == PROFILE else TAG_BYTES):
                continue
            content = entries[start + 8 : start + 8 + length]
            if length > 4:
                file.seek(*struct.unpack_from(self.order + "I", entries, start + 8))
                content = file.read(length)
            if len(content) == length:
                yield number, TiffTag(kind, count, content)

    def numbers(self, number: int, *default: int) -> tuple[int, ...]:
        if number not in self.tags:
            return default
        tag = self.tags[number]
        if tag.kind not in LETTERS:
            raise UnreadablePicture
        return struct.unpack(f"{self.order}{tag.count}{LETTERS[tag.kind]}", tag.content)

    def number(self, number: int, default: int) -> int:
        return self.numbers(number, default)[0]

    @property
    def profile(self) -> bytes | None:
        return self.tags[PROFILE].content if PROFILE in self.tags else None

    def pack(self, numbers: dict[int, tuple[int, ...]], content: bytes) -> bytes:
        """A file of one page: the tags that say how samples are read, these numbers, and the content behind them."""
        own = {
            number: TiffTag(LONG, len(values), struct.pack(f"{self.order}{len(values)}I", *values))
            for number, values in numbers.items()
        }
        tags = sorted(({number: self.tags[number] for number in COPIED if number in self.tags} | own).items())
        entries, further = [], b""
        start = 8 + 2 + len(tags) * ENTRY_BYTES + 4
        for number, tag in tags:
            value = tag.content.ljust(4, b"\0")
            if len(value) > 4:
                value, further = struct.pack(self.order + "I", start + len(further)), further + value
                further += bytes(len(further) % 2)
            entries.append(struct.pack(self.order + "HHI", number, tag.kind, tag.count) + value)
        head = self.mark + struct.pack(self.order + "HIH", MAGIC, 8, len(tags))
        return b"".join((head, *entries, bytes(4), further, content))


@dataclass(frozen=True)
class TiffSegments:
    """Strips, or rows of tiles."""

    rows: int  # of pixels
    across: int
    offsets: tuple[int, ...]
    lengths: tuple[int, ...]
    # Of a tile.
    width: int | None
    plane_count: int

    @property
    def per_plane(self) -> int:
        return len(self.offsets) // self.plane_count


def open_tiff(file, longest_side: int) -> PictureSource:
    directory = TiffDirectory(file)
    width, height = directory.number(WIDTH, 0), directory.number(LENGTH, 0)
    check_pixels(width, height)
    if directory.number(COMPRESSION, 1) not in COMPRESSIONS or max(directory.numbers(BITS, 1)) > 16:
        raise UnreadablePicture
    segments = _segments(directory, width, height)
    _check_size(file, directory, segments, width, height)
    bands = _bands(file, directory, segments, width, height)
    return PictureSource(width, height, bands, directory.profile, TURNS.get(directory.number(ORIENTATION, 1), ()))


def _segments(directory: TiffDirectory, width: int, height: int) -> TiffSegments:
    planes = directory.number(SAMPLES, 1) if directory.number(PLANES, 1) == SEPARATE_PLANES else 1
    is_tiled = TILE_WIDTH in directory.tags
    rows = directory.number(TILE_LENGTH, 0) if is_tiled else min(height, directory.number(ROWS_PER_STRIP, height))
    tile_width = directory.number(TILE_WIDTH, 0) if is_tiled else None
    across = ceil(width / tile_width) if is_tiled and tile_width else 1
    offsets, lengths = (
        directory.numbers(number)
        for number in ((TILE_OFFSETS, TILE_LENGTHS) if is_tiled else (STRIP_OFFSETS, STRIP_LENGTHS))
    )
    if not rows or not planes or len(offsets) != len(lengths) or len(offsets) != ceil(height / rows) * across * planes:
        raise UnreadablePicture
    return TiffSegments(rows, across, offsets, lengths, tile_width, planes)


def _check_size(file, directory: TiffDirectory, segments: TiffSegments, width: int, height: int) -> None:
    pixel_bytes = directory.number(SAMPLES, 1) * max(directory.numbers(BITS, 1)) / 8
    stored = segments.rows * (segments.width or width) * pixel_bytes
    check_memory(stored + min(segments.rows, height) * width * (1 if pixel_bytes <= 1 else 4))
    # One piece of the file may be meant for every strip.
    if sum(segments.lengths) > 2 * file.size:
        raise UnreadablePicture


def _bands(file, directory: TiffDirectory, segments: TiffSegments, width: int, height: int) -> Iterator[Image.Image]:
    together = max(1, BAND_BYTES // (segments.rows * width * 4))
    is_inverted = directory.number(PHOTOMETRIC, 1) == WHITE_IS_ZERO
    for first in range(0, ceil(height / segments.rows), together):
        rows = min(together * segments.rows, height - first * segments.rows)
        places = slice(first * segments.across, (first + together) * segments.across)
        content = _pack(file, directory, segments, places, width, rows)
        with Image.open(BytesIO(content), formats=["TIFF"]) as image:
            for band in load_bands(image):
                # Pillow inverts what has eight bits or fewer.
                yield ImageOps.invert(flatten(band)) if is_inverted and band.mode.startswith("I") else band


def _pack(file, directory: TiffDirectory, segments: TiffSegments, places: slice, width: int, rows: int) -> bytes:
    numbers = [
        number
        for plane in range(segments.plane_count)
        for number in range(plane * segments.per_plane, (plane + 1) * segments.per_plane)[places]
    ]
    lengths = tuple(segments.lengths[number] for number in numbers)
    tags = {WIDTH: (width,), LENGTH: (rows,)}
    if segments.width:
        tags |= {TILE_WIDTH: (segments.width,), TILE_LENGTH: (segments.rows,), TILE_LENGTHS: lengths}
    else:
        tags |= {ROWS_PER_STRIP: (segments.rows,), STRIP_LENGTHS: lengths}
    offsets = TILE_OFFSETS if segments.width else STRIP_OFFSETS
    start = len(directory.pack(tags | {offsets: (0,) * len(lengths)}, b""))
    pieces = []
    for number in numbers:
        file.seek(segments.offsets[number])
        pieces.append(file.read(segments.lengths[number]))
    starts = tuple(start + sum(lengths[:place]) for place in range(len(lengths)))
    return directory.pack(tags | {offsets: starts}, b"".join(pieces))
