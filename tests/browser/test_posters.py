"""The page of posters as Chromium prints it."""

import re
from io import BytesIO
from urllib.parse import urlsplit

import pytest
import zxingcpp
from django.contrib.staticfiles import finders
from PIL import Image

from organization.models import Campaign, Committee
from returnees.models import Entrance
from tests.browser.conftest import DESKTOP
from tests.factories import make_committee

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

POSTERS = "/admin/returnees/entrance/posters/"
SHEET_COUNT = 120


@pytest.fixture(scope="session", autouse=True)
def _database_beside_the_browser():
    """Playwright leaves an event loop in this thread, for which Django would refuse to touch the database."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture
def posters(log_in, world, open_page):
    """The page of 120 posters, with the policy that the site sends along."""
    for number in range(SHEET_COUNT - len(Committee.objects.all())):
        name = ("莫力达瓦达斡尔族自治旗", "磴口县", "某" * 40, "𠮷旗🐎")[number % 4]
        make_committee(parent=world.baotou, place_name=name, name=f"共青团{name}委员会"[:60])
    Entrance.objects.make_missing(campaign=world.campaign, committees=Committee.objects.all(), channels=["household"])
    Campaign.objects.update(benefits="\n\n".join(f"{number}某某某某某某某某某某\n{'某' * 30}。" for number in range(4)))
    Campaign.objects.update(mongolian_text="ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ")
    client = log_in("region_manager")
    # Beforehand: Playwright calls `serve` in a context of its own, which has another connection to the database.
    answers = {POSTERS: client.get(POSTERS, {"channel__exact": "household"})}
    for path in re.findall(r'src="(/admin/[^"]+)"', answers[POSTERS].content.decode()):
        answers[path] = client.get(path)

    def serve(route):
        path = urlsplit(route.request.url).path
        if path in answers:
            response = answers[path]
            route.fulfill(status=response.status_code, headers=dict(response.items()), body=response.content)
        else:
            route.fulfill(path=finders.find(path.removeprefix("/static/")))

    page = open_page(DESKTOP)
    page.route("**/*", serve)
    page.goto(f"http://127.0.0.1{POSTERS}")
    return page


def test_every_poster_is_printed_on_one_page(posters):
    assert posters.locator(".sheet").count() == SHEET_COUNT
    assert posters.get_by_role("button", name="打印").is_enabled()
    pdf = posters.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == SHEET_COUNT
    [size] = set(re.findall(rb"/MediaBox \[([^\]]+)\]", pdf))
    assert [round(float(length)) for length in size.split()] == [0, 0, 595, 842]  # A4, in points


def test_the_code_on_paper_is_large_and_readable(posters):
    posters.emulate_media(media="print")
    sheet = posters.locator(".sheet").first
    assert zxingcpp.read_barcode(Image.open(BytesIO(sheet.screenshot()))).text == (
        Entrance.objects.filter(channel="household").first().address
    )
    millimetre = sheet.bounding_box()["width"] / 210
    drawn = zxingcpp.read_barcode(Image.open(BytesIO(sheet.screenshot()))).position
    assert (drawn.top_right.x - drawn.top_left.x) / millimetre >= 90
    assert (drawn.bottom_left.y - drawn.top_left.y) / millimetre >= 90
    # Of an address of any length; without the quiet zone.
    content = sheet.locator(".code").evaluate("code => code.clientWidth") / millimetre
    assert [modules for modules in (25, 29, 33, 37, 41) if content * modules / (modules + 8) < 90] == []


def test_nothing_leaves_its_sheet(posters):
    outside = posters.evaluate(
        """() => [...document.querySelectorAll(".sheet")].flatMap(sheet => {
            const frame = sheet.getBoundingClientRect();
            return [...sheet.querySelectorAll("h1 span, h2, p, li, b, img")].filter(part => {
                const box = part.getBoundingClientRect();
                return box.left < frame.left - 1 || box.right > frame.right + 1
                    || box.bottom > frame.bottom + 1
                    // A Mongolian letter's own box is wider than its line.
                    || (part.className !== "mongolian" && part.scrollWidth > part.clientWidth + 1);
            }).map(part => part.textContent);
        })"""
    )
    assert outside == []


def test_fits_a_phone(posters):
    posters.set_viewport_size({"width": 360, "height": 740})
    assert posters.evaluate("document.documentElement.scrollWidth") == 360
    assert posters.locator(".sheet").first.bounding_box()["width"] == pytest.approx(360, abs=1)


def test_both_scripts_of_the_title_stand_beside_each_other_in_one_size_and_the_font_of_the_site(posters):
    posters.evaluate("document.fonts.ready")
    sizes, is_loaded = posters.evaluate(
        """() => [
            [...document.querySelector(".titles").children].map(part => getComputedStyle(part).fontSize),
            document.fonts.check("16px 'Mongolian of the page'", "\u182e"),
        ]"""
    )
    assert len(sizes) == 2
    assert len(set(sizes)) == 1
    assert is_loaded
    mongolian, chinese, head = (
        posters.locator(f".sheet >> nth=0 >> {part}").bounding_box() for part in (".mongolian", "h1", ".titles")
    )
    assert mongolian["x"] + mongolian["width"] <= chinese["x"]
    assert mongolian["height"] <= head["height"] + 1
