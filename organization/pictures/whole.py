"""GIF and BMP, which Pillow decodes whole: their pixels are a byte each, or their files as large."""

from PIL import Image

from organization.pictures.source import PictureSource, check_memory, check_pixels, load_bands, result_bytes

ONE_BYTE_MODES = {"1", "L", "P"}


def open_whole(file, longest_side: int) -> PictureSource:
    image = Image.open(file, formats=["GIF", "BMP"])
    check_pixels(*image.size)
    held = image.width * image.height * (1 if image.mode in ONE_BYTE_MODES else 4)
    check_memory(held + result_bytes(*image.size, longest_side))
    return PictureSource(*image.size, load_bands(image))
