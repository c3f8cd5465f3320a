"""JPEG: decoded at a half, a quarter or an eighth of its size, so that it may be large. No ORM, no request."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from PIL import Image

from organization.pictures.source import (
    JPEG_PIXEL_LIMIT,
    READER_MEMORY,
    TOO_MUCH_MEMORY,
    PictureSource,
    UnreadablePicture,
    check_memory,
    check_pixels,
    load_bands,
    result_bytes,
    turns_of,
)

# Frames whose coefficients are read in one go, if their first scan has all components: baseline and extended.
SEQUENTIAL = {0xC0, 0xC1}
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
SCAN, END = 0xDA, 0xD9
SINGLE_BYTES = {0x01, *range(0xD0, 0xD9)}  # markers without a length
COEFFICIENT_BYTES = 2
# In which the library can decode: all pixels, or one of so many in each direction.
PARTS = (1, 2, 4, 8)
# A picture has ten; each runs over all of it, and a file of thousands would keep the processor for minutes.
SCAN_LIMIT = 200
SCAN_MARKER = bytes([0xFF, SCAN])


@dataclass(frozen=True)
class JpegFrame:
    marker: int
    width: int
    height: int
    # Horizontal and vertical sampling of each component.
    samplings: tuple[tuple[int, int], ...]
    # Components in the first scan.
    scan_count: int

    @property
    def is_sequential(self) -> bool:
        return self.marker in SEQUENTIAL and self.scan_count == len(self.samplings)

    def coefficient_bytes(self) -> float:
        widest, highest = (max(axis) for axis in zip(*self.samplings, strict=True))
        samples = sum(across * down for across, down in self.samplings) / (widest * highest)
        return samples * self.width * self.height * COEFFICIENT_BYTES


def open_jpeg(file, longest_side: int) -> PictureSource:
    frame = _read_frame(file)
    check_pixels(frame.width, frame.height, JPEG_PIXEL_LIMIT)
    # Coefficients of the whole picture stay in memory where they come in several scans.
    needed = 0 if frame.is_sequential else frame.coefficient_bytes()
    if needed:
        _check_scans(file)
    file.seek(0)
    image = Image.open(file, formats=["JPEG"])
    part = _part(image, longest_side, needed)
    check_memory(_held(image, longest_side, needed, part))
    image.draft(None, (max(1, image.width // part), max(1, image.height // part)))
    return PictureSource(
        *image.size, load_bands(image), image.info.get("icc_profile"), turns_of(image.info.get("exif"))
    )


def _part(image: Image.Image, longest_side: int, coefficients: float) -> int:
    """Decode one of so many pixels in each direction: as many as the result needs, if there is memory for them."""
    part = max((part for part in PARTS if max(image.size) >= part * longest_side), default=1)
    fitting = (one for one in PARTS if _held(image, longest_side, coefficients, one) <= READER_MEMORY)
    return next((one for one in fitting if one >= part), PARTS[-1])


def _held(image: Image.Image, longest_side: int, coefficients: float, part: int) -> float:
    """Bytes of the decoded picture, with those from which it comes before and the result afterwards."""
    pixels = image.width * image.height / part**2
    result = min(pixels * 4, result_bytes(*image.size, longest_side))
    return pixels * (1 if image.mode == "L" else 4) + max(coefficients, result)


def _check_scans(file) -> None:
    file.seek(0)
    count = 0
    while piece := file.read(1024 * 1024):
        count += piece.count(SCAN_MARKER)
    file.seek(0)
    if count > SCAN_LIMIT:
        raise ValidationError(TOO_MUCH_MEMORY, code="too_much_memory")


def _read_frame(file) -> JpegFrame:
    """The segments up to the first scan."""
    file.seek(2)
    marker, frame = 0, b""
    while True:
        code = _next_marker(file)
        if code in SINGLE_BYTES:
            continue
        length = int.from_bytes(file.read(2)) - 2
        if length < 0 or code == END:
            raise UnreadablePicture
        if code in FRAMES:
            marker, frame = code, file.read(length)
        elif code == SCAN:
            return _frame(marker, frame, scan=file.read(length))
        else:
            file.seek(length, 1)


def _next_marker(file) -> int:
    while (byte := file.read(1)) != b"\xff":
        if not byte:
            raise UnreadablePicture
    while (byte := file.read(1)) == b"\xff":
        pass
    if not byte:
        raise UnreadablePicture
    return byte[0]


def _frame(marker: int, content: bytes, *, scan: bytes) -> JpegFrame:
    components = content[6 : 6 + 3 * content[5]]
    samplings = tuple((byte >> 4, byte & 15) for byte in components[1::3])
    if not samplings or not all(all(sampling) for sampling in samplings):
        raise UnreadablePicture
    height, width = (int.from_bytes(content[start : start + 2]) for start in (1, 3))
    return JpegFrame(marker, width, height, samplings, scan[0])
