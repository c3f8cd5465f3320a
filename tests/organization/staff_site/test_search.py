"""The search above a list finds what is meant, however it was typed and whichever width was stored."""

import re
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.contrib import admin

from organization.staff_site import stored_searches
from organization.staff_site.model_admin import ScopedModelAdmin
from tests.factories import make_account, make_activity, make_responsible

pytestmark = pytest.mark.django_db

POSTED = ("organization/account", "organization/responsible")


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


@pytest.mark.parametrize("term", ["\u200b", "\x00", "'\"", "甲 " * 3000, "a\u0301" * 2000], ids=range(5))
def test_answers_whatever_is_searched_for(log_in, term):
    found(log_in("county_staff"), "activities/symposium", term)


def test_every_list_searches_through_the_door():
    editors = [editor for site in admin.sites.all_sites for editor in site._registry.values() if editor.search_fields]
    assert editors
    for editor in editors:
        assert type(editor).get_search_results is ScopedModelAdmin.get_search_results
        assert not {column[0] for column in editor.search_fields} & set("^=@")


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
