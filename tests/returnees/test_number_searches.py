"""Searches by a whole number: ten an hour and account at all doors together, each recorded without the number."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organization.clock import now
from organization.models import AuditEvent
from returnees import number_searches
from returnees.number_searches import SEARCHES_PER_HOUR, TOO_MANY
from tests.factories import make_returnee

pytestmark = pytest.mark.django_db

PHONE = "13912345678"
LIST, TOP_BAR = "/admin/returnees/returnee/search/", "/admin/search/"
# Every page by which a record can be searched for by a whole number, and the field.
DOORS = {LIST: "term", TOP_BAR: "q"}


def search(client, door, typed=PHONE):
    return client.post(door, {DOORS[door]: typed})


def searches(**by):
    return AuditEvent.objects.filter(act="phone_searched", **by)


@pytest.fixture
def returnee(world):
    return make_returnee(entrance=world.homepage, home_committee=world.donghe, phone=PHONE)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("typed", [PHONE, "+86 139-1234-5678", "１３９１２３４５６７８"])
def test_each_is_recorded_without_the_number(log_in, world, returnee, door, typed):
    search(log_in("county_staff"), door, typed)
    event = searches().get()
    assert (event.actor, event.result) == (world.accounts["county_staff"], "done")
    assert (event.detail, event.object_type, event.object_id) == ("", "", "")


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("typed", ["5678", "乌云", "139123456", "123"])
def test_others_are_neither_counted_nor_recorded(log_in, returnee, door, typed):
    search(log_in("county_staff"), door, typed)
    assert not searches().exists()


@pytest.mark.parametrize("door", DOORS)
def test_the_eleventh_is_refused_beside_the_search_and_what_was_typed_stays(log_in, returnee, door):
    client = log_in("county_staff")
    for _ in range(SEARCHES_PER_HOUR):
        assert TOO_MANY not in search(client, door).content.decode()
    page = search(client, door)
    assert page.status_code == 200
    assert TOO_MANY in page.content.decode()
    assert f'value="{PHONE}"' in page.content.decode()
    assert "乌云其其格" not in page.content.decode()


def test_all_doors_count_together(log_in, returnee):
    client = log_in("county_staff")
    for turn in range(SEARCHES_PER_HOUR):
        search(client, list(DOORS)[turn % len(DOORS)])
    for door in DOORS:
        assert TOO_MANY in search(client, door).content.decode()


@pytest.mark.parametrize("door", DOORS)
def test_names_and_last_digits_are_still_found_afterwards(log_in, monkeypatch, returnee, door):
    monkeypatch.setattr(number_searches, "SEARCHES_PER_HOUR", 0)
    client = log_in("county_staff")
    for typed in ("5678", "乌云其其格"):
        page = client.post(door, {DOORS[door]: typed}, follow=True).content.decode()
        assert "乌云其其格" in page
        assert TOO_MANY not in page


def test_the_first_refusal_of_an_hour_is_recorded(log_in, monkeypatch, returnee):
    monkeypatch.setattr(number_searches, "SEARCHES_PER_HOUR", 0)
    client = log_in("county_staff")
    for _ in range(3):
        search(client, LIST)
    assert searches(result="refused").count() == 1


def test_after_an_hour_and_for_another_account_it_begins_anew(log_in, returnee):
    client = log_in("county_staff")
    for _ in range(SEARCHES_PER_HOUR):
        search(client, LIST)
    assert TOO_MANY not in search(log_in("league_city_staff"), LIST).content.decode()
    AuditEvent.objects.update(at=now() - timedelta(minutes=61))
    assert TOO_MANY not in search(log_in("county_staff"), LIST).content.decode()


def test_whoever_finds_no_youths_is_not_counted(log_in, returnee):
    search(log_in("system_administrator"), TOP_BAR)
    log_in("county_staff").post(TOP_BAR, {"q": PHONE, "only": "entries"})
    assert not searches().exists()


@pytest.mark.parametrize("door", DOORS)
def test_the_answer_about_a_number_that_one_may_not_see_is_that_of_an_unknown_one(log_in, world, door):
    minor = make_returnee(entrance=world.homepage, home_committee=world.donghe, phone=PHONE, age=16)
    for role in ("county_staff", "region_viewer"):
        client = log_in(role)
        told = []
        for typed in (PHONE, "13912340000"):
            page = client.post(door, {DOORS[door]: typed}, follow=True)
            groups = page.context.get("groups")
            told.append((page.status_code, groups, getattr(page.context.get("cl"), "result_count", None)))
        assert told[0] == told[1]
        assert minor.name not in page.content.decode()


def test_a_league_city_finds_a_minor_by_the_number(log_in, world):
    """The control of the one above."""
    make_returnee(entrance=world.homepage, home_committee=world.donghe, phone=PHONE, age=16)
    for door in DOORS:
        assert (
            "乌云其其格" in log_in("league_city_staff").post(door, {DOORS[door]: PHONE}, follow=True).content.decode()
        )


def test_two_at_once_are_counted_one_after_the_other(log_in, returnee):
    client = log_in("county_staff")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        search(client, LIST)
    locks = [
        query["sql"] for query in queries if "FOR UPDATE" in query["sql"] and "organization_account" in query["sql"]
    ]
    assert locks or not connection.features.has_select_for_update


def test_no_other_module_makes_a_search_by_number():
    """A new door counts, too: it stands in DOORS."""
    root = Path(__file__).parents[2]
    making = {
        path.relative_to(root).as_posix()
        for app in ("organization", "activities", "returnees", "reports")
        for path in (root / app).rglob("*.py")
        if "RecordSearchForm(" in path.read_text(encoding="utf-8")
    }
    assert making == {
        "returnees/record_search.py",
        "returnees/admin/returnee_list.py",  # the empty form of the list, which posts to LIST
        "returnees/admin/returnee_search.py",
        "reports/overview/search/records.py",
    }
