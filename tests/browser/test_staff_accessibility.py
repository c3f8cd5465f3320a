"""axe-core finds nothing on any kind of page that a role reaches by links, and none is wider than a phone."""

import re

import pytest
from django.conf import settings
from django.core.management import call_command

from tests.browser.conftest import DESKTOP
from tests.factories import make_account
from tests.walk.world import make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}
# Each looks at the kinds of page that those before do not reach, and at its own desk.
STANDPOINTS = (
    ("region_manager", "region"),
    ("league_city_staff", "city"),
    ("county_staff", "county"),
    ("auditor", "region"),
    ("system_administrator", "region"),
)
NO_PAGES = re.compile(
    r"\.(xlsx|zip|png|svg|docx|toml)$|/(pictures|scans|photos)/|/(logout|page-token|jsi18n|export|template|notice|file)/"
)
SAME_FORM = re.compile(r"/(lecture|tour)/")


def kind_of(link: str) -> str:
    """Links of one kind lead to pages of one template."""
    return SAME_FORM.sub("/symposium/", re.sub(r"\d+", "0", re.split("[?#]", link)[0]))


def links_of(page) -> list[str]:
    found = page.eval_on_selector_all("a[href^='/admin/']", "links => links.map(link => link.getAttribute('href'))")
    return [link.partition("#")[0] for link in found if not NO_PAGES.search(kind_of(link))]


def open_as(open_page, client, live_server, account):
    client.force_login(account)
    page = open_page(DESKTOP)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    return page


def faults_of(page, violations, complaints) -> list:
    faults = [*violations(page), *complaints]
    complaints.clear()
    page.set_viewport_size(PHONE)
    width = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size(DESKTOP)
    return faults if width <= PHONE["width"] else [*faults, f"{width} px wide on a phone"]


def test_every_kind_of_page_of_every_role(live_server, open_page, client, violations, complaints):
    world = make_world()
    call_command("sync_roles")
    seen, faults = set(), {}
    for role, key in STANDPOINTS:
        account = make_account(committee=world.committees[key], role=role, username=f"reader-{role}")
        page = open_as(open_page, client, live_server, account)
        # The page of an activation link stands in a message of WeChat, and on no page.
        waiting = ["/admin/", "/admin/activate/"]
        while waiting:
            link = waiting.pop(0)
            response = page.goto(live_server.url + link)
            if found := [response.status] * (response.status != 200) + faults_of(page, violations, complaints):
                faults[role, link] = found
            for link in links_of(page):
                if kind_of(link) not in seen:
                    seen.add(kind_of(link))
                    waiting.append(link)
    assert faults == {}
    assert len(seen) >= 60
