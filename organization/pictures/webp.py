"""WebP: the library below Pillow makes a picture smaller while it decodes it, which Pillow does not ask for.

Pillow alone holds sixteen bytes per pixel, and believes the canvas that a file claims. No ORM, no request.
"""

import ctypes
from collections.abc import Iterator
from ctypes import Structure, Union, c_int, c_size_t, c_uint32, c_void_p
from dataclasses import dataclass

from PIL import Image, _webp

from organization.pictures.source import (
    PictureSource,
    UnreadablePicture,
    bands_of,
    check_memory,
    check_pixels,
    load_bands,
    result_size,
    turns_of,
)

# Of the structures below, as libwebp's decode.h declares them: a library with others refuses it.
ABI_VERSION = 0x0209
RGBA = 1
LOSSLESS = 2
# Bytes per pixel: of the result; held by the decoder meanwhile for a lossless picture, and for transparency; by Pillow.
RESULT_BYTES, LOSSLESS_BYTES, ALPHA_BYTES, PILLOW_BYTES = 4, 4, 5, 16
PICTURE_CHUNKS = (b"ALPH", b"VP8 ", b"VP8L")
CHUNK_LIMIT = 1000
# Before the first chunk of a file, and before the chunks of a frame.
HEADER_BYTES, FRAME_HEADER_BYTES = 12, 16


def _integers(names: str) -> list:
    return [(name, c_int) for name in names.split()]


class WebpFeatures(Structure):
    _fields_ = [*_integers("width height has_alpha has_animation format"), ("pad", c_uint32 * 5)]


class WebpPixels(Structure):
    _fields_ = [("start", c_void_p), ("stride", c_int), ("size", c_size_t)]


class WebpPlanes(Structure):
    _fields_ = [("starts", c_void_p * 4), ("strides", c_int * 4), ("sizes", c_size_t * 4)]


class WebpTarget(Union):
    _fields_ = [("rgba", WebpPixels), ("yuva", WebpPlanes)]


class WebpBuffer(Structure):
    _fields_ = [
        *_integers("colour_space width height is_external"),
        ("target", WebpTarget),
        ("pad", c_uint32 * 4),
        ("private", c_void_p),
    ]


class WebpOptions(Structure):
    _fields_ = [
        *_integers("bypass_filtering no_fancy_upsampling use_cropping crop_left crop_top crop_width crop_height"),
        *_integers("use_scaling scaled_width scaled_height use_threads dithering_strength flip alpha_dithering"),
        ("pad", c_uint32 * 5),
    ]


class WebpSettings(Structure):
    _fields_ = [("input", WebpFeatures), ("output", WebpBuffer), ("options", WebpOptions)]


# On Linux and macOS a module's own libraries are found through it; on Windows they are part of it, and hidden.
_library = ctypes.CDLL(_webp.__file__)
LIBRARY = _library if hasattr(_library, "WebPDecode") else None


@dataclass
class WebpChunks:
    profile: bytes | None = None
    exif: bytes | None = None
    # From the picture's first chunk on, transparency included: what an animation or a canvas claims is left behind.
    picture: bytes = b""


def open_webp(file, longest_side: int) -> PictureSource:
    if LIBRARY is None:
        return _open_with_pillow(file)
    chunks = _read_chunks(file)
    features = WebpFeatures()
    length = c_size_t(len(chunks.picture))
    if LIBRARY.WebPGetFeaturesInternal(chunks.picture, length, ctypes.byref(features), ABI_VERSION):
        raise UnreadablePicture
    check_pixels(features.width, features.height)
    size = result_size(features.width, features.height, longest_side)
    held = LOSSLESS_BYTES if features.format == LOSSLESS else ALPHA_BYTES if features.has_alpha else 0
    check_memory(len(chunks.picture) + features.width * features.height * held + size[0] * size[1] * RESULT_BYTES)
    return PictureSource(*size, _decode(chunks.picture, size), chunks.profile, turns_of(chunks.exif))


def _read_chunks(file) -> WebpChunks:
    chunks, position, start = WebpChunks(), HEADER_BYTES, None
    for _ in range(CHUNK_LIMIT):
        file.seek(position)
        name, length = file.read(4), int.from_bytes(file.read(4), "little")
        end = position + 8 + length
        if name == b"ICCP":
            chunks.profile = file.read(length)
        elif name == b"EXIF":
            chunks.exif = file.read(length)
        elif name in PICTURE_CHUNKS and not chunks.picture:
            start = position if start is None else start
            if name != b"ALPH":
                file.seek(start)
                chunks.picture = file.read(end - start)
        # The chunks of a frame stand inside of its own.
        position = position + 8 + FRAME_HEADER_BYTES if name == b"ANMF" else end + length % 2
    return chunks


def _decode(content: bytes, size: tuple[int, int]) -> Iterator[Image.Image]:
    pixels = bytearray(size[0] * size[1] * RESULT_BYTES)
    settings = WebpSettings()
    if not LIBRARY.WebPInitDecoderConfigInternal(ctypes.byref(settings), ABI_VERSION):
        raise UnreadablePicture
    settings.options.use_scaling, settings.options.scaled_width, settings.options.scaled_height = 1, *size
    output = settings.output
    output.colour_space, output.is_external = RGBA, 1
    output.target.rgba.start = ctypes.addressof(ctypes.c_char.from_buffer(pixels))
    output.target.rgba.stride, output.target.rgba.size = size[0] * RESULT_BYTES, len(pixels)
    if LIBRARY.WebPDecode(content, c_size_t(len(content)), ctypes.byref(settings)):
        raise UnreadablePicture
    yield from bands_of(Image.frombuffer("RGBA", size, pixels, "raw", "RGBA", 0, 1))


def _open_with_pillow(file) -> PictureSource:
    """Pillow makes room for the canvas as soon as it opens a file."""
    file.seek(HEADER_BYTES)
    size = _canvas(file.read(18))
    check_pixels(*size)
    check_memory(size[0] * size[1] * PILLOW_BYTES)
    file.seek(0)
    image = Image.open(file, formats=["WEBP"])
    return PictureSource(
        *image.size, load_bands(image), image.info.get("icc_profile"), turns_of(image.info.get("exif"))
    )


def _canvas(chunk: bytes) -> tuple[int, int]:
    if chunk[:4] == b"VP8X":
        return int.from_bytes(chunk[12:15], "little") + 1, int.from_bytes(chunk[15:18], "little") + 1
    if chunk[:4] == b"VP8L":
        bits = int.from_bytes(chunk[9:13], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return int.from_bytes(chunk[14:16], "little") & 0x3FFF, int.from_bytes(chunk[16:18], "little") & 0x3FFF
