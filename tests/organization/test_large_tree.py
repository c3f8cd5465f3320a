"""A tree with townships below every county asks no more of the database than one without."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organization.choices import Level
from organization.models import Committee

PAGES = [
    *("/admin/", "/admin/reports/board/", "/admin/reports/annex2/"),
    *("/admin/organization/committee/", "/admin/activities/letter/", "/admin/returnees/followupcase/"),
]


def count_queries(client):
    counts = {}
    for page in PAGES:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(page).status_code == 200
        counts[page] = len(asked)
    return counts


@pytest.mark.django_db
def test_townships_cost_no_query(world, log_in):
    client = log_in("region_manager")
    before = count_queries(client)
    Committee.objects.add_all(
        [
            Committee(
                parent=county,
                level=Level.TOWNSHIP,
                place_name=f"第{number}镇",
                name=f"共青团{county.place_name}第{number}镇委员会",
                short_name=f"{county.place_name}第{number}镇团委",
            )
            for county in Committee.objects.at_level(Level.COUNTY)
            for number in range(20)
        ]
    )
    assert count_queries(client) == before


@pytest.mark.django_db
def test_a_list_offers_townships_below_the_county_that_is_chosen_alone(world, log_in):
    def offered(**query):
        page = log_in("region_manager").get("/admin/returnees/returnee/", query)
        [committees] = [one for one in page.context["cl"].filter_specs if one.title == "团委"]
        return [label.strip("　") for _, label in committees.lookup_choices]

    town = Committee.objects.add(
        parent=world.donghe, level=Level.TOWNSHIP, place_name="甲镇", name="甲镇", short_name="甲镇团委"
    )
    village = Committee.objects.add(
        parent=town, level=Level.TOWNSHIP, place_name="乙村", name="乙村", short_name="乙村团支部"
    )
    assert not {"甲镇团委", "乙村团支部"} & set(offered())
    assert [name for name in offered(under=world.donghe.pk) if "甲" in name or "乙" in name] == ["甲镇团委"]
    assert [name for name in offered(under=village.pk) if "甲" in name or "乙" in name] == ["甲镇团委", "乙村团支部"]
