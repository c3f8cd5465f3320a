"""What a tab is called: the page's own name first, and no two pages alike."""

import re
from collections import defaultdict

import pytest

from tests.factories import make_activity, make_publicity, make_returnee, make_service
from tests.organization.staff_site.test_post_or_back import ARGUMENT, ROUTES
from tests.reports.packages.pages import package_of

pytestmark = pytest.mark.django_db

VALUES = {"kind_key": "tour", "kind": "tour", "campaign": "2020", "app_label": "activities"}
# Two addresses of one page.
SAME_PAGE = {"/admin/activities/": "the list of an app", "/admin/login/": "of who is logged in already, the desk"}


def page_name(html):
    """The first heading of the page: its own name."""
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", html, re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", heading[1]).split()) if heading else ""


def title_of(html):
    return " ".join(re.search(r"<title>(.*?)</title>", html, re.S)[1].split())


def pages_of(client, addresses):
    for address in addresses:
        response = client.get(address)
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            yield address, response.text


def addresses_of_rows(world):
    own = {"campaign": world.campaign, "committee": world.donghe}
    for entry in (make_activity("tour", **own), make_activity("tour", **own)):
        yield from (f"/admin/activities/tour/{entry.pk}/{page}/" for page in ("change", "history", "delete"))
        yield f"/admin/activities/entries/{entry.pk}/phone/"
    for entry in (make_service(**own), make_service(**own), make_publicity(**own)):
        name = entry._meta.model_name
        yield from (f"/admin/activities/{name}/{entry.pk}/{page}/" for page in ("change", "history", "delete"))
    youth = make_returnee(entrance=world.homepage, home_committee=world.donghe)
    pages = ("change", "compare", "correct", "withdraw", "remove")
    yield from (f"/admin/returnees/returnee/{youth.pk}/{page}/" for page in pages)
    for committee in (world.baotou, world.hulunbuir):
        package = f"/admin/reports/packages/{package_of(committee).pk}/"
        parts = ("", "submit/", "summary/earlier/", "email/", "odd-figures/", "phone/", "entries/tour/")
        yield from (package + part for part in (*parts, "photos/1/choose/", "photos/2/choose/"))


@pytest.mark.parametrize("role", ["region_manager", "league_city_staff", "county_staff", "system_administrator"])
def test_no_two_pages_have_one_title(log_in, world, role):
    plain = ["/" + ARGUMENT.sub(lambda one: VALUES.get(one["name"], "x"), route) for route in ROUTES]
    addresses = [one for one in plain if "/x/" not in one and not one.endswith("/x")]
    pages = dict(pages_of(log_in(role), [*addresses, *addresses_of_rows(world)]))
    assert len(pages) > 5
    named = defaultdict(list)
    misnamed = []
    for address, html in pages.items():
        title = title_of(html)
        named[title].append(address)
        first = title.partition("|")[0].strip()
        if not first or first == "归巢":
            misnamed.append((address, title, page_name(html)))
    twice = {title: same for title, same in named.items() if len(same) > 1}
    assert (twice, misnamed) == ({}, [])
