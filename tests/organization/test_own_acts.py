"""What the region's manager reads of the trail: what its own committee did, and nothing of others."""

import re
from functools import partial

import pytest

from organization.choices import Act
from organization.models import Account, AuditEvent
from organization.models.audit import AUDITORS_ACTS

pytestmark = pytest.mark.django_db

LIST = "/admin/organization/auditevent/"
QUERIES = 22
OTHERS = ("league_city_staff", "county_staff")


@pytest.fixture
def manager(log_in):
    return log_in("region_manager")


def listed(client, **query):
    return {event.pk for event in client.get(LIST, query).context["cl"].result_list}


def shown(client, address=LIST, **query):
    return " ".join(client.get(address, query).content.decode().split())


def append(world, role, act=Act.ANNEX2_DOWNLOAD, **values):
    return AuditEvent.objects.append(act=act, actor=world.accounts[role], **values)


def test_the_region_sees_its_own_acts_and_none_of_others(manager, world):
    own = {append(world, role).pk for role in ("region_manager", "region_viewer", "system_administrator")}
    own.add(AuditEvent.objects.append(act=Act.SIGN_IN_FAILED, committee=world.region).pk)
    foreign = [append(world, role) for role in OTHERS] + [AuditEvent.objects.append(act=Act.SIGN_IN_UNKNOWN)]
    assert listed(manager) == own
    for event in foreign:
        assert manager.get(f"{LIST}{event.pk}/change/").status_code == 404
    assert manager.get(f"{LIST}{min(own)}/change/").status_code == 200


def test_nothing_in_the_address_widens_it(manager, world):
    foreign = append(world, "county_staff", subject=world.donghe, address="192.0.2.7")
    account = world.accounts["county_staff"]
    queries = [
        {"by": account.pk},
        {"object": f"organization.committee-{world.donghe.pk}"},
        {"from": "192.0.2.7"},
        {"group": "exports"},
        {"when": "today"},
    ]
    assert [listed(manager, **query) for query in queries] == [set()] * len(queries)
    for term in (account.username, str(foreign.sequence), "东河", "192.0.2.7"):
        found = manager.post(LIST, {"term": term}, follow=True).context["cl"].result_list
        assert foreign.pk not in {event.pk for event in found}


def test_the_auditor_sees_all_that_the_region_does_not(log_in, world):
    events = {append(world, role).pk for role in ("region_manager", *OTHERS)}
    assert listed(log_in("auditor")) == events


def test_what_auditors_look_into_is_not_shown_to_those_they_look_at(manager, world):
    hidden = {append(world, "auditor", act).pk for act in AUDITORS_ACTS}
    own = append(world, "auditor", Act.SIGN_IN).pk
    assert listed(manager) == {own}
    for pk in hidden:
        assert manager.get(f"{LIST}{pk}/change/").status_code == 404


@pytest.mark.parametrize("role", [*OTHERS, "region_viewer", "system_administrator"])
def test_nobody_else_has_the_page(log_in, world, role):
    event = append(world, role)
    client = log_in(role)
    assert client.get(LIST).status_code == client.get(f"{LIST}{event.pk}/change/").status_code == 403
    assert f'href="{LIST}"' not in shown(client, "/admin/roles/")


def test_a_manager_that_is_not_of_the_region_has_it_neither(manager, world):
    account = world.accounts["region_manager"]
    account.committee = world.donghe
    Account.objects.filter(pk=account.pk).update(committee=world.donghe)
    event = AuditEvent.objects.append(act=Act.SIGN_IN, actor=account)
    assert not AuditEvent.objects.visible_to(account).exists()
    assert manager.get(LIST).status_code == manager.get(f"{LIST}{event.pk}/change/").status_code == 403


def test_is_reached_from_the_navigation_and_says_what_it_is(manager, world):
    append(world, "region_manager")
    assert re.search(rf'<a href="{LIST}"[^>]*>\s*本级操作记录', shown(manager, "/admin/roles/"))
    page = shown(manager)
    assert "<h1>本级操作记录" in page
    assert "自治区团委本级的账号做过的事和导出" in page
    assert f'<a href="{LIST}?group=exports">只看导出与下载</a>' in page
    for of_the_auditor in ("核对与封条", "导出 Excel", "已封存", 'name="under"'):
        assert of_the_auditor not in page


def test_its_exports_are_found_by_one_link(manager, world):
    export = append(world, "region_manager").pk
    append(world, "region_manager", Act.SIGN_IN)
    assert listed(manager, group="exports") == {export}


def test_a_look_at_it_seals_and_verifies_nothing(manager, world):
    append(world, "region_manager")
    assert manager.get(LIST).context["trail"] is None


def test_an_account_leads_to_what_it_did_and_what_was_done_to_it(log_in, world):
    def links(role, account):
        page = shown(log_in(role), f"/admin/organization/account/{world.accounts[account].pk}/change/")
        key = world.accounts[account].pk
        return [f'href="{LIST}{query}"' in page for query in (f"?by={key}", f"?object=organization.account-{key}")]

    both, none = [True, True], [False, False]
    assert links("auditor", "county_staff") == links("auditor", "region_manager") == both
    assert links("region_manager", "region_viewer") == both
    assert links("region_manager", "county_staff") == links("league_city_staff", "county_staff") == none
    assert links("system_administrator", "region_manager") == none


def test_its_queries_do_not_grow(manager, world, django_assert_max_num_queries):
    load = partial(manager.get, LIST)
    for _ in range(2):
        for role in ("region_manager", "region_viewer", "auditor"):
            append(world, role, subject=world.accounts[role])
            append(world, role, subject=world.baotou)
        with django_assert_max_num_queries(QUERIES):
            load()
