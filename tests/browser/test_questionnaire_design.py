"""The design of the questionnaire and the preview in its frame, as browsers show them."""

import pytest

from tests.browser.conftest import PHONE

pytestmark = pytest.mark.browser

PAGE = "/admin/returnees/questionnaire/"


def test_the_frame_shows_the_questionnaire_at_work_and_nothing_to_send_it_with(staff_page):
    page = staff_page(PAGE, role="region_manager")
    frame = page.frame_locator("iframe.phone")
    frame.locator("[name=status][value=A]").check()
    assert frame.locator("[name=business_name]").is_visible()
    assert frame.get_by_text("这是预览，不能提交。").count() == 1
    assert frame.locator("[type=submit]").count() == 0


def test_it_fits_a_phone_and_a_press_changes_a_question(staff_page):
    page = staff_page(PAGE, PHONE, role="region_manager")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.locator("#intent").get_by_role("button", name="不问").click()
    assert "不问" in page.locator("#intent .chip").inner_text()
