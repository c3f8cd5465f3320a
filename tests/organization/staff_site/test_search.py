"""The search above a list finds what is meant, however it was typed and whichever width was stored."""

import pytest
from django.contrib import admin

from organization.staff_site.model_admin import ScopedModelAdmin
from tests.factories import make_account, make_activity, make_responsible

pytestmark = pytest.mark.django_db


def found(client, path, term):
    response = client.get(f"/admin/{path}/", {"q": term})
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
