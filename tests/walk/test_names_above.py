"""Names and usernames of accounts above stand on no page below, whoever did what there."""

import pytest
from django.contrib.admin.models import LogEntry

from organization import staff_names
from organization.models import Account
from tests.walk.rows import models_of_ours, way_to_committee
from tests.walk.visits import walk_everything
from tests.walk.walker import Walker

STANDPOINTS = [("county_staff", "planned"), ("league_city_staff", "city"), ("region_viewer", "township")]
# An account's own row, and rows that belong to a committee by way of their account.
OWN = {"organization.Account"}


def done_from_above(world):
    """Everything in the world was done by an account of the region."""
    above = next(row for key, row in world.all_rows(Account) if key == "region")
    for model in models_of_ours():
        way = way_to_committee(model) or ("",)
        if model._meta.label in OWN or model._meta.proxy:
            continue
        names = [field.name for field in model._meta.concrete_fields if field.related_model is Account]
        for name in names:
            if name != way[0]:
                model._base_manager.filter(**{f"{name}__isnull": False}).update(**{name: above})
    LogEntry.objects.update(user=above)
    return above


def names_found(walker):
    return [finding for finding in walker.findings if "organization.Account" in finding]


def walk_own_pages(world, standpoint):
    """Names stand on the pages of one's own rows; those of others are refused, which the walk itself tries."""
    walker = Walker(world, *standpoint, is_brief=True)
    walker.relatives = []
    return walk_everything(walker)


@pytest.mark.parametrize("standpoint", STANDPOINTS, ids="-".join)
def test_no_page_below_has_the_name_of_an_account_above(db, standpoint):
    above = done_from_above(db)
    assert names_found(walk_own_pages(db, standpoint)) == []
    assert above.full_name


def test_finds_names_where_everybody_may_read_them(db, monkeypatch):
    """The control: the histories, lists and pages of every app have what the walk above looks for."""
    monkeypatch.setattr(staff_names, "is_name_open", lambda viewer, account: True)
    done_from_above(db)
    found = " ".join(names_found(walk_own_pages(db, ("league_city_staff", "city"))))
    for page in ("/history/", "/packages/", "/returnee/", "/followupcase/", "/headcount/", "/completion/", "/entries/"):
        assert page in found, page
