"""The frame of the staff pages in a browser: the bar, the navigation on a phone, the page that shows every element."""

import pytest
from django.conf import settings
from django.core.management import call_command
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def staff_page(open_page, client, live_server, world):
    call_command("sync_roles")
    client.force_login(world.accounts["league_city_staff"])

    def staff_page(address, viewport=DESKTOP, **options):
        page = open_page(viewport, **options)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page.goto(live_server.url + address)
        return page

    return staff_page


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_every_element_of_the_frame_is_accessible_in_every_state(staff_page, violations, viewport):
    page = staff_page("/admin/style/", viewport)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == viewport["width"]
    page.locator(".account > summary").click()
    for details in page.locator("#navigation details:not([open]) > summary").all():
        if details.is_visible():
            details.click()
    assert violations(page) == []


def test_a_phone_has_a_low_header_and_its_navigation_behind_one_button(staff_page, violations):
    page = staff_page("/admin/roles/", PHONE)
    assert page.locator("#header").bounding_box()["height"] <= 56
    navigation, button = page.locator("#navigation"), page.get_by_role("button", name="菜单")
    expect(navigation).to_be_hidden()
    expect(button).to_have_attribute("aria-expanded", "false")

    button.click()

    expect(navigation).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    assert violations(page) == []
    button.click()
    expect(navigation).to_be_hidden()


def test_without_script_the_navigation_of_a_phone_opens_too(staff_page):
    page = staff_page("/admin/roles/", PHONE, java_script_enabled=False)
    page.get_by_role("button", name="菜单").click()
    expect(page.locator("#navigation")).to_be_visible()


def test_a_form_of_each_kind_is_one_menu_away(staff_page):
    page = staff_page("/admin/roles/", PHONE)
    page.locator("details.menu:not(.account) > summary").click()
    page.locator("details.menu").get_by_role("link", name="走进青年").click()
    expect(page.get_by_role("heading", name="记一条走进青年")).to_be_visible()


def test_escape_and_a_click_elsewhere_close_a_menu(staff_page):
    page = staff_page("/admin/roles/")
    account = page.locator("details.account")
    account.locator("summary").click()
    expect(account).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(account).not_to_have_attribute("open", "")
    account.locator("summary").click()
    page.locator("h1").click()
    expect(account).not_to_have_attribute("open", "")
