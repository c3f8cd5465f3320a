"""The manual as pages of staff: 帮助 on every page, the contents with their search, the chapters."""

import re
from datetime import timedelta
from urllib.parse import quote, unquote

import pytest
from django.utils.html import strip_tags

from organization.clock import now

HELP_LINK = re.compile(r'<a class="help-link"\s+href="([^"]*)"')


@pytest.fixture
def shown(log_in):
    client = log_in("county_staff")
    return lambda address: client.get(address).text


def test_every_page_leads_to_its_place(shown):
    assert HELP_LINK.search(shown("/admin/activities/visit/add/"))[1] == "/admin/help/county/#记一条活动"
    # Nothing there, no place of its own.
    assert HELP_LINK.search(shown("/admin/nowhere/"))[1] == "/admin/help/"


def test_the_contents_begin_with_ones_own_work(log_in):
    page = log_in("auditor").get("/admin/help/").text
    assert re.search(r"<summary>\s*审计员：查谁做了什么\s*<span[^>]*>您的工作", page)
    assert page.index("审计员：查谁做了什么") < page.index("开始用：") < page.index("记活动、跟进青年、填报")


def test_a_chapter_has_its_sections_under_the_addresses_that_lead_there(shown):
    page = shown("/admin/help/county/")
    anchors = {unquote(anchor) for anchor in re.findall(r'<a href="#([^"]+)">', page)}
    assert len(anchors) > 10
    assert [anchor for anchor in anchors if f'<section id="{anchor}">' not in page] == []
    assert 'href="/admin/help/league-city/"' in page


def test_there_is_no_other_chapter(log_in):
    assert log_in("county_staff").get("/admin/help/nothing/").status_code == 404


def test_the_manual_is_for_who_has_an_account(client, world):
    assert client.get("/admin/help/").status_code == 302
    assert client.get("/admin/help/county/").status_code == 302


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("零报告", "没有开展的一类：零报告"),
        ("忘记密码", "换密码，忘了密码"),
        ("怎样把照片从手机传上去", "传照片：电脑或手机"),
    ],
)
def test_finds_what_one_asks_for_first(shown, typed, found):
    listed = re.findall(
        r'<li>\s*<a href="/admin/help/[^"]+">([^<]+)</a>\s*<span', shown(f"/admin/help/?q={quote(typed)}")
    )
    assert found in listed[:3]


def test_shows_where_it_stands(shown):
    assert "<mark>二维码</mark>" in shown(f"/admin/help/?q={quote('二维码')}")


def test_finds_nothing_and_says_what_to_do(shown):
    page = strip_tags(shown(f"/admin/help/?q={quote('<b>量子')}"))
    assert "手册里没有找到" in page
    assert "“&lt;b&gt;量子”" in page


@pytest.mark.parametrize("typed", ["", "  ", "　", "x" * 5000, "%"])
def test_anything_may_be_typed(log_in, typed):
    assert log_in("county_staff").get("/admin/help/", {"q": typed}).status_code == 200


def test_asks_the_database_for_no_more_than_the_frame(log_in, django_assert_max_num_queries):
    client = log_in("county_staff")
    client.get("/admin/help/")
    with django_assert_max_num_queries(12):
        client.get("/admin/help/county/")


@pytest.mark.parametrize(("days", "is_shown"), [(None, False), (1, True), (20, False)])
def test_the_first_desks_name_the_manual(log_in, world, days, is_shown):
    account = world.accounts["county_staff"]
    account.password_changed_at = None if days is None else now() - timedelta(days=days)
    account.save(update_fields=["password_changed_at"])
    assert ("刚开始用？" in log_in("county_staff").get("/admin/").text) == is_shown
