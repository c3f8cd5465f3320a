"""Each format, read piece by piece, beside Pillow's reading of the whole."""

from io import BytesIO

import pytest
from PIL import Image

from organization.pictures import heif, png, source, tiff, webp
from organization.pictures.colours import flatten
from organization.pictures.heif import open_heif
from organization.pictures.png import PASSES, open_png
from organization.pictures.tiff import open_tiff
from organization.pictures.webp import open_webp
from tests.organization.pictures import pictures
from tests.organization.pictures.pictures import (
    QUARTERS,
    largest_difference,
    near,
    quarters,
    rewritten,
    saved,
    scene,
    stacked,
    upload,
)

SIZE = (301, 203)


@pytest.fixture(autouse=True)
def _small_bands(monkeypatch):
    """A few rows each, so that small pictures are read in many."""
    for module in (source, tiff):
        monkeypatch.setattr(module, "BAND_BYTES", 8000)


def whole(content):
    with Image.open(BytesIO(content)) as image:
        image.load()
        return flatten(image)


def same(content, open_source):
    return largest_difference(flatten(stacked(open_source(upload(content), 2560))), whole(content)) == 0


# PNG


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_png_is_read_in_bands_as_in_one(mode):
    assert same(saved(scene(SIZE, mode) if mode != "I;16" else grey_of_sixteen_bits(), "PNG"), open_png)


def grey_of_sixteen_bits():
    return Image.frombytes("I;16", SIZE, b"".join(bytes([255 - value, value]) for value in scene(SIZE, "L").tobytes()))


def packed_rows(size, bits, colour=0, across=1, down=1, left=0, top=0):
    """The rows of a picture whose samples are x + 3 y, or of one pass of it, without filters."""
    samples = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    rows = b""
    for y in range(top, size[1], down):
        row = [(x + 3 * y + 40 * s) % 2**bits for x in range(left, size[0], across) for s in range(samples)]
        if row:
            digits = "".join(f"{value:0{bits}b}" for value in row)
            digits += "0" * (-len(digits) % 8)
            rows += b"\0" + int(digits, 2).to_bytes(len(digits) // 8)
    return rows


@pytest.mark.parametrize(
    ("bits", "colour"), [(1, 0), (2, 0), (4, 0), (1, 3), (2, 3), (4, 3), (16, 0), (16, 2), (16, 4), (16, 6)]
)
@pytest.mark.parametrize("is_interlaced", [False, True])
def test_every_depth_of_a_png_is_read(bits, colour, is_interlaced):
    size = (37, 23)
    passes = PASSES if is_interlaced else ((0, 0, 1, 1),)
    rows = b"".join(packed_rows(size, bits, colour, across, down, left, top) for left, top, across, down in passes)
    palette = pictures.chunk(b"PLTE", bytes(range(48)))
    content = pictures.png(size, bits, colour, rows, *[palette] * (colour == 3), interlaced=int(is_interlaced))
    assert same(content, open_png)


@pytest.mark.parametrize("colour", [0, 2, 4, 6])
def test_an_interlaced_png_is_woven(colour):
    rows = b"".join(packed_rows(SIZE, 8, colour, across, down, left, top) for left, top, across, down in PASSES)
    assert same(pictures.png(SIZE, 8, colour, rows, interlaced=1), open_png)


def test_of_a_large_interlaced_png_every_second_pixel_is_read(monkeypatch):
    rows = b"".join(packed_rows(SIZE, 8, 0, across, down, left, top) for left, top, across, down in PASSES)
    content = pictures.png(SIZE, 8, 0, rows, interlaced=1)
    monkeypatch.setattr(png, "READER_MEMORY", SIZE[0] * SIZE[1] * 5 - 1)
    image = stacked(open_png(upload(content), 2560))
    assert image.size == (151, 102)
    assert image.getpixel((5, 7)) == whole(content).getpixel((10, 14))


# TIFF


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "CMYK", "I;16", "LAB"])
@pytest.mark.parametrize("compression", ["raw", "tiff_lzw", "tiff_adobe_deflate", "packbits"])
def test_a_tiff_is_read_in_bands_as_in_one(mode, compression):
    image = grey_of_sixteen_bits() if mode == "I;16" else scene(SIZE, "RGB" if mode == "LAB" else mode)
    image = Image.frombytes("LAB", SIZE, image.tobytes()) if mode == "LAB" else image
    assert same(saved(image, "TIFF", compression=compression), open_tiff)


@pytest.mark.parametrize("compression", ["group3", "group4"])
def test_a_fax_is_read(compression):
    assert same(saved(scene(SIZE, "1"), "TIFF", compression=compression), open_tiff)


def test_a_tiff_with_jpeg_inside_is_read():
    assert same(saved(scene(SIZE, "L"), "TIFF", compression="jpeg", quality=95), open_tiff)


def test_tiles_and_separate_planes_are_read():
    for name in ("tiles.tif", "planes.tif", "big-endian.tif"):
        assert same((pictures.DATA / name).read_bytes(), open_tiff)


def test_sixteen_bits_that_begin_with_white_are_inverted():
    content = saved(grey_of_sixteen_bits(), "TIFF", tiffinfo={262: 0})
    image = flatten(stacked(open_tiff(upload(content), 2560)))
    assert largest_difference(image, scene(SIZE, "L").point(lambda value: 255 - value)) <= 1


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_tiff_is_turned_upright(orientation):
    image = Image.new("RGB", (40, 20), "white")
    image.paste("red", (0, 0, 20, 10))
    stored = rewritten(saved(image, "TIFF", tiffinfo={274: orientation}))
    assert stored.size == ((40, 20) if orientation < 5 else (20, 40))
    corner = {1: 0, 2: 1, 3: 3, 4: 2, 5: 0, 6: 1, 7: 3, 8: 2}[orientation]
    assert near(quarters(stored)[corner], (255, 0, 0), 12)


# WebP


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
@pytest.mark.parametrize("options", [{"lossless": True}, {"quality": 90}])
def test_a_webp_is_as_pillow_reads_it(mode, options):
    content = saved(scene(SIZE, mode), "WEBP", **options)
    assert largest_difference(flatten(stacked(open_webp(upload(content), 2560))), whole(content)) <= 6


@pytest.mark.parametrize("options", [{"lossless": True}, {"quality": 90}])
def test_a_webp_is_made_smaller_while_it_is_read(options):
    image = stacked(open_webp(upload(saved(scene(SIZE), "WEBP", **options)), 100))
    assert image.size == (100, 67)
    assert largest_difference(flatten(image), scene(SIZE).resize((100, 67), Image.Resampling.BOX)) < 12


def test_where_the_library_is_hidden_pillow_reads_webp(monkeypatch):
    monkeypatch.setattr(webp, "LIBRARY", None)
    for options in ({"lossless": True}, {"quality": 90}, {"exif": b"Exif\0\0"}):
        content = saved(scene(SIZE), "WEBP", **options)
        assert same(content, open_webp)
        assert webp._canvas(content[12:30]) == SIZE


@pytest.mark.parametrize("kind", ["WEBP", "GIF", "PNG", "TIFF"])
def test_of_several_pictures_the_first_is_stored(kind):
    content = saved(
        Image.new("RGB", (8, 8), "red"), kind, save_all=True, append_images=[Image.new("RGB", (8, 8), "blue")]
    )
    assert near(rewritten(content).getpixel((4, 4)), (255, 0, 0), 12)


# HEIC


@pytest.mark.parametrize("name", ["plain.heic", "grid.heic", "limited-709.heic"])
def test_a_heic_is_read(name):
    image = rewritten(name)
    assert image.size == (200, 120)
    assert all(near(pixel, right) for pixel, right in zip(quarters(image), QUARTERS, strict=True))


@pytest.mark.parametrize("name", ["plain.heic", "limited-709.heic"])
def test_a_large_heic_is_converted_from_luma_and_chroma(name, monkeypatch):
    monkeypatch.setattr(heif, "RGB_BYTES", 1e9)
    image = stacked(open_heif(upload(name), 2560))
    assert all(near(pixel, right, 2) for pixel, right in zip(quarters(image), QUARTERS, strict=True))


def test_a_heic_is_turned_upright():
    image = rewritten("grid-turned.heic")
    assert image.size == (120, 200)
    red, green, blue, yellow = QUARTERS
    assert all(near(pixel, right) for pixel, right in zip(quarters(image), (blue, red, yellow, green), strict=True))


# GIF, BMP, JPEG


@pytest.mark.parametrize("kind", ["GIF", "BMP", "JPEG"])
@pytest.mark.parametrize("mode", ["1", "L", "RGB"])
def test_the_older_formats_are_read(kind, mode):
    content = saved(scene(SIZE, mode), kind)
    assert largest_difference(rewritten(content), whole(content)) < 30


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_is_turned_upright(kind, orientation):
    image, exif = Image.new("RGB", (40, 20), "white"), Image.Exif()
    image.paste("red", (0, 0, 20, 10))
    exif[0x0112] = orientation
    stored = rewritten(saved(image, kind, exif=exif))
    assert stored.size == ((40, 20) if orientation < 5 else (20, 40))
    corner = {1: 0, 2: 1, 3: 3, 4: 2, 5: 0, 6: 1, 7: 3, 8: 2}[orientation]
    assert near(quarters(stored)[corner], (255, 0, 0), 12)
