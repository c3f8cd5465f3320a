"""The Mongolian blocks as Chromium sets them. The texts are letters and words only, without a meaning."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from organization.models.campaign import MONGOLIAN_BLOCKS
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.filling_in import fill, press, receipt_of

pytestmark = pytest.mark.browser

WORDS = "ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ"
LONG = "\n\n".join([" ".join([WORDS] * 12)] * 4)
FONT = "NotoSansMongolian"
# Of each line box its left edge and its height, in the order of the text.
LINES = """block => [...block.querySelectorAll("p")].map(part => {
    const range = document.createRange();
    range.selectNodeContents(part);
    return [...range.getClientRects()].map(box => [box.left, box.height]);
})"""


@pytest.fixture
def with_mongolian(world):
    type(world.campaign).objects.update(
        **dict.fromkeys(MONGOLIAN_BLOCKS, f"{WORDS}\n{WORDS}") | {"mongolian_letter": LONG, "mongolian_notice": LONG}
    )


@pytest.fixture
def fonts(open_page):
    """Open a page and note which fonts it asked for."""

    def open_noting(address, viewport=PHONE):
        page, asked = open_page(viewport), []
        page.on("request", lambda request: asked.append(request.url) if request.resource_type == "font" else None)
        page.goto(address)
        page.evaluate("document.fonts.ready")
        return page, asked

    return open_noting


@pytest.mark.parametrize("name", ["home", "letter", "privacy"])
def test_the_font_is_fetched_where_mongolian_is_shown(live_server, with_mongolian, fonts, name):
    page, asked = fonts(live_server.url + reverse(name))
    assert [FONT in address for address in asked] == [True]
    assert page.evaluate("document.fonts.check('16px \\'Mongolian of the page\\'', '\u182e')")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_without_mongolian_nothing_is_fetched(address, live_server, world, fonts):
    for one in (address, live_server.url + "/", live_server.url + "/letter/"):
        assert fonts(one)[1] == []


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_lines_go_downwards_and_from_left_to_right(live_server, with_mongolian, fonts, viewport):
    page, _ = fonts(live_server.url + "/letter/", viewport)
    block = page.locator(".texts .mongolian")
    for lines in block.evaluate(LINES):
        lefts = [left for left, _ in lines]
        assert len(set(lefts)) >= 2
        assert lefts == sorted(lefts)
    assert block.locator("p").first.evaluate("p => getComputedStyle(p).writingMode") == "vertical-lr"


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_it_has_the_size_of_the_chinese_beside_it(address, live_server, with_mongolian, fonts, viewport):
    size = "part => getComputedStyle(part).fontSize"
    pairs = {
        "/": [(".head .mongolian p", "h1")],
        "/letter/": [(".letter-titles .mongolian p", "h1"), (".texts .mongolian p", ".texts > div:last-child p")],
        "/privacy/": [(".mongolian p", "article p:not(.soft):not(.mongolian p)")],
    }
    for path, beside in pairs.items():
        page, _ = fonts(live_server.url + path, viewport)
        for mongolian, chinese in beside:
            sizes = [page.locator(one).first.evaluate(size) for one in (mongolian, chinese)]
            assert sizes[0] == sizes[1], (path, mongolian)
    page, _ = fonts(address, viewport)
    assert page.locator(".head .mongolian p").first.evaluate(size) == page.locator("h1").evaluate(size)


def test_the_questionnaire_can_be_filled_in_with_all_blocks_shown(address, with_mongolian, fonts):
    page, asked = fonts(address)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    fill(page)
    press(page)
    receipt_of(page)
    assert page.locator(".head .mongolian").is_visible()
    assert len(asked) <= 2


def test_the_preview_of_staff_follows_the_typing(world, staff_page):
    page = staff_page(f"/admin/organization/campaign/{world.campaign.pk}/change/", role="region_manager")
    preview = page.locator("[data-mongolian-preview]").first
    preview.locator("textarea").fill(f"{WORDS}\n\n{WORDS} 漢漢")
    assert preview.locator(".mongolian p").count() == 2
    assert preview.locator("[role=status] b").inner_text() == "漢"
    preview.locator("textarea").fill(WORDS)
    assert not preview.locator("[role=status]").is_visible()


def test_no_script_or_page_names_another_font():
    for page in Path("templates").rglob("*.html"):
        assert not re.search("Mongolian Baiti|font-face", page.read_text(encoding="utf-8")), page
