"""An uploaded picture, decoded and written anew: upright, in sRGB, without metadata. No ORM, no request.

The one place where a picture from outside is decoded. Whatever a file claims to be, a process needs 150 MB more for it.
"""

import hashlib
from dataclasses import dataclass
from io import BytesIO

from django.core.exceptions import ValidationError
from PIL import Image

from organization.pictures.colours import flatten, to_srgb
from organization.pictures.heif import open_heif
from organization.pictures.jpeg import open_jpeg
from organization.pictures.png import open_png
from organization.pictures.shrinking import Shrinking
from organization.pictures.source import NO_PHOTO, TOO_MANY_PIXELS, PictureSource, UnreadablePicture
from organization.pictures.tiff import open_tiff
from organization.pictures.turn import in_turn
from organization.pictures.webp import open_webp
from organization.pictures.whole import open_whole

# Bytes.
FILE_LIMIT = 20 * 1024 * 1024
LONGEST_SIDE, THUMBNAIL_SIDE = 2560, 480  # pixels
QUALITY, THUMBNAIL_QUALITY = 85, 75
TOO_LARGE = "照片超过 20 MB，请压缩后再上传。"
AVIF = "这是 AVIF 格式的图片，这里打不开。请另存为 JPG 后再上传。"

# Bytes at the beginning of a file, and where they stand.
READERS = (
    (0, b"\xff\xd8\xff", open_jpeg),
    (0, b"\x89PNG\r\n\x1a\n", open_png),
    (8, b"WEBP", open_webp),
    (0, b"II*\0", open_tiff),
    (0, b"MM\0*", open_tiff),
    (4, b"ftyp", open_heif),
    (0, b"GIF8", open_whole),
    (0, b"BM", open_whole),
)
HEAD_BYTES = 12
AVIF_BRANDS = {b"avif", b"avis"}


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
    try:
        return in_turn(_rewrite, file, longest_side, quality)
    except ValidationError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValidationError(TOO_MANY_PIXELS, code="too_many_pixels") from None
    except Exception:  # whatever a broken or hostile file makes a library raise
        raise ValidationError(NO_PHOTO, code="no_photo") from None


def _rewrite(file, longest_side: int, quality: int) -> Rewritten:
    return encode(_decode(file, longest_side), quality)


def encode(picture: Image.Image, quality: int = QUALITY) -> Rewritten:
    scale = max(1, max(picture.size) / THUMBNAIL_SIDE)
    small = picture.resize([max(1, round(side / scale)) for side in picture.size], reducing_gap=2.0)
    return Rewritten(_jpeg(picture, quality), _jpeg(small, THUMBNAIL_QUALITY), *picture.size)


def _decode(file, longest_side: int) -> Image.Image:
    source = _open(file, longest_side)
    shrinking = Shrinking(source.width, source.height, longest_side)
    for band in source.bands:
        shrinking.add(flatten(band))
    if not shrinking.is_complete:
        raise UnreadablePicture
    picture = to_srgb(shrinking.picture, source.profile)
    for turn in source.turns:
        picture = picture.transpose(turn)
    return picture


def _open(file, longest_side: int) -> PictureSource:
    file.seek(0)
    head = file.read(HEAD_BYTES)
    file.seek(0)
    if head[4:8] == b"ftyp" and head[8:12] in AVIF_BRANDS:
        raise ValidationError(AVIF, code="avif")
    for start, mark, open_source in READERS:
        if head.startswith(mark, start):
            return open_source(file, longest_side)
    raise UnreadablePicture


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    stream = BytesIO()
    picture.save(stream, "JPEG", quality=quality)
    return stream.getvalue()
