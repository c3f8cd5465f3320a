"""From what a file calls its colours to sRGB, with eight bits and without transparency. No ORM, no request."""

from contextlib import suppress
from io import BytesIO

from PIL import Image, ImageCms

# Bytes. A profile for print has some two million.
PROFILE_LIMIT = 4 * 1024 * 1024
# The colour space of a profile, as its header names it, and the modes that it fits.
PROFILE_MODES = {"RGB": ("RGB", "L"), "GRAY": ("L",), "CMYK": ("CMYK",)}


def flatten(band: Image.Image) -> Image.Image:
    """The pixels on white, as L, RGB or CMYK, in the colours of the file."""
    if band.mode.startswith("I"):
        return _high_bytes(band)
    if band.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in band.info:
        return _on_white(band)
    if band.mode in ("L", "RGB", "CMYK"):
        return band
    if band.mode == "LAB":
        return _from_lab(band)
    return band.convert("L" if band.mode == "1" else "RGB")


def to_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """A flattened picture as its profile means it. A broken profile is as good as none."""
    if profile and len(profile) <= PROFILE_LIMIT:
        with suppress(Exception):  # whatever a broken or hostile profile makes the library raise
            return _apply(profile, picture)
    return picture.convert("RGB")


def _high_bytes(band: Image.Image) -> Image.Image:
    """Sixteen bits to eight. Pillow's own conversion makes all above 255 white."""
    if band.mode not in ("I;16", "I;16L", "I;16B"):
        band = band.convert("I;16")
    first = 0 if band.mode == "I;16B" else 1
    return Image.frombytes("L", band.size, band.tobytes()[first::2])


def _on_white(band: Image.Image) -> Image.Image:
    band = band.convert("RGBA")
    ground = Image.new("RGB", band.size, "white")
    ground.paste(band.convert("RGB"), mask=band.getchannel("A"))
    return ground


def _from_lab(band: Image.Image) -> Image.Image:
    lab, srgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
    return ImageCms.applyTransform(band, ImageCms.buildTransform(lab, srgb, "LAB", "RGB"))


def _apply(profile: bytes, picture: Image.Image) -> Image.Image:
    embedded = ImageCms.ImageCmsProfile(BytesIO(profile))
    space = embedded.profile.xcolor_space.strip()
    if picture.mode not in PROFILE_MODES[space]:
        return picture.convert("RGB")
    if space == "RGB":
        picture = picture.convert("RGB")
    transform = ImageCms.buildTransform(embedded, ImageCms.createProfile("sRGB"), picture.mode, "RGB")
    if picture.mode == "RGB":
        ImageCms.applyTransform(picture, transform, inPlace=True)
        return picture
    return ImageCms.applyTransform(picture, transform)
