"""What is refused, before it is decoded: by what is counted, and with a sentence."""

import struct
import threading
import zlib

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from organization.pictures import jpeg, libheif, rewriting, turn, webp
from organization.pictures.heif import HEIC
from organization.pictures.rewriting import rewrite
from organization.pictures.source import NO_PHOTO, TOO_MANY_PIXELS, TOO_MUCH_MEMORY
from tests.organization.pictures.pictures import DATA, chunk, near, png, rewritten, saved, scene, upload

JPEG, PNG = saved(scene(), "JPEG"), saved(scene(), "PNG")
LOSSLESS = saved(scene((8, 8)), "WEBP", lossless=True)
SINGLE_HEIC, TILED_HEIC = ((DATA / name).read_bytes() for name in ("plain.heic", "grid.heic"))
HEIC_SIZE = struct.pack(">II", 200, 120)


def refusal(content, **options):
    with pytest.raises(ValidationError) as refused:
        rewrite(upload(content), **options)
    return refused.value.message


def jpeg_of(width, height, content=JPEG):
    start = content.index(b"\xff\xc0" if b"\xff\xc0" in content else b"\xff\xc2") + 5
    return content[:start] + struct.pack(">HH", height, width) + content[start + 4 :]


def png_of(width, height):
    return PNG[:16] + struct.pack(">II", width, height) + PNG[24:]


def canvas_webp(width, height):
    body = b"WEBPVP8X" + struct.pack("<I", 10) + bytes(4)
    body += (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little") + LOSSLESS[12:]
    return b"RIFF" + struct.pack("<I", len(body)) + body


def lossless_webp(width, height):
    bits = (width - 1) | (height - 1) << 14
    return LOSSLESS[:21] + struct.pack("<I", bits) + LOSSLESS[25:]


@pytest.mark.parametrize(
    "content",
    [
        jpeg_of(11_000, 11_000),
        png_of(8_001, 5_000),
        png_of(65_535, 65_535),
        png_of(70_000, 10),
        lossless_webp(8_001, 5_000),
        saved(scene(), "BMP")[:18] + struct.pack("<II", 8_001, 5_000) + saved(scene(), "BMP")[26:],
        saved(scene(), "GIF")[:6] + struct.pack("<HH", 8_001, 5_000) + saved(scene(), "GIF")[10:],
        saved(scene(), "GIF")[:6] + struct.pack("<HH", 65_000, 65_000) + saved(scene(), "GIF")[10:],
        SINGLE_HEIC.replace(HEIC_SIZE, struct.pack(">II", 8_001, 5_000)),
    ],
)
def test_too_many_pixels_are_refused_by_the_header(content, monkeypatch):
    monkeypatch.setattr(Image.Image, "load", lambda image: pytest.fail("was decoded"))
    monkeypatch.setattr(Image, "frombytes", lambda *args: pytest.fail("was decoded"))
    assert refusal(content) == TOO_MANY_PIXELS


def test_as_many_pixels_as_are_promised_are_accepted():
    assert rewritten(saved(Image.new("L", (12_640, 9_480), 90), "JPEG", quality=5)).size == (2560, 1920)
    assert rewritten(saved(Image.new("1", (8_000, 5_000)), "PNG")).size == (2560, 1600)


@pytest.mark.parametrize("is_progressive", [True, False])
def test_a_long_strip_is_decoded_at_a_part_of_its_size(is_progressive):
    """Also where its short side is shorter than the longest of the result."""
    image = Image.new("L", (20_000, 300), 90)
    content = upload(saved(image, "JPEG", progressive=is_progressive))
    assert jpeg.open_jpeg(content, 2560).width == 5_000


def test_coefficients_of_a_progressive_jpeg_are_counted():
    progressive = saved(scene(), "JPEG", progressive=True)
    assert refusal(jpeg_of(10_000, 10_000, progressive)) == TOO_MUCH_MEMORY


def test_scans_of_a_progressive_jpeg_are_counted():
    progressive = saved(scene(), "JPEG", progressive=True)
    last = progressive[progressive.rindex(b"\xff\xda") : -2]
    assert refusal(progressive[:-2] + last * 300 + b"\xff\xd9") == TOO_MUCH_MEMORY


def test_what_a_lossless_webp_needs_is_counted():
    assert refusal(lossless_webp(7_000, 5_500)) == TOO_MUCH_MEMORY


def test_a_canvas_is_not_believed():
    assert rewritten(canvas_webp(16_384, 16_384)).size == (8, 8)


def test_where_pillow_makes_room_for_a_canvas_it_is_counted(monkeypatch):
    monkeypatch.setattr(webp, "LIBRARY", None)
    assert refusal(canvas_webp(16_384, 16_384)) == TOO_MANY_PIXELS
    assert refusal(canvas_webp(5_000, 5_000)) == TOO_MUCH_MEMORY


@pytest.mark.parametrize("content", [SINGLE_HEIC, TILED_HEIC])
def test_a_heic_whose_stream_is_larger_than_it_claims_is_refused(content):
    small = struct.pack(">II", 16, 16)
    claims = content.replace(HEIC_SIZE, small).replace(struct.pack(">II", 64, 64), small)
    assert claims != content
    assert refusal(claims) == NO_PHOTO


def test_where_the_library_is_missing_heic_is_refused_by_its_name(monkeypatch):
    monkeypatch.setattr(libheif, "heif", None)
    assert refusal(SINGLE_HEIC) == HEIC


def test_a_strip_of_a_tiff_is_counted():
    content = saved(Image.new("RGB", (7_000, 5_000)), "TIFF", compression="tiff_lzw", strip_size=2**30)
    assert refusal(content) == TOO_MUCH_MEMORY


def test_one_piece_of_a_tiff_is_not_read_for_every_strip():
    content = saved(Image.new("RGB", (64, 4_000)), "TIFF", compression="tiff_lzw", strip_size=64 * 3)
    with Image.open(upload(content)) as image:
        lengths = struct.pack("<4000H", *image.tag_v2[279])
    assert refusal(content.replace(lengths, struct.pack("<4000H", *[60_000] * 4_000))) == NO_PHOTO


def test_tags_of_a_tiff_are_not_read_as_large_as_they_claim():
    entries = [(256, 3, 1, 8), (257, 3, 1, 8), *((1000 + number, 1, 2**31, 8) for number in range(1000))]
    directory = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    assert refusal(b"II*\0\x08\0\0\0" + struct.pack("<H", len(entries)) + directory) == NO_PHOTO


@pytest.mark.parametrize("name", [b"iTXt", b"zTXt", b"iCCP"])
def test_what_is_packed_beside_the_pixels_is_not_unpacked_whole(name):
    bomb = zlib.compress(bytes(30_000_000), 9)
    content = png((8, 8), 8, 0, b"\0" * 9 * 8, chunk(name, b"x\0\0" + b"\0" * 3 * (name == b"iTXt") + bomb))
    assert near(rewritten(content).getpixel((4, 4)), (0, 0, 0))


def test_a_large_file_is_refused(monkeypatch):
    monkeypatch.setattr(rewriting, "FILE_LIMIT", 100)
    assert "20 MB" in refusal(JPEG)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xd8\xff",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\x20\0\0\0WEBPVP8 ",
        b"II*\0",
        b"MM\0*\0\0\0\x08\0\0",
        b"\0\0\0\x18ftypheic" + bytes(300),
        b"GIF89a",
        b"BM",
        b"<html>",
        *(whole[: len(whole) // 2] for whole in (JPEG, PNG, LOSSLESS, SINGLE_HEIC, saved(scene(), "TIFF"))),
    ],
)
def test_what_is_no_picture_is_refused(content):
    assert refusal(content) == NO_PHOTO


def test_large_photos_are_made_smaller_and_have_a_thumbnail():
    stored = rewrite(upload(saved(scene((3000, 1500)), "JPEG")))
    assert (stored.width, stored.height) == (2560, 1280)
    assert rewritten(saved(scene((3000, 1500)), "PNG"), longest_side=300).size == (300, 150)
    assert len(stored.thumbnail) < len(stored.content)


def test_nothing_of_the_metadata_is_stored():
    exif = Image.Exif()
    exif[0x010E] = "拍摄地点"
    exif.get_ifd(0x8825)[1] = "N"
    image = rewritten(saved(scene(), "JPEG", exif=exif, comment=b"secret"))
    assert not image.getexif()
    assert not {"comment", "exif"} & set(image.info)


# One after the other


def test_one_picture_is_decoded_at_a_time():
    at_once, most = [], []

    def decode(*args):
        at_once.append(1)
        most.append(len(at_once))
        Image.new("L", (500, 500)).resize((400, 400))
        at_once.pop()
        return Image.new("RGB", (8, 8))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rewriting, "_decode", decode)
        threads = [threading.Thread(target=rewrite, args=[upload(JPEG)]) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert most == [1] * 8


def test_who_waits_too_long_for_their_turn_is_told(monkeypatch):
    monkeypatch.setattr(turn, "LONGEST_WAIT", 0.01)
    done = threading.Event()
    turn._thread.submit(done.wait, 60)
    assert refusal(JPEG) == turn.BUSY
    done.set()
    monkeypatch.undo()
    assert rewritten(JPEG).size == scene().size


def test_a_refusal_ends_the_turn():
    assert refusal(b"<html>") == NO_PHOTO
    assert rewritten(JPEG).size == scene().size
