"""An uploaded picture, decoded and written anew. No ORM, no request."""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO

from django.core.exceptions import ValidationError
from PIL import Image, ImageOps

# Bytes.
FILE_LIMIT = 20 * 1024 * 1024
# A JPEG is decoded at a half, a quarter or an eighth of its size, so that it may be large.
JPEG_PIXEL_LIMIT = 80_000_000
# Of the other formats, which are decoded whole: 100 MB of memory.
PIXEL_LIMIT = 25_000_000
LONGEST_SIDE, THUMBNAIL_SIDE = 2560, 480  # pixels
QUALITY, THUMBNAIL_QUALITY = 85, 75
FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF")
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis"}

TOO_LARGE = "照片超过 20 MB，请压缩后再上传。"
HEIC = "这是苹果手机的 HEIC 格式，这里打不开。请在手机“设置—相机—格式”中选“兼容性最佳”，或另存为 JPG 后再上传。"
NO_PHOTO = "这个文件不是照片，或已损坏。请上传 JPG 或 PNG 格式的照片。"
TOO_MANY_PIXELS = "照片的像素太多（最多约八千万，PNG 等格式两千五百万）。请缩小后，或用手机的普通模式拍摄后再上传。"


@dataclass(frozen=True)
class Rewritten:
    """JPEG, upright, without metadata."""

    content: bytes
    thumbnail: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def rewrite(file, *, longest_side=LONGEST_SIDE, quality=QUALITY) -> Rewritten:
    """Re-encode an uploaded picture. Raises a ValidationError for the uploader if it is not usable."""
    if file.size > FILE_LIMIT:
        raise ValidationError(TOO_LARGE, code="too_large")
    file.seek(0)
    head = file.read(12)
    file.seek(0)
    if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS:
        raise ValidationError(HEIC, code="heic")
    try:
        return _rewrite(file, longest_side, quality)
    except ValidationError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValidationError(TOO_MANY_PIXELS, code="too_many_pixels") from None
    except Exception:  # whatever a broken or hostile file makes the library raise
        raise ValidationError(NO_PHOTO, code="no_photo") from None


def _rewrite(file, longest_side, quality) -> Rewritten:
    with Image.open(file, formats=FORMATS) as image:
        # Before anything is decoded: a few kilobytes may unfold to gigabytes.
        is_jpeg = image.format in ("JPEG", "MPO")
        if image.width * image.height > (JPEG_PIXEL_LIMIT if is_jpeg else PIXEL_LIMIT):
            raise ValidationError(TOO_MANY_PIXELS, code="too_many_pixels")
        image.draft("RGB", (longest_side, longest_side))
        image.load()
        upright = image
        with suppress(Exception):  # a broken orientation is no reason to refuse the picture
            upright = ImageOps.exif_transpose(image)
        picture = on_white(upright)
    picture.thumbnail((longest_side, longest_side))
    small = picture.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return Rewritten(jpeg(picture, quality), jpeg(small, THUMBNAIL_QUALITY), *picture.size)


def on_white(image):
    """Copy the pixels to a new image, without any metadata (place, device, comment, profile)."""
    picture = Image.new("RGB", image.size, "white")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        picture.paste(image, mask=image.getchannel("A"))
    else:
        picture.paste(image.convert("RGB"))
    return picture


def jpeg(picture, quality) -> bytes:
    stream = BytesIO()
    picture.save(stream, "JPEG", quality=quality)
    return stream.getvalue()
