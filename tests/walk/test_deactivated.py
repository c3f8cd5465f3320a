"""An account that was switched off is out at its next request."""

from organization.models import Account
from tests.walk.visits import walk_everything
from tests.walk.walker import Walker


def test_a_deactivated_account_is_out_at_its_next_request(db):
    walker = Walker(db, "region_manager", "county")
    assert walker.get("/admin/").status == 200
    Account.objects.filter(pk=walker.account.pk).update(is_active=False)
    answer = walker.get("/admin/")
    assert (answer.status, answer.response["Location"]) == (302, "/admin/login/?next=/admin/&ended=1")


def test_a_deactivated_account_is_nobody_everywhere(db):
    walker = Walker(db, "region_manager", "county", is_brief=True)
    Account.objects.filter(pk=walker.account.pk).update(is_active=False)
    walker.subtree = db.subtree(None)
    assert walk_everything(walker).findings == []
    assert walker.opened == {"admin:login", "admin:login_code", "admin:logout", "admin:activate"}
