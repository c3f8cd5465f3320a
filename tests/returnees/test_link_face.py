"""What a link says of itself where it is passed on."""

import re
from html import unescape
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from PIL import Image

from returnees.link_face import face_title, hook
from returnees.page_cache import clear_pages
from tests.factories import make_entrance
from tests.returnees.answering import post

pytestmark = pytest.mark.django_db
INVITATION = "家乡在等您。说说您的情况和打算，家乡团委来帮忙。"


@pytest.fixture
def campaign(world):
    world.campaign.invitation, world.campaign.public_name = INVITATION, "返乡青年征集"
    world.campaign.save()
    clear_pages()
    return world.campaign


def face_of(content):
    """Title of the tab, and what the tags say."""
    tags = dict(re.findall(r'property="og:(\w+)"\s+content="([^"]*)"', content))
    return unescape(re.search(r"<title>\s*(.*?)\s*</title>", content, re.S)[1]), tags


def read(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return face_of(response.content.decode())


def test_a_questionnaire_says_why_to_open_it_and_whose_it_is(client, world, campaign):
    entrance = make_entrance(campaign=campaign, committee=world.donghe)
    title, tags = read(client, entrance.get_absolute_url())
    assert title == tags["title"] == "家乡在等您｜东河区返乡青年征集"
    assert INVITATION in tags["description"]
    assert "大约 2 分钟" in tags["description"]
    assert read(client, world.homepage.get_absolute_url())[0] == "家乡在等您｜返乡青年征集"


def test_one_that_staff_fill_in_says_so(client, world, campaign):
    entrance = make_entrance(campaign=campaign, committee=world.donghe, channel="staff_filled")
    assert read(client, entrance.get_absolute_url())[0].startswith("工作人员代填：")


def test_home_page_and_letter_have_a_face_too(client, world, campaign):
    assert read(client, "/")[1]["title"] == "家乡在等您｜返乡青年征集"
    assert read(client, "/letter/")[1]["title"] == campaign.letter_title
    assert read(client, "/privacy/")[1].keys() == {"description"}


def test_what_is_personal_has_none(client, world, campaign):
    title, tags = face_of(post(client, world.homepage).content.decode())
    assert title == "提交成功"
    assert "title" not in tags
    assert "image" not in tags


def test_the_picture_is_a_file_of_the_site_that_the_page_itself_does_not_show(client, world, campaign, settings):
    settings.PUBLIC_URL = "https://guichao.example"
    clear_pages()
    content = client.get(world.homepage.get_absolute_url()).content.decode()
    address = face_of(content)[1]["image"]
    assert address.startswith("https://guichao.example/static/share")
    assert content.count("/static/share") == 1
    with Image.open(finders.find("share.png")) as picture:
        assert picture.size == (400, 400)
    assert Path(finders.find("share.png")).stat().st_size < 10_000


@pytest.mark.parametrize(
    ("invitation", "said"),
    [
        (INVITATION, "家乡在等您"),
        ("", ""),
        ("不管走得多远，家乡一直都在原来的地方等着您回来看看。", "不管走得多远"),
        ("某" * 30, ""),
        ("欢迎回来！", "欢迎回来"),
    ],
)
def test_the_hook_is_the_first_sentence_or_clause_that_is_short(campaign, invitation, said):
    campaign.invitation = invitation
    assert hook(campaign) == said


def test_without_a_public_name_it_is_the_questionnaires(campaign):
    campaign.invitation = campaign.public_name = ""
    assert face_title(campaign) == campaign.questionnaire_title
    assert face_title(campaign, "东河区") == f"{campaign.questionnaire_title}（东河区）"


def test_robots_may_read_what_is_passed_on_and_nothing_of_staff_or_receipts(client):
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    lines = response.content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert set(lines[1:]) == {"Disallow: /admin/", "Disallow: /receipt/", "Disallow: /upload/"}
