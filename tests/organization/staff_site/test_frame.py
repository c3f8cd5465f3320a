"""What the frame says of a page to those who do not see it, and to those who fill in its form."""

import re

import pytest


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


def test_a_form_says_what_its_star_means_before_the_first_field(shown):
    page = shown("/admin/activities/visit/add/")
    assert 0 < page.index("的必填") < page.index("<fieldset")


def test_a_page_that_only_shows_a_row_speaks_of_no_star(log_in, world):
    page = log_in("region_viewer").get(f"/admin/organization/committee/{world.baotou.pk}/change/")
    assert page.status_code == 200
    assert "的必填" not in page.text


def test_a_tab_is_found_by_its_picture(shown):
    assert re.search(r'<link rel="icon" href="/static/icon[^"]*\.png"', shown("/admin/"))
