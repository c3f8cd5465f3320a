"""A row that a page only names is text: its own page may be closed to the reader."""

import pytest

from tests.factories import make_activity, make_entrance

pytestmark = pytest.mark.django_db


def test_a_field_that_is_only_shown_is_no_link(log_in, world):
    entry = make_activity(campaign=world.campaign, committee=world.donghe)
    page = log_in("region_viewer").get(f"/admin/activities/{entry.kind.key}/{entry.pk}/change/").text
    assert str(world.donghe) in page
    assert f"/admin/organization/committee/{world.donghe.pk}/change/" not in page
    assert f"/admin/organization/campaign/{world.campaign.pk}/change/" not in page


def test_what_a_page_computes_may_link_and_is_shown_as_it_is(log_in, world):
    entrance = make_entrance(campaign=world.campaign, committee=world.donghe)
    page = log_in("region_viewer").get(f"/admin/returnees/entrance/{entrance.pk}/change/").text
    assert '<img class="qr"' in page
