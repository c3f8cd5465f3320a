"""Which level reports is the region's: here a region whose counties do."""

from dataclasses import replace

import pytest

from organization.region import REGION
from reports.models import Package
from reports.setup import rows
from returnees.models import Entrance


@pytest.mark.django_db
def test_counties_report_where_the_region_says_so(world, monkeypatch):
    Package.objects.all().delete()
    monkeypatch.setattr(rows, "REGION", replace(REGION, report_level="county"))
    counties = [world.donghe, world.kundulun, world.hailar, world.manzhouli]
    for _ in range(2):
        rows.make_rows(campaign=world.campaign)
        assert [one.committee for one in Package.objects.order_by("position")] == counties
    assert Entrance.objects.homepage_of(world.campaign).committee == world.region
    rows.rejoin_rows(campaign=world.campaign)
    assert Package.objects.count() == len(counties)
    assert replace(REGION, report_level="county").reporting == "旗县市区"
