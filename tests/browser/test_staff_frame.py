"""The frame of the staff pages in a browser: the bar, the navigation on a phone, the page that shows every element."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
# Whether what stands at the field's corners, as far as the window shows them, is the field.
IS_SEEN = """field => {
  const {left, top, bottom} = field.getBoundingClientRect();
  return [top + 3, bottom - 3].every(y => field.contains(document.elementFromPoint(left + 5, y)));
}"""


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


def test_the_navigation_of_a_phone_unfolds_in_sight_and_escape_leads_back_to_where_one_was(staff_page):
    page = staff_page("/admin/style/", PHONE)
    page.evaluate("window.scrollTo(0, 900)")
    button = page.get_by_role("button", name="菜单")

    button.press("Space")

    expect(page.locator(".nav-desk")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.locator("#navigation")).to_be_hidden()
    expect(button).to_be_focused()
    assert page.evaluate("window.scrollY") == 900


def test_on_a_phone_every_page_is_two_taps_away_and_nothing_leaves_the_screen(staff_page):
    page = staff_page("/admin/roles/", PHONE)
    page.get_by_role("button", name="菜单").click()
    for section in page.locator("#navigation details").all():
        expect(section).to_have_attribute("open", "")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]

    menu = page.locator("details.menu:not(.account)")
    menu.locator("summary").click()
    box = menu.locator("ul").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]


def test_what_unfolds_at_the_end_of_a_form_comes_into_sight(staff_page):
    page = staff_page("/admin/activities/letter/add/")
    page.locator(".photos summary").click()
    expect(page.locator(".photos input[type=file]").first).to_be_in_viewport()
    bar = page.locator(".submit-row").bounding_box()
    slots = page.locator(".photos").bounding_box()
    assert slots["y"] + slots["height"] <= bar["y"]


def test_without_script_the_navigation_of_a_phone_opens_too(staff_page):
    page = staff_page("/admin/roles/", PHONE, java_script_enabled=False)
    page.get_by_role("link", name="菜单").click()
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


def test_a_menu_gives_the_focus_back_and_closes_when_one_walks_on(staff_page):
    page = staff_page("/admin/roles/")
    account = page.locator("details.account")
    summary = account.locator("summary")
    summary.press("Enter")
    page.keyboard.press("Tab")
    expect(account.get_by_role("link", name="公开页面")).to_be_focused()

    page.keyboard.press("Escape")

    expect(summary).to_be_focused()
    expect(account).not_to_have_attribute("open", "")
    summary.press("Enter")
    for _ in range(account.locator("a, button").count() + 1):
        page.keyboard.press("Tab")
    expect(account).not_to_have_attribute("open", "")


def test_the_current_page_is_in_sight_in_a_long_navigation(staff_page):
    page = staff_page("/admin/roles/", {"width": 1366, "height": 320})
    expect(page.locator("#navigation [aria-current]")).to_be_in_viewport()


@pytest.mark.parametrize("viewport", [{"width": 320, "height": 568}, {"width": 683, "height": 384}], ids=str)
def test_enlarged_nothing_that_stays_in_sight_covers_the_field_that_has_the_focus(staff_page, viewport):
    page = staff_page("/admin/activities/visit/add/", viewport)
    assert page.locator("#header").bounding_box()["height"] <= 56
    fields = page.locator("#activity_form").locator("input:visible, select:visible, textarea:visible")
    for field in fields.all():
        if field.is_disabled():
            continue
        field.focus()
        assert field.evaluate(IS_SEEN)
