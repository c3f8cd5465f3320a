"""How accounts are called on the pages of others."""

import re
from pathlib import Path

import pytest

from organization.models import Account
from organization.staff_names import name_and_committee_for, name_for
from tests.factories import make_account

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]
# What names an account by itself, and why it may.
SELF_NAMED = {
    "templates/organization/account_preview.html": "accounts that are about to be made",
    "templates/organization/activation_links.html": "accounts that one manages",
    "templates/organization/reissue_slips.html": "accounts that one manages",
    "templates/organization/second_factor/bind.html": "whoever is logged in",
    "templates/organization/second_factor/codes.html": "whoever is logged in",
    "templates/organization/second_factor/reset.html": "accounts that one manages",
    "templates/organization/slips.html": "accounts that one manages",
    "templates/organization/unsaved.html": "whoever is logged in",
    "templates/registration/password_change_form.html": "whoever is logged in",
    "templates/reports/account_hand_over.html": "accounts that one manages, or one's own",
    "templates/reports/desk/administrator.html": "accounts that the administrator sees",
    "templates/reports/desk/auditor.html": "only auditors of the region",
    "templates/reports/statistics/tile_grid.html": "the name of a place",
    "templates/returnees/visit_sheet.html": "whoever is logged in",
    "templates/staff/parts/top_bar.html": "whoever is logged in",
}
NAMES = re.compile(r"get_full_name|get_username|get_short_name|\.full_name|account\.username|\.username\b")


@pytest.fixture
def names(world):
    for key, account in world.accounts.items():
        Account.objects.filter(pk=account.pk).update(full_name=f"姓名 {key}")
        account.full_name = f"姓名 {key}"
    return world.accounts


@pytest.mark.parametrize(
    ("viewer", "account", "shown"),
    [
        ("region_manager", "county_staff", "姓名 county_staff"),
        ("league_city_staff", "county_staff", "姓名 county_staff"),
        ("auditor", "region_manager", "姓名 region_manager"),
        ("county_staff", "county_staff", "姓名 county_staff"),
        ("county_staff", "league_city_staff", "包头市团委 · 盟市工作人员"),
        ("county_staff", "region_manager", "内蒙古自治区团委 · 自治区管理员"),
        ("league_city_staff", "region_viewer", "内蒙古自治区团委 · 自治区查看员"),
    ],
)
def test_a_name_is_for_ones_own_committee_and_those_above(names, viewer, account, shown):
    assert name_for(names[viewer], names[account]) == shown


def test_beside_one_it_is_hidden_too(world, names):
    neighbour = make_account(committee=world.kundulun, full_name="邻旗的")
    assert name_for(names["county_staff"], neighbour) == "昆都仑区团委 · 旗县工作人员"
    assert name_and_committee_for(names["county_staff"], neighbour) == "昆都仑区团委 · 旗县工作人员"
    assert name_and_committee_for(names["league_city_staff"], neighbour) == "邻旗的（昆都仑区团委）"


def test_without_a_name_the_username_stands_for_it_below_and_never_above(world):
    above, below = world.accounts["region_manager"], world.accounts["county_staff"]
    assert name_for(above, below) == below.username
    assert above.username not in name_for(below, above)


def test_accounts_without_a_committee_are_called_by_their_role(world, names):
    lost = make_account(committee=world.donghe, full_name="没有团委的")
    lost.committee = None
    assert name_for(names["county_staff"], lost) == "旗县工作人员"
    assert name_for(lost, names["county_staff"]) == "东河区团委 · 旗县工作人员"
    assert name_for(lost, lost) == "没有团委的"


def test_no_other_template_names_an_account_by_itself():
    naming = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "templates").rglob("*.html")
        if NAMES.search(path.read_text(encoding="utf-8").replace("form.username", ""))
    }
    assert naming - SELF_NAMED.keys() == set(), "name accounts by `|name_for:request.user`"
    assert SELF_NAMED.keys() - naming == set(), "these name nobody any more"
