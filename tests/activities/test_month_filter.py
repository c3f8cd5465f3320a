from datetime import date

import pytest

from tests.factories import make_activity

pytestmark = pytest.mark.django_db

LIST = "/admin/activities/symposium/"


@pytest.fixture
def entries(world):
    days = {"january": date(2020, 1, 31), "february": date(2020, 2, 1), "lately": date(2020, 2, 9)}
    return {
        name: make_activity(campaign=world.campaign, committee=world.donghe, held_on=day) for name, day in days.items()
    }


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({}, {"january", "february", "lately"}),
        ({"month": "2020-01"}, {"january"}),
        ({"month": "2020-02"}, {"february", "lately"}),
        ({"month": "week"}, {"lately"}),
        ({"month": "2020-13"}, {"january", "february", "lately"}),
    ],
)
def test_shows_the_entries_of_a_month_of_the_campaign(log_in, entries, query, shown):
    listed = log_in("county_staff").get(LIST, query).context["cl"].result_list
    assert {entry.pk for entry in listed} == {entries[name].pk for name in shown}


def test_offers_the_months_of_the_campaign(log_in, entries):
    page = log_in("county_staff").get(LIST).content.decode()
    assert "2020 年 1 月" in page
    assert "2020 年 2 月" in page
    assert "2020 年 3 月" not in page
