"""The region's Mongolian beside the Chinese. The texts are letters and words only, without a meaning."""

import re
from pathlib import Path

import pytest
from PIL import ImageFont

from organization.models.campaign import MONGOLIAN_BLOCKS
from returnees.entrances.mongolian import FONT
from returnees.models import CommitteeLetter
from returnees.page_cache import clear_pages
from returnees.thanks import clear_thanks
from tests.factories import make_entrance
from tests.returnees.answering import post

pytestmark = pytest.mark.django_db

WORD, OTHER = "ᠮᠣᠩᠭᠣᠯ", "ᠪᠢᠴᠢᠭ"
PAGES = ("home", "letter", "privacy", "questionnaire", "thanks")
WHERE = {
    "mongolian_text": {"home", "letter", "questionnaire"},
    "mongolian_letter": {"letter"},
    "mongolian_notice": {"privacy", "questionnaire"},
    "mongolian_consent": {"questionnaire"},
    "mongolian_thanks": {"thanks"},
}
WEB_FONT = Path("static/mongolian/NotoSansMongolian.woff2")


@pytest.fixture
def read(client, world):
    def read(page, **blocks):
        """One public page, its style element left out: the response and its text."""
        type(world.campaign).objects.update(**dict.fromkeys(MONGOLIAN_BLOCKS, "") | blocks)
        clear_pages()
        clear_thanks()
        if page == "thanks":
            response = post(client, world.homepage)
        else:
            addresses = {"home": "/", "questionnaire": world.homepage.get_absolute_url()}
            response = client.get(addresses.get(page, f"/{page}/"))
        assert response.status_code == 200
        return response, re.sub(r"<style>.*?</style>", "", response.content.decode(), flags=re.S)

    return read


@pytest.mark.parametrize("page", PAGES)
def test_without_any_nothing_is_shown_asked_for_or_let_in(read, page):
    response, content = read(page)
    assert "mongolian" not in content
    assert "mn-Mong" not in content
    assert "font-src" not in response["Content-Security-Policy"]


@pytest.mark.parametrize("block", MONGOLIAN_BLOCKS)
@pytest.mark.parametrize("page", PAGES)
def test_each_block_stands_where_its_chinese_does(read, block, page):
    response, content = read(page, **{block: f"{WORD} <b>\n{OTHER}\n\n{OTHER}"})
    shown = f'lang="mn-Mong-CN"><p>{WORD} &lt;b&gt;<br>{OTHER}</p><p>{OTHER}</p>'
    is_there = page in WHERE[block]
    assert (shown in re.sub(r">\s+<", "><", content)) == is_there
    assert ("font-src 'self'" in response["Content-Security-Policy"]) == is_there
    assert "mongolian.css" in content


def test_a_letter_of_a_committee_stands_without_the_campaigns_mongolian(client, world):
    type(world.campaign).objects.update(mongolian_letter=WORD)
    CommitteeLetter.objects.create(campaign=world.campaign, committee=world.baotou, text="包头的信。")
    entrance = make_entrance(campaign=world.campaign, committee=world.donghe)
    assert WORD not in client.get(f"/letter/{entrance.token}/").content.decode()
    assert WORD in client.get("/letter/").content.decode()


def test_other_pages_never_ask_for_the_sheet(client, world):
    type(world.campaign).objects.update(**dict.fromkeys(MONGOLIAN_BLOCKS, WORD))
    for address in ("/receipt/", "/q/zzzzzzzz/"):
        assert "mongolian" not in re.sub("<style>.*?</style>", "", client.get(address).content.decode(), flags=re.S)


def test_the_sheet_asks_for_the_site_s_own_font_only():
    sheet = Path("static/mongolian.css").read_text(encoding="utf-8")
    assert re.findall(r"url\(([^)]*)\)|(@import)", sheet) == [('"mongolian/NotoSansMongolian.woff2"', "")]


def test_the_web_font_is_the_posters_without_what_mongolian_does_not_need():
    web, whole = (ImageFont.truetype(file, 40, layout_engine=ImageFont.Layout.BASIC) for file in (WEB_FONT, FONT))
    assert WEB_FONT.stat().st_size < 64_000
    letters = [chr(code) for code in (*range(0x1800, 0x180F), *range(0x1810, 0x181A), *range(0x1820, 0x1879))]
    missing = bytes(web.getmask("\U0010ffff"))
    assert [letter for letter in letters if bytes(web.getmask(letter)) == missing] == []
    assert [
        letter for letter in letters if web.getlength(letter) != pytest.approx(whole.getlength(letter), abs=1)
    ] == []


def test_the_web_font_has_its_licence_beside_it():
    licence = (WEB_FONT.parent / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "notofonts/mongolian" in licence
