"""HEIC and HEIF, as phones store photos: a grid of tiles, decoded row by row, or one picture. No ORM, no request."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from PIL import Image

from organization.pictures import libheif
from organization.pictures.libheif import (
    AS_STORED,
    BLUE,
    CHROMA_420,
    INTERLEAVED,
    INTERLEAVED_RGB,
    INTERLEAVED_RGBA,
    LUMA,
    RED,
    RGB,
    HeifFile,
    HeifImage,
    HeifTiling,
)
from organization.pictures.source import (
    READER_MEMORY,
    PictureSource,
    UnreadablePicture,
    check_memory,
    check_pixels,
    rows_per_band,
)

HEIC = "这是 HEIC 格式，这里打不开。请在手机“设置—相机—格式”中选“兼容性最佳”，或另存为 JPG 后再上传。"
# Bytes per pixel held while a picture without tiles is decoded: to RGB, with transparency, and as it is stored.
RGB_BYTES, RGBA_BYTES, STORED_BYTES = 4.6, 9, 3.6
# By the number of the matrix in ITU-T H.273, the weights of red and blue in the luma.
WEIGHTS = {1: (0.2126, 0.0722), 9: (0.2627, 0.0593), 10: (0.2627, 0.0593)}
WEIGHTS_OF_BT_601 = (0.299, 0.114)


def open_heif(file, longest_side: int) -> PictureSource:
    if libheif.heif is None:
        raise ValidationError(HEIC, code="heic")
    heif = HeifFile(file.read())
    tiling = heif.tiling
    check_pixels(tiling.width, tiling.height)
    return PictureSource(tiling.width, tiling.height, _open_bands(heif, tiling), heif.profile, heif.turns)


def _open_bands(heif: HeifFile, tiling: HeifTiling) -> Iterator[Image.Image]:
    if tiling.columns * tiling.rows > 1:
        return _tile_bands(heif, tiling)
    # The library copies the packed pixels out of the file.
    packed, pixels = 2 * len(heif.content), tiling.width * tiling.height
    if heif.has_alpha or heif.bits > 8 or packed + pixels * RGB_BYTES <= READER_MEMORY:
        check_memory(packed + pixels * (RGBA_BYTES if heif.has_alpha else RGB_BYTES))
        return _bands(heif, tiling.width, tiling.height)
    check_memory(packed + pixels * STORED_BYTES)
    return _stored_bands(heif, tiling.width, tiling.height)


def _mode(heif: HeifFile) -> tuple[str, int]:
    return ("RGBA", INTERLEAVED_RGBA) if heif.has_alpha else ("RGB", INTERLEAVED_RGB)


def _tile_bands(heif: HeifFile, tiling: HeifTiling) -> Iterator[Image.Image]:
    mode, chroma = _mode(heif)
    width, height = tiling.tile_width, tiling.tile_height
    check_memory(width * height * RGBA_BYTES + tiling.width * height * 4)
    heif.limit(width, height)
    for row in range(tiling.rows):
        band = Image.new(mode, (tiling.width, min(height, tiling.height - row * height)))
        for column in range(tiling.columns):
            tile = heif.decode_tile(RGB, chroma, column, row)
            _check_size(tile, INTERLEAVED, width, height)
            band.paste(tile.rows(INTERLEAVED, mode, 0, height), (column * width, 0))
        yield band


def _bands(heif: HeifFile, width: int, height: int) -> Iterator[Image.Image]:
    mode, chroma = _mode(heif)
    heif.limit(width, height)
    image = heif.decode(RGB, chroma)
    _check_size(image, INTERLEAVED, width, height)
    rows = rows_per_band(width * 4)
    for top in range(0, height, rows):
        yield image.rows(INTERLEAVED, mode, top, min(rows, height - top))


def _stored_bands(heif: HeifFile, width: int, height: int) -> Iterator[Image.Image]:
    """From luma and chroma by hand: with RGB beside them, a large picture would not fit."""
    heif.limit(width, height)
    image = heif.decode(AS_STORED, AS_STORED)
    _check_size(image, LUMA, width, height)
    if image.chroma != CHROMA_420:
        raise UnreadablePicture
    matrix = _matrix(*image.colours)
    rows = rows_per_band(width * 4) // 2 * 2 or 2
    for top in range(0, height, rows):
        count = min(rows, height - top)
        luma = image.rows(LUMA, "L", top, count)
        chroma = [
            image.rows(channel, "L", top // 2, (count + 1) // 2).resize(
                luma.size, Image.Resampling.BILINEAR, (0, 0, width / 2, count / 2)
            )
            for channel in (BLUE, RED)
        ]
        yield Image.merge("RGB", (luma, *chroma)).convert("RGB", matrix)


def _check_size(image: HeifImage, channel: int, width: int, height: int) -> None:
    if image.size(channel) != (width, height):
        raise UnreadablePicture


def _matrix(number: int, is_full_range: bool) -> tuple[float, ...]:
    """From luma and chroma to red, green and blue, with the offset of each."""
    red, blue = WEIGHTS.get(number, WEIGHTS_OF_BT_601)
    green = 1 - red - blue
    black, luma, chroma = (0, 1, 1) if is_full_range else (16, 255 / 219, 255 / 224)
    rows = (
        (0, 2 * (1 - red)),
        (-2 * (1 - blue) * blue / green, -2 * (1 - red) * red / green),
        (2 * (1 - blue), 0),
    )
    return tuple(
        value
        for of_blue, of_red in rows
        for value in (luma, of_blue * chroma, of_red * chroma, -black * luma - 128 * chroma * (of_blue + of_red))
    )
