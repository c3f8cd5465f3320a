"""What the frame says of a page to those who do not see it, and to those who fill in its form."""

import re

import pytest

from tests.factories import make_campaign


@pytest.fixture
def shown(log_in):
    client = log_in("county_staff")
    return lambda url: client.get(url).text


def test_no_landmark_is_empty(shown):
    for page in (shown("/admin/"), shown("/admin/roles/"), shown("/admin/activities/visit/add/")):
        for landmark in re.findall(
            r"<(?:aside|nav|footer|header)\b[^>]*>(.*?)</(?:aside|nav|footer|header)>", page, re.S
        ):
            assert re.sub(r"<[^>]*>|\s", "", landmark)


def test_what_holds_for_the_whole_page_stands_in_a_landmark_of_its_own(shown, settings, world):
    settings.GUICHAO_TODAY = None
    assert "<aside" not in shown("/admin/roles/")
    world.campaign.is_trial = True
    world.campaign.save()
    assert re.search(r'<aside aria-label="提醒">\s*<p class="notice-line">这是试用年度', shown("/admin/roles/"))


def test_of_several_that_are_open_every_page_says_which_one_it_is_of(shown, world):
    assert "不止一个年度" not in shown("/admin/roles/")
    make_campaign(year=2021)
    assert "现在不止一个年度在进行，这一页是 2020 年度的。" in shown("/admin/roles/")


def test_from_every_page_a_campaign_in_preparation_leads_back_to_its_steps(log_in, world):
    coming = make_campaign(year=2021, state="preparing")
    steps = '<a href="/admin/reports/setup/2021/">回到筹备</a>'
    for role, is_shown in (("region_manager", True), ("region_viewer", False), ("county_staff", False)):
        client = log_in(role)
        client.post("/admin/campaign/", {"campaign": coming.key})
        assert (steps in client.get("/admin/roles/").text) == is_shown
    client = log_in("region_manager")
    assert steps not in client.get("/admin/roles/").text
    assert steps not in client.get("/admin/reports/setup/2021/").text


def test_a_form_says_what_its_star_means_before_the_first_field(shown):
    page = shown("/admin/activities/visit/add/")
    assert 0 < page.index("的必填") < page.index("<fieldset")


def test_a_page_that_only_shows_a_row_speaks_of_no_star(log_in, world):
    page = log_in("region_viewer").get(f"/admin/organization/committee/{world.baotou.pk}/change/")
    assert page.status_code == 200
    assert "的必填" not in page.text


def test_a_tab_is_found_by_its_picture(shown):
    assert re.search(r'<link rel="icon" href="/static/icon[^"]*\.png"', shown("/admin/"))
