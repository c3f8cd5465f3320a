"""What every reader of a format hands over, and the sentences with which it refuses a file. No ORM, no request."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from PIL import Image

JPEG_PIXEL_LIMIT = 120_000_000
# Pillow warns from here on; what it is given has been counted before.
Image.MAX_IMAGE_PIXELS = JPEG_PIXEL_LIMIT
# Of the other formats.
PIXEL_LIMIT = 40_000_000
# Of a side, as in JPEG: a band is at least a whole row.
SIDE_LIMIT = 65_535
# Bytes that may be held at once while a picture is read: the decoder's own, and the result where it is there already.
READER_MEMORY = 148_000_000
BAND_BYTES = 2_000_000
ORIENTATION_TAG = 0x0112
# By the orientation, as Exif numbers it.
TURNS = {
    2: (Image.Transpose.FLIP_LEFT_RIGHT,),
    3: (Image.Transpose.ROTATE_180,),
    4: (Image.Transpose.FLIP_TOP_BOTTOM,),
    5: (Image.Transpose.TRANSPOSE,),
    6: (Image.Transpose.ROTATE_270,),
    7: (Image.Transpose.TRANSVERSE,),
    8: (Image.Transpose.ROTATE_90,),
}

NO_PHOTO = "这个文件不是照片，或已损坏。请上传 JPG、PNG 或 HEIC 格式的照片。"
TOO_MANY_PIXELS = "照片的像素太多（JPG 最多一亿两千万，其他格式最多四千万）。请缩小后，或用手机的普通模式拍摄后再上传。"
TOO_MUCH_MEMORY = "这张照片像素多，存法又特殊，这里打不开。请另存为普通的 JPG（不要选“渐进式”）后再上传。"


@dataclass(frozen=True)
class PictureSource:
    """A picture that is about to be decoded: nothing larger than its header has been read yet."""

    width: int
    height: int
    # Pieces of full width, from the top down.
    bands: Iterator[Image.Image]
    # An ICC profile, as it stands in the file.
    profile: bytes | None = None
    # What makes it upright.
    turns: tuple[Image.Transpose, ...] = ()


class UnreadablePicture(Exception):
    """The file is not what its first bytes promise."""


def check_pixels(width: int, height: int, limit: int = PIXEL_LIMIT) -> None:
    if width < 1 or height < 1:
        raise UnreadablePicture
    if width * height > limit or max(width, height) > SIDE_LIMIT:
        raise ValidationError(TOO_MANY_PIXELS, code="too_many_pixels")


def check_memory(byte_count: float) -> None:
    if byte_count > READER_MEMORY:
        raise ValidationError(TOO_MUCH_MEMORY, code="too_much_memory")


def result_size(width: int, height: int, longest_side: int) -> tuple[int, int]:
    scale = max(1, max(width, height) / longest_side)
    return max(1, round(width / scale)), max(1, round(height / scale))


def result_bytes(width: int, height: int, longest_side: int) -> int:
    across, down = result_size(width, height, longest_side)
    return across * down * 4


def load_bands(image: Image.Image) -> Iterator[Image.Image]:
    """Decoded whole."""
    image.load()
    yield from bands_of(image)


def bands_of(image: Image.Image) -> Iterator[Image.Image]:
    rows = rows_per_band(image.width * 4)
    for top in range(0, image.height, rows):
        yield image.crop((0, top, image.width, min(top + rows, image.height)))


def rows_per_band(bytes_per_row: int) -> int:
    return max(1, BAND_BYTES // bytes_per_row)


def turns_of(exif: bytes | None) -> tuple[Image.Transpose, ...]:
    """A broken orientation is no reason to refuse a picture."""
    with suppress(Exception):
        tags = Image.Exif()
        tags.load(exif or b"")
        return TURNS.get(tags.get(ORIENTATION_TAG), ())
    return ()
