"""Pictures to be read, and what comes out."""

import struct
import zlib
from io import BytesIO
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageChops

from organization.pictures.rewriting import rewrite

DATA = Path(__file__).parent / "data"
# The quarters of the HEIC files, from the top left to the bottom right.
QUARTERS = [(200, 30, 30), (30, 160, 60), (40, 61, 180), (219, 200, 61)]


def scene(size=(64, 48), mode="RGB"):
    """No two rows or columns alike."""
    across, down = Image.linear_gradient("L").rotate(90).resize(size), Image.linear_gradient("L").resize(size)
    return Image.merge("RGB", (across, down, ImageChops.difference(across, down))).convert(mode)


def saved(image, kind, **options):
    stream = BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def upload(content):
    return SimpleUploadedFile("照片", content if isinstance(content, bytes) else (DATA / content).read_bytes())


def rewritten(content, **options):
    return Image.open(BytesIO(rewrite(upload(content), **options).content))


def stacked(source):
    """The bands of a source, one above the other."""
    bands = list(source.bands)
    whole = Image.new(bands[0].mode, (source.width, source.height))
    if bands[0].mode == "P":
        whole.putpalette(bands[0].getpalette())
    top = 0
    for band in bands:
        whole.paste(band, (0, top))
        top += band.height
    assert top == source.height
    whole.info = bands[0].info
    return whole


def near(colour, expected, tolerance=4):
    return all(abs(value - right) <= tolerance for value, right in zip(colour, expected, strict=True))


def largest_difference(image, other):
    return max(high for _, high in ImageChops.difference(image.convert("RGB"), other.convert("RGB")).getextrema())


def quarters(image):
    width, height = image.size
    return [image.getpixel((x * width // 4, y * height // 4)) for y in (1, 3) for x in (1, 3)]


def chunk(name, content):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(size, depth, colour, rows, *further, interlaced=0):
    """Written by hand: what Pillow does not write."""
    header = struct.pack(">IIBBBBB", *size, depth, colour, 0, 0, interlaced)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (chunk(b"IHDR", header), *further, chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    )
