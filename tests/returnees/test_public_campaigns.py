"""What the public pages say comes from the campaign, and each open campaign has pages of its own."""

import re
from pathlib import Path

import pytest

from organization.models import Campaign
from returnees.models import CommitteeLetter, Entrance
from tests.factories import make_campaign, make_entrance, notice_of_2020

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(world):
    """Another open campaign, with texts of its own."""
    campaign = make_campaign(
        year=2021,
        key="2021-summer",
        name="青春兴乡活动",
        short_name="青春兴乡",
        theme="青春兴乡",
        public_name="青春兴乡",
        audience="户籍在本地",
        oldest_age=40,
        invitation="欢迎回来！一起干。",
        benefits="岗位对接\n专场招聘。\n\n场地支持\n免费工位。",
        questionnaire_title="青春兴乡登记",
        complaints="12355",
        letter_title="致青年朋友",
        letter_text="你好。",
    )
    Entrance.objects.open_homepage(campaign=campaign, region=world.region)
    return campaign


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def visible_text(html):
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", html))


def test_the_home_page_says_what_its_campaign_says(client, world, other):
    other.make_current()
    shown = page(client, "/")
    text = visible_text(shown)
    for part in (
        "归巢青春兴乡",
        "欢迎回来！一起干。",
        "岗位对接专场招聘。",
        "场地支持免费工位。",
        "户籍在本地、14–40周岁",
    ):
        assert part in text
    assert '<span class="part">欢迎回来！</span><span class="part">一起干。</span>' in shown
    assert "青创易贷" not in shown
    assert "内蒙古" not in text.replace("内蒙古自治区团委", "")


def test_what_a_campaign_leaves_open_is_left_out(client, world):
    Campaign.objects.update(public_name="", audience="", invitation="", benefits="")
    text = visible_text(page(client, "/"))
    assert "能帮您什么" not in text
    assert "14–45周岁，自愿填写" in text
    assert "对象14–45周岁的青年：" in text


def test_the_questionnaire_says_whom_it_is_for(client, world, other):
    entrance = Entrance.objects.homepage_of(other)
    text = visible_text(page(client, entrance.get_absolute_url()))
    assert "户籍在本地、14–40周岁的青年填写" in text
    assert "归巢青春兴乡" in text


def test_another_open_campaign_is_named_in_one_line_and_has_pages_of_its_own(client, world, other):
    home = page(client, "/")
    assert "正在进行的还有：" in home
    assert '<a href="/?campaign=2021-summer">青春兴乡</a>' in home
    own = page(client, "/?campaign=2021-summer")
    assert Entrance.objects.homepage_of(other).get_absolute_url() in own
    assert 'href="/letter/?campaign=2021-summer"' in own
    assert 'href="/privacy/?campaign=2021-summer"' in own
    assert "你好。" in page(client, "/letter/?campaign=2021-summer")
    privacy = page(client, "/privacy/?campaign=2021-summer")
    assert "2021-1" in privacy
    assert "12355" in privacy
    assert 'href="/?campaign=2021-summer"' in privacy


def test_an_entrance_leads_to_the_pages_of_its_own_campaign(client, world, other):
    entrance = make_entrance(campaign=other, committee=world.donghe)
    assert 'href="/privacy/?campaign=2021-summer"' in page(client, entrance.get_absolute_url())
    letter = page(client, f"/letter/{entrance.token}/")
    assert 'href="/?campaign=2021-summer"' in letter
    assert "?campaign=" not in page(client, f"/letter/{world.homepage.token}/")


@pytest.mark.parametrize("address", ["/", "/letter/", "/privacy/"])
@pytest.mark.parametrize("key", ["2021-summer", "1999", "x", "", "%00", "2020'"])
def test_a_campaign_that_is_not_public_has_no_page(client, world, other, address, key):
    Campaign.objects.filter(pk=other.pk).update(state="preparing")
    assert client.get(f"{address}?campaign={key}").status_code == (400 if key == "%00" else 404)
    assert "青春兴乡" not in page(client, "/")


def test_a_closed_campaign_still_shows_its_privacy_notice_but_is_not_named(client, world, other):
    Campaign.objects.filter(pk=other.pk).update(state="closed")
    assert "2021-1" in page(client, "/privacy/?campaign=2021-summer")
    assert "正在进行的还有" not in page(client, "/")


def test_a_trial_is_not_named_beside_the_regions_own(client, world, other):
    Campaign.objects.filter(pk=other.pk).update(is_trial=True)
    assert "正在进行的还有" not in page(client, "/")


def test_without_a_letter_nothing_leads_to_one(client, world):
    Campaign.objects.update(has_letter=False)
    assert "一封信" not in page(client, "/")
    assert "一封信" not in page(client, "/privacy/")
    assert client.get("/letter/").status_code == 404
    entrance = make_entrance(campaign=world.campaign, committee=world.baotou)
    assert client.get(f"/letter/{entrance.token}/").status_code == 404
    CommitteeLetter.objects.create(campaign=world.campaign, committee=world.baotou, title="致包头青年", text="你好。")
    assert "致包头青年" in page(client, f"/letter/{entrance.token}/")


def test_no_sentence_of_a_notice_stands_in_a_public_template():
    sentences = [
        *("筑梦", "青创易贷", "内蒙古", "政策讲堂", "返乡青年征集", "家乡在等您"),
        *(block.split("\n")[1] for block in notice_of_2020()["benefits"].strip().split("\n\n")),
    ]
    for file in [*Path("templates/public").rglob("*.html"), *Path("templates").glob("*.html")]:
        text = file.read_text(encoding="utf-8")
        assert not [sentence for sentence in sentences if sentence in text], file
