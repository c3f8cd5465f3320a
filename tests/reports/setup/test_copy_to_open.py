"""From the list of campaigns to one that is open: every click counted, and everything carried over compared."""

from datetime import date

import pytest

from organization.models import Campaign
from reports.models import Package
from returnees.models import Entrance
from tests.factories import make_entrance, make_responsible, publish_notice
from tests.reports.setup.coming import COMPLETE
from tests.reports.setup.test_begin import copy_values
from tests.reports.setup.test_copying import table_rows
from tests.reports.setup.test_notice_writing import rows_of
from tests.reports.setup.test_setup_page import answers_of

pytestmark = pytest.mark.django_db

MOST_CLICKS = 12


class Clicks:
    """Follows what the page offers and nothing else."""

    def __init__(self, client):
        self.client, self.count = client, 0
        self.page = client.get("/admin/").text

    def follow(self, address):
        assert f'href="{address}"' in self.page, address
        self.page = self.client.get(address).text
        self.count += 1

    def press(self, address, values, *, ticks=0):
        """A button, after so many boxes were ticked."""
        response = self.client.post(address, values, follow=True)
        assert response.redirect_chain, response.context["errors"]
        self.page = response.text
        self.count += 1 + ticks


def test_a_copy_of_2020_is_open_after_at_most_twelve_clicks(log_in, world):
    source = world.campaign
    fields = COMPLETE | {"anonymise_on": date(2022, 2, 28), "benefits": source.benefits.strip()}
    Campaign.objects.filter(pk=source.pk).update(**fields)
    source.refresh_from_db()
    for kind in source.kinds.all():
        kind.sentence_pattern = kind.sentence_pattern.strip()
        kind.save()
    publish_notice(source, version="2020-2")
    make_responsible(campaign=source, committee=world.donghe)
    make_entrance(campaign=source, committee=world.donghe, label="火车站")
    region = log_in("region_manager")
    clicks = Clicks(region)
    # 设置 in the navigation unfolds.
    clicks.count += 1
    clicks.follow("/admin/organization/campaign/")
    clicks.follow("/admin/reports/setup/begin/")
    clicks.follow("/admin/reports/setup/begin/copy/2020/")
    clicks.press("/admin/reports/setup/begin/copy/2020/", copy_values(region))
    clicks.follow("/admin/reports/setup/2021/form/notice/")
    answers = answers_of(region, "/admin/reports/setup/2021/form/notice/")
    clicks.press("/admin/reports/setup/2021/form/notice/", answers | {"dates_are_checked": "on"}, ticks=1)
    clicks.follow("/admin/reports/setup/2021/open/")
    opened = {"is_confirmed": "on", "is_shown": "on", "earlier_2020": "stays"}
    clicks.press("/admin/reports/setup/2021/open/", opened, ticks=1)
    copy = Campaign.objects.get(key="2021")
    assert copy.is_open
    assert clicks.count <= MOST_CLICKS
    before, after = rows_of(source), rows_of(copy)
    for part in ("kinds", "columns", "settings", "questions"):
        assert after[part] == before[part]
    assert table_rows(copy) == table_rows(source)
    assert Package.objects.in_campaign(copy).count() == 2
    assert copy.responsibles.get().committee == world.donghe
    assert Entrance.objects.in_campaign(copy).get(label="火车站").committee == world.donghe
