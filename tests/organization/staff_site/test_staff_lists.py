"""What every list and form of the staff site says in the terms of the work, not of the framework."""

import pytest

from tests.factories import make_activity, make_committee

pytestmark = pytest.mark.django_db

VISITS = "/admin/activities/visit/"


def text(response):
    return " ".join(response.content.decode().split())


def test_a_list_is_called_what_it_lists_and_offers_to_log_one(log_in):
    page = text(log_in("county_staff").get(VISITS))
    assert "<h1>走进青年</h1>" in page
    assert "记一条走进青年" in page
    assert "来修改" not in page


def test_a_form_is_called_what_its_button_said(log_in):
    client = log_in("league_city_staff")
    assert "<h1>记一条走进青年</h1>" in text(client.get(f"{VISITS}add/"))
    assert "<h1>新增负责人</h1>" in text(client.get("/admin/organization/responsible/add/"))


def test_an_empty_list_says_so(log_in, world):
    client = log_in("county_staff")
    assert "还没有记录。" in text(client.get(VISITS))
    make_activity("visit", campaign=world.campaign, committee=world.donghe)
    assert "还没有记录。" not in text(client.get(VISITS))
    page = text(client.get(f"{VISITS}?q=nowhere"))
    assert '没有符合条件的记录。去掉上面的某个条件，或<a href="?">看全部</a>。' in page
    assert "共 0 条" in page


def test_the_search_field_says_what_it_looks_at(log_in):
    assert 'placeholder="地点、备注、联合举办单位"' in text(log_in("county_staff").get(VISITS))


def test_offers_the_whole_list_only_where_it_is_filtered(log_in):
    assert "看全部" not in text(log_in("county_staff").get(VISITS))


def test_an_empty_list_has_the_button_that_begins_it(log_in, world):
    page = text(log_in("county_staff").get(VISITS))
    assert f'<p> <a class="button" href="{VISITS}add/">记一条走进青年</a> </p>' in page
    assert "记一条走进青年</a> </p>" not in text(log_in("auditor").get("/admin/organization/auditevent/"))


def test_a_filter_with_nothing_to_choose_is_not_shown_and_still_applies(log_in, world):
    client = log_in("county_staff")
    make_activity("visit", campaign=world.campaign, committee=world.donghe)
    assert 'name="under"' not in text(client.get(VISITS))
    assert client.get(f"{VISITS}?under={world.hailar.pk}").context["cl"].result_count == 0
    make_committee(parent=world.donghe, level="township", place_name="某镇")
    assert 'name="under"' in text(client.get(VISITS))


def test_the_password_page_has_the_frame_of_every_other(log_in, world):
    client = log_in("county_staff")
    page = text(client.get("/admin/password_change/"))
    assert "公开页面" in page
    assert "theme-toggle" not in page
    assert "旧密码" in page
    world.accounts["county_staff"].must_change_password = True
    world.accounts["county_staff"].save()
    assert "密码条上的一次性密码" in text(client.get("/admin/password_change/"))


def test_the_way_back_does_not_name_a_thing_twice(log_in):
    page = text(log_in("league_city_staff").get("/admin/returnees/returnee/"))
    assert page.count("返乡青年</a> › 返乡青年") == 0
    assert "工作台</a> › 走进青年" in text(log_in("league_city_staff").get(VISITS))
