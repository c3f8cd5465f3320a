"""What a file calls its colours, and what is stored."""

import struct

import pytest
from PIL import Image, ImageCms

from tests.organization.pictures.pictures import DATA, near, quarters, rewritten, saved, scene

RED = (196, 26, 22)
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def ink_profile(lab):
    """A profile for four inks, with two steps for each: paper is white, black is black, all else has one colour."""
    curve = bytes(range(256))
    table = b"mft1" + bytes(4) + bytes([4, 3, 2, 0]) + struct.pack(">9I", *(65536 * (at % 4 == 0) for at in range(9)))
    table += (
        curve * 4
        + b"".join(bytes(lab if at and at % 2 == 0 else (255 * (at == 0), 128, 128)) for at in range(16))
        + curve * 3
    )
    head = struct.pack(">I4sI", 128 + 16 + len(table), b"none", 0x02400000) + b"prtrCMYKLab " + bytes(12) + b"acsp"
    head = head.ljust(68, b"\0") + bytes.fromhex("0000f6d6 00010000 0000d32d")
    return head.ljust(128, b"\0") + struct.pack(">I4sII", 1, b"A2B0", 144, len(table)) + table


@pytest.mark.parametrize("name", ["display-p3.jpg", "adobe-rgb.jpg", "display-p3.heic"])
def test_one_scene_in_two_wide_colour_spaces_is_the_same_in_srgb(name):
    """Their numbers for its red differ by up to thirty."""
    image = rewritten(name)
    assert near(quarters(image)[0], RED)
    assert "icc_profile" not in image.info


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF"])
def test_the_profile_is_read_from_every_format(kind):
    with Image.open(DATA / "display-p3.jpg") as wide:
        profile = wide.info["icc_profile"]
    image = rewritten(saved(Image.new("RGB", (8, 8), (180, 48, 36)), kind, icc_profile=profile))
    assert near(image.getpixel((4, 4)), RED)


def test_a_broken_profile_is_ignored():
    for profile in (b"x" * 200, SRGB[:200], SRGB[:36] + b"\xff" * 400):
        image = rewritten(saved(scene(), "PNG", icc_profile=profile))
        assert near(image.getpixel((32, 24)), scene().getpixel((32, 24)), 16)


def test_a_profile_of_another_kind_of_colours_is_ignored():
    image = rewritten(saved(Image.new("CMYK", (8, 8), (0, 255, 255, 0)), "TIFF", icc_profile=SRGB))
    assert near(image.getpixel((4, 4)), (255, 0, 0))


def test_grey_with_a_profile_for_colours_stays_grey():
    image = rewritten(saved(Image.new("L", (8, 8), 90), "PNG", icc_profile=SRGB))
    assert near(image.getpixel((4, 4)), (90, 90, 90))


# Sixteen bits


def test_a_scan_with_sixteen_bits_is_grey():
    """It was white all over."""
    image = rewritten("gray16-scan.png").convert("L")
    low, high = image.getextrema()
    assert low < 60
    assert high > 200
    assert len(image.getcolors()) > 20


@pytest.mark.parametrize("mode", ["I;16", "I;16B"])
@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bits_become_eight(mode, kind):
    for value in (0, 255, 256, 0x7FFF, 0x8000, 0xFFFF):
        packed = struct.pack(">H" if mode == "I;16B" else "<H", value)
        image = rewritten(saved(Image.frombytes(mode, (8, 8), packed * 64), kind))
        assert near(image.getpixel((4, 4)), (value >> 8,) * 3, 1), value


# CMYK and transparency


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_four_inks_are_mixed(kind):
    """Photoshop writes them inverted into a JPEG, and not into a TIFF."""
    inks = Image.new("CMYK", (16, 16), (0, 255, 255, 0))
    assert near(rewritten(saved(inks, kind)).getpixel((8, 8)), (255, 0, 0))


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_a_profile_of_inks_is_applied(kind):
    grey = ink_profile((128, 128, 128))  # L* 50, neither red nor green, neither yellow nor blue
    image = rewritten(saved(Image.new("CMYK", (16, 16), (0, 255, 255, 0)), kind, icc_profile=grey))
    assert near(image.getpixel((8, 8)), (119, 119, 119))


@pytest.mark.parametrize(
    ("image", "kind", "options"),
    [
        (Image.new("RGBA", (8, 8), (0, 0, 0, 0)), "PNG", {}),
        (Image.new("RGBA", (8, 8), (0, 0, 0, 0)), "WEBP", {"lossless": True}),
        (Image.new("RGBA", (8, 8), (0, 0, 0, 0)), "TIFF", {}),
        (Image.new("LA", (8, 8), (0, 0)), "PNG", {}),
        (Image.new("P", (8, 8), 0), "PNG", {"transparency": 0}),
        (Image.new("P", (8, 8), 0), "GIF", {"transparency": 0}),
        (Image.new("L", (8, 8), 7), "PNG", {"transparency": 7}),
        (Image.new("1", (8, 8), 0), "PNG", {"transparency": 0}),
        (Image.new("RGB", (8, 8), (1, 2, 3)), "PNG", {"transparency": (1, 2, 3)}),
    ],
)
def test_what_is_transparent_stands_on_white(image, kind, options):
    assert rewritten(saved(image, kind, **options)).getpixel((4, 4)) == (255, 255, 255)


def test_half_transparent_is_mixed_with_white():
    image = Image.new("RGBA", (8, 8), (255, 0, 0, 128))
    for kind, options in (("PNG", {}), ("WEBP", {"lossless": True}), ("TIFF", {})):
        assert near(rewritten(saved(image, kind, **options)).getpixel((4, 4)), (255, 127, 127))
    assert near(rewritten("transparent.heic").getpixel((20, 60)), (255, 255, 255))
