"""A GET on an address that only acts leads back to the page that the act belongs to, and does nothing."""

import re

import pytest
from django.urls import URLResolver, get_resolver

from activities.models import ZeroReport
from reports.models import SummaryVersion
from tests.factories import make_returnee
from tests.reports.packages.pages import package_of

pytestmark = pytest.mark.django_db

ARGUMENT = re.compile(r"<(?:(?P<converter>\w+):)?(?P<name>\w+)>")
# What stands for each argument of an address. Rows there are none of: an act asks for its method before its row.
VALUES = {"kind_key": "letter", "kind": "letter", "campaign": "2020", "app_label": "activities", "what": "activities"}
NO_ROW = "987654321"


def staff_routes(resolver=None, route=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        here = f"{route}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from staff_routes(pattern, here)
        elif here.startswith("admin/") and "(?P" not in here:
            yield here


ROUTES = sorted(set(staff_routes()))


def address_of(route):
    return "/" + ARGUMENT.sub(lambda argument: VALUES.get(argument["name"], NO_ROW), route)


@pytest.mark.parametrize("role", ["region_manager", "county_staff"])
def test_no_address_of_staff_answers_405_to_who_looks(log_in, role):
    client = log_in(role)
    refused = [
        f"{method} {route}"
        for route in ROUTES
        for method in ("GET", "HEAD")
        if client.generic(method, address_of(route)).status_code == 405
    ]
    assert len(ROUTES) > 100
    assert refused == []


def package_acts(pk):
    parts = ("save", "summary/correct", "take-back", "return", "accept", "reopen", "extend")
    return [f"/admin/reports/packages/{pk}/{part}/" for part in parts]


def test_an_act_on_a_package_leads_back_to_the_package(log_in, world):
    package = package_of(world.hulunbuir)
    client = log_in("region_manager")
    for address in package_acts(package.pk):
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (303, f"/admin/reports/packages/{package.pk}/")


def test_the_correction_of_a_sentence_leads_back_to_the_check(log_in, world):
    own = package_of(world.baotou)
    response = log_in("league_city_staff").get(f"/admin/reports/packages/{own.pk}/summary/correct/")
    assert response["Location"] == f"/admin/reports/packages/{own.pk}/submit/"


def test_an_earlier_text_leads_back_to_the_earlier_texts(log_in, world):
    package = package_of(world.baotou)
    account = world.accounts["league_city_staff"]
    version = SummaryVersion.objects.create(package=package, text="一", replaced_by="person", kept_by=account)
    response = log_in("league_city_staff").get(f"/admin/reports/packages/texts/{version.pk}/restore/")
    assert response["Location"] == f"/admin/reports/packages/{package.pk}/summary/earlier/"


def test_another_committees_row_answers_as_one_that_does_not_exist(log_in, world):
    foreign = package_of(world.hulunbuir)
    client = log_in("league_city_staff")
    for address in (*package_acts(foreign.pk), *package_acts(NO_ROW)):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/admin/activities/zero/tour/", "/admin/"),
        ("/admin/campaign/", "/admin/"),
        ("/admin/logout/", "/admin/"),
        ("/admin/activities/letter/import/confirm/", "/admin/activities/letter/import/"),
    ],
)
def test_other_acts_lead_back_too_and_do_nothing(log_in, address, page):
    client = log_in("county_staff")
    for ask in (client.get, client.head):
        response = ask(address)
        assert (response.status_code, response["Location"]) == (303, page)
    assert client.get("/admin/").status_code == 200
    assert not ZeroReport.objects.exists()


@pytest.mark.parametrize("part", ["split", "review"])
def test_an_act_on_a_record_leads_back_to_the_record(log_in, world, part):
    own = make_returnee(entrance=world.homepage, home_committee=world.donghe)
    foreign = make_returnee(entrance=world.homepage, home_committee=world.hailar)
    client = log_in("league_city_staff")
    page = "/admin/returnees/returnee/{}/"
    assert client.get(page.format(own.pk) + f"{part}/")["Location"] == page.format(own.pk) + "change/"
    assert client.get(page.format(foreign.pk) + f"{part}/").status_code == 404


def test_a_method_that_nobody_uses_is_still_refused(log_in):
    assert log_in("county_staff").put("/admin/campaign/").status_code == 405
