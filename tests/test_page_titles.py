"""What a tab is called: the page's own name first, and no two pages alike."""

import re
from collections import defaultdict

import pytest

from tests.staff_pages import addresses_of_rows, pages_of, plain_addresses

pytestmark = pytest.mark.django_db

# Two addresses of one page.
SAME_PAGE = {"/admin/activities/": "the list of an app", "/admin/login/": "of who is logged in already, the desk"}


def page_name(html):
    """The first heading of the page: its own name."""
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", html, re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", heading[1]).split()) if heading else ""


def title_of(html):
    return " ".join(re.search(r"<title>(.*?)</title>", html, re.S)[1].split())


@pytest.mark.parametrize("role", ["region_manager", "league_city_staff", "county_staff", "system_administrator"])
def test_no_two_pages_have_one_title(log_in, world, role):
    pages = dict(pages_of(log_in(role), [*plain_addresses(), *addresses_of_rows(world)]))
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
