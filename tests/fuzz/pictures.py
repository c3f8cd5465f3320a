"""Pictures as people and attackers send them: good ones of each format, with bytes changed, cut or repeated."""

import struct
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image

HEIC_FOLDER = Path(__file__).parents[1] / "organization/pictures/data"
HEADER = 200  # bytes, in which most of what a file claims stands
NUMBERS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 8_000, 16_383, 65_535)
KINDS = {
    "JPEG": ({}, {"progressive": True}, {"exif": b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0"}),
    "PNG": ({}, {"icc_profile": b"x" * 300}, {"bits": 4}),
    "WEBP": ({}, {"lossless": True}, {"save_all": True}),
    "TIFF": ({}, {"compression": "tiff_lzw"}, {"compression": "tiff_adobe_deflate"}, {"compression": "jpeg"}),
    "GIF": ({}, {"transparency": 1}),
    "BMP": ({},),
}
MODES = {"GIF": ("P", "L"), "BMP": ("RGB", "L", "1"), "JPEG": ("RGB", "L", "CMYK"), "WEBP": ("RGB", "RGBA")}
ALL_MODES = ("RGB", "RGBA", "L", "LA", "P", "1", "I;16")


@cache
def originals() -> tuple[bytes, ...]:
    shade = Image.linear_gradient("L").resize((40, 30))
    image = Image.merge("RGB", (shade, shade.rotate(90), shade.rotate(180)))
    found = [path.read_bytes() for path in sorted(HEIC_FOLDER.glob("*.heic"))]
    for kind, all_options in KINDS.items():
        for mode in MODES.get(kind, ALL_MODES):
            for options in all_options:
                found.append(_saved(image, mode, kind, options))
    return tuple(content for content in found if content)


def _saved(image, mode, kind, options):
    stream = BytesIO()
    source = image.convert("L").convert("I").convert(mode) if mode == "I;16" else image.convert(mode)
    try:
        source.save(stream, kind, **options)
    except (OSError, ValueError, KeyError, TypeError):  # not every format has every mode
        return b""
    return stream.getvalue()


def make_picture(chance) -> bytes:
    content = bytearray(chance.choice(originals()))
    for _ in range(chance.choice((0, 1, 1, 2, 3, 8))):
        chance.choice((_change_bytes, _change_number, _cut, _repeat, _swap, _insert))(chance, content)
    return bytes(content)


def _place(chance, content):
    return chance.randrange(min(len(content), chance.choice((HEADER, len(content)))) or 1)


def _change_bytes(chance, content):
    for _ in range(chance.randrange(1, 6)):
        if content:
            content[_place(chance, content)] = chance.randrange(256)


def _change_number(chance, content):
    form = chance.choice(("<I", ">I", "<H", ">H"))
    value = chance.choice(NUMBERS) & (0xFFFF if form[1] == "H" else 0xFFFFFFFF)
    start = _place(chance, content)
    content[start : start + struct.calcsize(form)] = struct.pack(form, value)


def _cut(chance, content):
    start = _place(chance, content)
    del content[start : start + chance.choice((1, 4, 100, len(content)))]


def _repeat(chance, content):
    start = _place(chance, content)
    content[start:start] = content[start : start + chance.randrange(1, 300)] * chance.randrange(1, 20)


def _swap(chance, content):
    other = chance.choice(originals())
    start = _place(chance, content)
    content[start:] = other[start:]


def _insert(chance, content):
    start = _place(chance, content)
    content[start:start] = chance.randbytes(chance.randrange(1, 40))
