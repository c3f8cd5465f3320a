import pytest

from reports.overview.desk.dispatch import desk_template
from tests.factories import make_account, make_committee

pytestmark = pytest.mark.django_db

OF_ROLE = {
    "region_manager": "reports/desk/region.html",
    "region_viewer": "reports/desk/region.html",
    "league_city_staff": "reports/desk/league_city.html",
    "county_staff": "reports/desk/county.html",
}


@pytest.mark.parametrize("role", OF_ROLE)
def test_each_level_has_its_own(world, log_in, role):
    assert desk_template(world.accounts[role]) == OF_ROLE[role]


def test_who_declares_to_be_complete_has_that_of_a_county(world, log_in, client):
    township = make_committee(parent=world.donghe, level="township", place_name="某镇")
    for committee, role in ((world.direct, "league_city_staff"), (township, "county_staff")):
        account = make_account(committee=committee, role=role, username=f"at-{committee.level}")
        client.force_login(account)
        assert desk_template(account) == OF_ROLE["county_staff"]
        assert "本级已填完" in client.get("/admin/").content.decode().partition('id="content"')[2]


def test_an_account_without_a_committee_has_none(world, log_in):
    world.accounts["county_staff"].committee = None
    assert desk_template(world.accounts["county_staff"]) == ""
