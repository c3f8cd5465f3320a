"""The search above a list finds what is meant, however it was typed and whichever width was stored."""

import re
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.contrib import admin

from organization import stored_searches
from organization.models import AuditEvent
from organization.staff_site.model_admin import ScopedModelAdmin
from tests.factories import make_account, make_activity, make_responsible, make_service, make_wechat_group

pytestmark = pytest.mark.django_db

POSTED = ("organization/account", "organization/responsible", "activities/wechatgroup", "activities/service")


def found(client, path, term):
    """However the list searches: what it posts stands in no address."""
    address = f"/admin/{path}/"
    if path in POSTED:
        response = client.post(address, {"term": term})
        assert response.status_code == 302
        response = client.get(response["Location"])
    else:
        response = client.get(address, {"q": term})
    assert response.status_code == 200
    return list(response.context["cl"].queryset)


@pytest.mark.parametrize("term", ["某乌云其其格", "某乌云 其其格", "某乌云\u3000其其格", "\u200b某乌云其其格\ufeff"])
def test_finds_an_account_by_its_name(log_in, world, term):
    account = make_account(committee=world.donghe, full_name="某乌云其其格")
    assert found(log_in("system_administrator"), "organization/account", term) == [account]


@pytest.mark.parametrize("term", ["买买提·某", "买买提.某", "买买提．某", "买买提 • 某"])
def test_finds_a_responsible_by_their_name(log_in, world, term):
    responsible = make_responsible(campaign=world.campaign, committee=world.donghe, name="买买提·某")
    assert found(log_in("league_city_staff"), "organization/responsible", term) == [responsible]


@pytest.mark.parametrize("term", ["１５０２０２", "150202", "15\u200b0202", "东河区\u2060"])
def test_finds_a_committee_by_its_code(log_in, world, term):
    assert found(log_in("system_administrator"), "organization/committee", term) == [world.donghe]


@pytest.mark.parametrize("stored", ["Ｇ６沿线２０２０", "G6沿线2020"])
@pytest.mark.parametrize("term", ["G6沿线２０２０", "G6 2020", "Ｇ６\u3000２０２０", "沿线\v"])
def test_finds_an_entry_in_either_width(log_in, world, stored, term):
    entry = make_activity(campaign=world.campaign, committee=world.donghe, place=stored)
    assert found(log_in("county_staff"), "activities/symposium", term) == [entry]


@pytest.mark.parametrize("term", ["\u200b", "'\"", "甲 " * 600, "a\u0301" * 1000], ids=range(4))
def test_answers_whatever_is_searched_for(log_in, term):
    found(log_in("county_staff"), "activities/symposium", term)


def test_every_list_searches_through_the_door():
    editors = [editor for site in admin.sites.all_sites for editor in site._registry.values() if editor.search_fields]
    assert editors
    for editor in editors:
        if editor.model is not AuditEvent:  # by day, number and address too: see its find_events
            assert type(editor).get_search_results is ScopedModelAdmin.get_search_results
        assert not {column[0] for column in editor.search_fields} & set("^=@")


@pytest.mark.parametrize("path", POSTED)
def test_what_may_name_a_person_is_looked_for_by_no_address(log_in, path):
    client = log_in("league_city_staff")
    page = client.get(f"/admin/{path}/").text
    assert ('id="person-search"' in page, 'id="searchbar"' in page) == (True, False)
    answer = client.post(f"/admin/{path}/", {"term": "某某的"})
    assert set(parse_qs(urlsplit(answer["Location"]).query)) == {"search"}


@pytest.mark.parametrize(
    ("path", "make", "columns"),
    [("wechatgroup", make_wechat_group, {"name": "某某的创业群"}), ("service", make_service, {"remark": "某某来电"})],
)
def test_finds_groups_and_services(log_in, world, path, make, columns):
    row = make(campaign=world.campaign, committee=world.donghe, **columns)
    make(campaign=world.campaign, committee=world.donghe)
    assert found(log_in("county_staff"), f"activities/{path}", "某某") == [row]


class TestPersons:
    ACCOUNTS = "/admin/organization/account/"

    def test_stand_in_no_address(self, log_in, world):
        make_account(committee=world.donghe, full_name="某乌云其其格")
        client = log_in("system_administrator")
        answer = client.post(f"{self.ACCOUNTS}?is_active__exact=1&p=2", {"term": "某乌云其其格"})
        query = parse_qs(urlsplit(answer["Location"]).query)
        assert query.keys() == {"is_active__exact", "search"}
        page = client.get(answer["Location"])
        assert page.context["cl"].result_count == 1
        links = re.findall(r'(?:href|action)="([^"]*)"', page.content.decode())
        assert not [link for link in links if quote("某乌云其其格") in link or "某乌云" in link]
        assert quote("某乌云") not in str(client.cookies)
        assert "查找：某乌云其其格" in page.content.decode()

    def test_are_not_found_by_an_address(self, log_in, world):
        make_account(committee=world.donghe, full_name="某乌云其其格")
        client = log_in("system_administrator")
        everybody = client.get(self.ACCOUNTS).context["cl"].result_count
        assert client.get(self.ACCOUNTS, {"q": "某乌云其其格"}).context["cl"].result_count == everybody

    def test_are_forgotten_after_an_hour(self, log_in, world, monkeypatch):
        client = log_in("system_administrator")
        address = client.post(self.ACCOUNTS, {"term": "某"})["Location"]
        monkeypatch.setattr(stored_searches, "LIFETIME", 0)
        page = client.get(address)
        assert page.context["cl"].result_count == 0
        assert "这次查找已过期" in page.content.decode()

    def test_of_one_list_are_not_those_of_another(self, log_in, world):
        client = log_in("league_city_staff")
        token = client.post(self.ACCOUNTS, {"term": "某"})["Location"]
        page = client.get(f"/admin/organization/responsible/?{urlsplit(token).query}")
        assert page.context["cl"].query == ""

    def test_are_searched_by_those_who_see_the_list(self, log_in):
        assert log_in("county_staff").post(self.ACCOUNTS, {"term": "某"}).status_code == 403

    def test_an_empty_search_is_the_list(self, log_in):
        answer = log_in("system_administrator").post(self.ACCOUNTS, {"term": " "})
        assert answer["Location"] == f"{self.ACCOUNTS}?"


LIST = "/admin/activities/letter/"
TOO_LONG = "请写短一些，最多 100 个字。"


@pytest.mark.parametrize("term", ["字 " * 3000, "字" * 101])
def test_a_term_that_is_too_long_finds_nothing_and_is_not_lost(log_in, world, term):
    make_activity("letter", campaign=world.campaign, committee=world.donghe)
    client = log_in("county_staff")
    posted = client.post("/admin/organization/responsible/", {"term": term})
    for response in (client.get(LIST, {"q": term[:700]}), client.get(posted["Location"])):
        assert response.status_code == 200
        assert TOO_LONG in response.text
        assert "没有符合条件的记录" in response.text
        assert f'value="{term[:100]}' in response.text
        assert not response.context["cl"].result_count


def test_a_term_within_the_bound_is_looked_for(log_in, world):
    response = log_in("county_staff").get(LIST, {"q": "字 " * 50})
    assert response.status_code == 200
    assert TOO_LONG not in response.text


@pytest.mark.parametrize("address", ["/admin/activities/letter/", "/admin/organization/account/", "/admin/search/"])
def test_ten_thousand_words_in_an_address_are_no_error_of_ours(log_in, world, address):
    assert log_in("region_manager").get(address, {"q": "字 " * 10_000}).status_code == 414


@pytest.mark.parametrize("name", ["p", "o", "e", "all", "state__exact", "committee", "_changelist_filters", "_facets"])
@pytest.mark.parametrize("value", ["9" * 5000, "-1", "1.-2.99." * 300, "x" * 5000, "１", "\ud7ff", "1e9", "''--"])
def test_no_parameter_of_a_list_is_an_error_of_ours(log_in, world, name, value):
    client = log_in("region_manager")
    client.raise_request_exception = False
    for address in ("/admin/activities/letter/", "/admin/returnees/returnee/"):
        assert client.get(address, {name: value}).status_code < 500


@pytest.mark.parametrize("name", ["action", "_selected_action", "index", "select_across", "_save", "term"])
def test_no_field_of_an_action_is_an_error_of_ours(log_in, world, name):
    client = log_in("region_manager")
    client.raise_request_exception = False
    for value in ("9" * 5000, "-1", "x" * 100_000, "\0", "１"):
        fields = {"action": "delete_selected", "_selected_action": "1", "index": "0"} | {name: value}
        assert client.post("/admin/organization/account/", fields).status_code < 500
