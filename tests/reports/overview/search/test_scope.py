"""Scope, roles, campaign."""

import pytest

from tests.factories import (
    make_activity,
    make_campaign,
    make_follow_up_case,
    make_headcount,
    make_publicity,
    make_service,
    make_wechat_group,
)
from tests.reports.overview.search.searching import SEARCH, found, search

pytestmark = pytest.mark.django_db


@pytest.fixture
def foreign(world):
    """Rows of a county of another league-city."""
    case = make_follow_up_case(
        entrance=world.homepage, home_committee=world.hailar, returnee={"name": "外地某", "phone": "13800009876"}
    )
    rows = {"campaign": world.campaign, "committee": world.hailar}
    return [
        case.returnee,
        case,
        make_activity(**rows, remark="外地某"),
        make_service(**rows, remark="外地某"),
        make_wechat_group(**rows, name="外地某群"),
        make_publicity(**rows, title="外地某文"),
        make_headcount(**rows, remark="外地某"),
    ]


@pytest.mark.parametrize("role", ["county_staff", "league_city_staff"])
def test_rows_of_others_are_never_found(log_in, foreign, role):
    client = log_in(role)
    terms = ["外地某", "9876", "13800009876", "海拉尔", "hle", "150702", "呼伦贝尔", *(str(row.pk) for row in foreign)]
    terms += [row.number for row in foreign[2:]]
    for term in terms:
        labels = [label for lines in found(client, term).values() for label in lines]
        assert not [label for label in labels if "外地" in label or "海拉尔" in label or "呼伦" in label], term


@pytest.mark.parametrize(
    ("role", "keys"),
    [
        ("region_manager", ["committees", "entries", "packages", "records", "cases", "accounts"]),
        ("region_viewer", ["committees", "entries", "packages", "records", "cases", "accounts"]),
        ("league_city_staff", ["committees", "entries", "packages", "records", "cases", "accounts"]),
        ("county_staff", ["committees", "entries", "packages", "records", "cases"]),
        ("auditor", ["committees", "accounts"]),
        ("system_administrator", ["committees", "accounts"]),
    ],
)
def test_only_groups_that_the_role_may_see_are_searched(log_in, world, youth, entry, role, keys):
    response = log_in(role).get(SEARCH)
    assert [group.key for group in response.context["open_groups"]] == keys
    asked = found(log_in(role), "东河") | found(log_in(role), "乌云")
    assert set(asked) == {"committees", "entries", "records", "cases"} & set(keys)
    assert (search(log_in(role), entry.number).status_code == 303) is ("entries" in keys)


@pytest.mark.parametrize("key", ["records", "entries", "nonsense", ""])
def test_a_group_that_is_not_ones_own_cannot_be_asked_for(log_in, youth, entry, key):
    assert set(found(log_in("auditor"), "东河", only=key)) == {"committees"}


def test_an_account_without_a_committee_finds_nothing(log_in, world, youth, entry):
    world.accounts["county_staff"].committee = None
    world.accounts["county_staff"].save()
    client = log_in("county_staff")
    for term in ("东河", "乌云", entry.number, "dhq", str(youth.pk)):
        assert found(client, term) == {}


def test_what_is_found_is_of_the_viewed_campaign(log_in, world, entry, youth):
    make_campaign(key="2021", year=2021)
    client = log_in("county_staff")
    client.post("/admin/campaign/", {"campaign": "2021"})
    for term in ("青创易贷", entry.number, "乌云", "5678", str(youth.pk)):
        assert found(client, term) == {}


def test_somebody_who_is_not_signed_in_gets_the_login_page(client, world):
    assert "用户名" in search(client, "乌云").content.decode()
