import pytest

from tests.reports.overview.search.searching import found, lines_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("term", ["nm150202", "NM1502", "苏和"])
def test_finds_an_account_by_its_username_and_the_name(log_in, world, term):
    account = world.accounts["county_staff"]
    account.username, account.full_name = "nm150202", "苏和"
    account.save()
    (line,) = lines_of(log_in("system_administrator"), term, "accounts")
    assert (line.address, line.state) == (f"/admin/organization/account/{account.pk}/change/", "启用")
    assert "accounts" not in found(log_in("county_staff"), term)
