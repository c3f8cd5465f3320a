import re
from io import BytesIO
from xml.etree import ElementTree

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from organization.qr import qr_png, qr_svg
from returnees.models.entrance import TOKEN_ALPHABET, new_token
from tests.factories import make_entrance

ADDRESS = "https://guichao.example/q/abcdefgh/"


def decoded(image):
    return zxingcpp.read_barcode(image).text


def drawn(svg, pixels_per_module=6):
    """The image of our own SVG: every run of its one path as a rectangle."""
    root = ElementTree.fromstring(svg)
    size = int(root.get("viewBox").split()[2])
    image = Image.new("L", (size * pixels_per_module,) * 2, 255)
    draw = ImageDraw.Draw(image)
    path = root.find("{http://www.w3.org/2000/svg}path").get("d")
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path):
        left, top = int(x) * pixels_per_module, int(y) * pixels_per_module
        draw.rectangle((left, top, left + int(length) * pixels_per_module - 1, top + pixels_per_module - 1), fill=0)
    return image


def test_the_png_decodes_to_the_address():
    assert decoded(Image.open(BytesIO(qr_png(ADDRESS)))) == ADDRESS


@pytest.mark.parametrize("scale", [0.25, 0.5, 3])
def test_the_png_decodes_when_scaled(scale):
    image = Image.open(BytesIO(qr_png(ADDRESS))).convert("L")
    assert decoded(image.resize((int(image.width * scale),) * 2)) == ADDRESS


def test_the_svg_decodes_to_the_address_and_is_small():
    svg = qr_svg(ADDRESS)
    assert decoded(drawn(svg)) == ADDRESS
    assert len(svg) < 5000


def test_keeps_a_quiet_zone_of_four_modules():
    image = drawn(qr_svg(ADDRESS), pixels_per_module=1)
    assert image.getbbox() == (0, 0, *image.size)
    assert image.point(lambda value: 255 - value).getbbox() == (4, 4, image.width - 4, image.height - 4)


def test_tokens_have_no_letters_that_are_misread():
    tokens = {new_token() for _ in range(200)}
    assert len(tokens) == 200
    assert set("".join(tokens)) <= set(TOKEN_ALPHABET) - set("01ilo")


@pytest.mark.django_db
def test_the_admin_serves_codes_of_the_own_subtree_only(log_in, world, settings):
    own = make_entrance(campaign=world.campaign, committee=world.donghe)
    foreign = make_entrance(campaign=world.campaign, committee=world.hailar)
    client = log_in("league_city_staff")
    image = client.get(f"/admin/returnees/entrance/{own.pk}/qr.png")
    assert decoded(Image.open(BytesIO(image.content))) == settings.PUBLIC_URL + own.get_absolute_url()
    assert client.get(f"/admin/returnees/entrance/{own.pk}/qr.svg")["Content-Type"] == "image/svg+xml"
    for suffix in ("png", "svg"):
        assert client.get(f"/admin/returnees/entrance/{foreign.pk}/qr.{suffix}").status_code == 404
        assert client.get(f"/admin/returnees/entrance/999999/qr.{suffix}").status_code == 404
