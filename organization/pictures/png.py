"""PNG: unpacked a few rows at a time, so that it is never whole in memory. No ORM, no request."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import ceil

from PIL import Image

from organization.pictures.source import (
    READER_MEMORY,
    PictureSource,
    UnreadablePicture,
    check_pixels,
    result_bytes,
    rows_per_band,
    turns_of,
)

SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Colour type: samples per pixel, and the mode in which Pillow undoes the filters of bytes that lie so far apart.
GREY, COLOUR, PALETTE, GREY_ALPHA, COLOUR_ALPHA = 0, 2, 3, 4, 6
MODES = {GREY: "L", COLOUR: "RGB", PALETTE: "L", GREY_ALPHA: "LA", COLOUR_ALPHA: "RGBA"}
SAMPLES = {"L": 1, "LA": 2, "RGB": 3, "RGBA": 4}
DEPTHS = {GREY: (1, 2, 4, 8, 16), PALETTE: (1, 2, 4, 8)}
# Of an interlaced picture: the first column and row of each pass, and its steps to the right and down.
PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
# A PNG cut into the usual pieces of 8 kB has 2,500.
CHUNK_LIMIT = 100_000
PROFILE_LIMIT = 4 * 1024 * 1024  # bytes, unpacked
PIECE = 64 * 1024  # bytes read from the file at once
UNFILTERED = b"\0"


@dataclass
class PngHeader:
    width: int
    height: int
    depth: int
    colour: int
    is_interlaced: bool
    # By the name of the chunk.
    further: dict[bytes, bytes] = field(default_factory=dict)
    # Where the packed pixels stand: pairs of offset and length.
    pieces: list[tuple[int, int]] = field(default_factory=list)

    @property
    def mode(self) -> str:
        return MODES[self.colour]

    @property
    def row_bytes(self) -> int:
        """Without the byte of the filter. Of two bytes of a sample, both."""
        return (self.width * SAMPLES[self.mode] * self.depth + 7) // 8

    @property
    def profile(self) -> bytes | None:
        _, _, packed = self.further.get(b"iCCP", b"").partition(b"\0")
        try:
            return zlib.decompressobj().decompress(packed[1:], PROFILE_LIMIT) or None
        except zlib.error:
            return None


def open_png(file, longest_side: int) -> PictureSource:
    header = _read_header(file)
    check_pixels(header.width, header.height)
    packed = PackedRows(file, header.pieces)
    turns = turns_of(header.further.get(b"eXIf"))
    if not header.is_interlaced:
        return PictureSource(header.width, header.height, _bands(packed, header), header.profile, turns)
    held = header.width * header.height * SAMPLES[header.mode]
    part = 1 if held + result_bytes(header.width, header.height, longest_side) <= READER_MEMORY else 2
    size = (ceil(header.width / part), ceil(header.height / part))
    return PictureSource(*size, _interlaced(packed, header, size, part), header.profile, turns)


def _read_header(file) -> PngHeader:
    file.seek(len(SIGNATURE))
    header = None
    for _ in range(CHUNK_LIMIT):
        length, name = int.from_bytes(file.read(4)), file.read(4)
        if name == b"IHDR" and header is None:
            header = _header(file.read(length))
        elif header is None:
            raise UnreadablePicture
        elif name == b"IDAT":
            header.pieces.append((file.tell(), length))
            file.seek(length, 1)
        elif name in (b"PLTE", b"tRNS", b"iCCP", b"eXIf"):
            header.further.setdefault(name, file.read(length))
        elif name in (b"IEND", b""):
            return header
        else:
            file.seek(length, 1)
        file.seek(4, 1)  # the checksum
    raise UnreadablePicture


def _header(content: bytes) -> PngHeader:
    depth, colour, *_, interlace = content[8:13]
    if colour not in MODES or depth not in DEPTHS.get(colour, (8, 16)):
        raise UnreadablePicture
    return PngHeader(int.from_bytes(content[:4]), int.from_bytes(content[4:8]), depth, colour, bool(interlace))


class PackedRows:
    """Unpacks no more than is asked for."""

    def __init__(self, file, pieces):
        self.pieces = self._read(file, pieces)
        self.unzip = zlib.decompressobj()

    @staticmethod
    def _read(file, pieces):
        for offset, length in pieces:
            for start in range(0, length, PIECE):
                file.seek(offset + start)
                yield file.read(min(PIECE, length - start))

    def read(self, count: int) -> bytes:
        rows = bytearray()
        while len(rows) < count:
            packed = self.unzip.unconsumed_tail or next(self.pieces, b"")
            unpacked = self.unzip.decompress(packed, count - len(rows))
            if not packed and not unpacked:
                raise UnreadablePicture
            rows += unpacked
        return bytes(rows)


def _bands(packed: PackedRows, header: PngHeader) -> Iterator[Image.Image]:
    stride = header.row_bytes + 1
    above = UNFILTERED + bytes(_eight_bit_stride(header) - 1)
    most = rows_per_band(stride)
    for top in range(0, header.height, most):
        count = min(most, header.height - top)
        filtered = packed.read(count * stride)
        if header.depth == 16:
            filtered = _high_bytes(filtered, stride)
        image = _unfiltered(header, above + filtered, count + 1).crop((0, 1, _carrier_width(header), count + 1))
        above = UNFILTERED + image.crop((0, count - 1, image.width, count)).tobytes()
        yield _coloured(header, image)


def _eight_bit_stride(header: PngHeader) -> int:
    return 1 + (header.row_bytes // 2 if header.depth == 16 else header.row_bytes)


def _carrier_width(header: PngHeader) -> int:
    """In pixels. Where several pixels share a byte, their bytes travel as if they were pixels."""
    return (_eight_bit_stride(header) - 1) // SAMPLES[header.mode]


def _high_bytes(filtered: bytes, stride: int) -> bytes:
    """Filters work on bytes that lie a pixel apart: the high ones are a picture of eight bits by themselves."""
    starts = range(0, len(filtered) + 1, stride)
    return b"".join(filtered[start : start + 1] + filtered[start + 1 : end : 2] for start, end in pairwise(starts))


def _unfiltered(header: PngHeader, filtered: bytes, count: int) -> Image.Image:
    size = (_carrier_width(header), count)
    return Image.frombytes(header.mode, size, zlib.compress(filtered, 0), "zip", header.mode)


def _coloured(header: PngHeader, image: Image.Image) -> Image.Image:
    if header.depth < 8:
        image = _unpacked(header, image)
    return _with_transparency(header, image)


def _unpacked(header: PngHeader, image: Image.Image) -> Image.Image:
    """From several pixels in a byte to one."""
    size, content = (header.width, image.height), image.tobytes()
    if header.colour == GREY and header.depth == 1:
        return Image.frombytes("1", size, content).convert("L")
    mode = "P" if header.colour == PALETTE else "L"
    return Image.frombytes(mode, size, content, "raw", f"{mode};{header.depth}")


def _with_transparency(header: PngHeader, image: Image.Image) -> Image.Image:
    clear = header.further.get(b"tRNS", b"")
    if header.colour == PALETTE:
        image = image if image.mode == "P" else Image.frombytes("P", image.size, image.tobytes())
        image.putpalette(header.further[b"PLTE"])
        if clear:
            image.info["transparency"] = clear[:256]
    elif header.colour in (GREY, COLOUR) and len(clear) == 2 * SAMPLES[header.mode]:
        samples = [_eight_bits(int.from_bytes(clear[at : at + 2]), header.depth) for at in range(0, len(clear), 2)]
        image.info["transparency"] = samples[0] if header.colour == GREY else tuple(samples)
    return image


def _eight_bits(sample: int, depth: int) -> int:
    return sample >> 8 if depth == 16 else min(255, sample * 255 // (2**depth - 1))


def _interlaced(packed: PackedRows, header: PngHeader, size: tuple[int, int], part: int) -> Iterator[Image.Image]:
    """Adam7: seven pictures, woven into one. The first five are every second pixel of every second row."""
    samples = SAMPLES[header.mode]
    canvas, stride = bytearray(size[0] * size[1] * samples), size[0] * samples
    for left, top, across, down in PASSES[: 7 if part == 1 else 5]:
        layer = replace(
            header,
            width=max(0, ceil((header.width - left) / across)),
            height=max(0, ceil((header.height - top) / down)),
        )
        if not (layer.width and layer.height):
            continue
        row = top // part
        for band in _bands(packed, layer):
            content, length = band.tobytes(), band.width * samples
            for start in range(0, len(content), length):
                _weave(canvas, stride, row, left // part, across // part, content[start : start + length], samples)
                row += down // part
    yield from _canvas_bands(header, canvas, size)


def _weave(canvas, stride, row, left, across, pixels, samples) -> None:
    end = (row + 1) * stride
    for sample in range(samples):
        canvas[row * stride + left * samples + sample : end : across * samples] = pixels[sample::samples]


def _canvas_bands(header: PngHeader, canvas: bytearray, size: tuple[int, int]) -> Iterator[Image.Image]:
    stride = size[0] * SAMPLES[header.mode]
    rows = rows_per_band(stride)
    for top in range(0, size[1], rows):
        count = min(rows, size[1] - top)
        content = bytes(canvas[top * stride : (top + count) * stride])
        yield _with_transparency(header, Image.frombytes(header.mode, (size[0], count), content))
