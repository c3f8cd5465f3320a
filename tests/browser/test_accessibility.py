"""axe-core finds nothing on the public pages: in both themes, at 200 %, with and without Mongolian."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from organization.clock import now
from organization.models.campaign import MONGOLIAN_BLOCKS
from returnees.models import FollowUpCase, Returnee
from tests.browser.conftest import PHONE
from tests.browser.filling_in import (
    NOW,
    drop_has_rules,
    fill,
    fill_field,
    forget,
    press,
    receipt_of,
)
from tests.factories import make_entrance, make_responsible

pytestmark = pytest.mark.browser


@pytest.fixture(params=["", "ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ"], ids=["chinese", "with Mongolian"])
def world(world, request):
    """With all blocks of Mongolian or none: words only, without a meaning."""
    type(world.campaign).objects.update(**dict.fromkeys(MONGOLIAN_BLOCKS, request.param))
    return world


class TestAccessibility:
    @pytest.mark.parametrize("name", ["home", "letter", "privacy", "receipt"])
    def test_of_the_pages_around(self, live_server, world, open_page, faults, name):
        page = open_page(PHONE)
        assert page.goto(live_server.url + reverse(name)).status == 200
        assert faults(page) == []

    def test_of_the_questionnaire_from_empty_to_the_receipt(self, address, open_page, faults):
        page = open_page(PHONE)
        page.goto(address)
        assert faults(page) == []
        fill_field(page, "status", "A")
        page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")
        fill_field(page, "birth_year", "2006")
        fill_field(page, "birth_month", "1")
        assert faults(page) == []
        press(page)
        expect(page.locator(".wrongs")).to_be_visible()
        assert faults(page) == []
        page.goto(address)
        fill(page, "A")
        press(page)
        receipt_of(page)
        assert faults(page) == []

    def test_of_the_record_behind_a_receipt(self, address, live_server, open_page, faults):
        page = open_page(PHONE)
        page.goto(address)
        fill(page, "F")
        press(page)
        code = receipt_of(page)
        page.goto(live_server.url + reverse("receipt"))
        page.fill("[name=code]", code)
        page.fill("[name=last_digits]", "0000")
        page.click("text=查询")
        for button in ("[value=withdraw]", "text=不撤回", "[value=correct]"):
            page.click(button)
            assert faults(page) == []

    def test_of_how_far_the_case_has_come(self, address, live_server, open_page, faults):
        page = open_page(PHONE)
        page.goto(address)
        fill(page, "F")
        press(page)
        code = receipt_of(page)
        # Filled in faster than a person could.
        Returnee.objects.get().release()
        long_ago = now() - timedelta(days=30)
        FollowUpCase.objects.update(opened_at=long_ago, waiting_since=long_ago.date())
        page.goto(live_server.url + reverse("receipt"))
        page.fill("[name=code]", code)
        page.fill("[name=last_digits]", "0000")
        page.click("text=查询")
        expect(page.get_by_text("还没有人联系您")).to_be_visible()
        assert faults(page) == []
        page.click("[value=remind]")
        expect(page.get_by_text("已经提醒")).to_be_visible()
        assert faults(page) == []

    def test_of_what_is_asked_after_the_sending(self, address, open_page, faults):
        page = open_page(PHONE)
        page.goto(address)
        fill(page, "F")
        press(page)
        page.get_by_role("button", name="再花一分钟").click()
        expect(page.get_by_role("heading", name="再花一分钟")).to_be_visible()
        assert faults(page) == []
        press(page)
        expect(page.get_by_text("下面还什么都没有填")).to_be_visible()
        fill_field(page, "ethnicity", "02")
        press(page)
        expect(page.locator(".wrongs")).to_be_visible()
        assert faults(page) == []
        page.check("[name=sensitive_consent]")
        press(page)
        receipt_of(page)
        assert faults(page) == []

    def test_of_a_lost_code(self, live_server, world, open_page, faults):
        make_responsible(campaign=world.campaign, committee=world.donghe, is_public=True)
        page = open_page(PHONE)
        page.goto(live_server.url + reverse("lost_receipt"))
        assert faults(page) == []
        page.locator("select").first.select_option("outside")
        press(page)
        expect(page.locator(".wrongs")).to_be_visible()
        assert faults(page) == []
        page.fill("[name=phone]", "13900000001")
        page.select_option("[name=home_city]", "150200")
        page.select_option("[name=home_county]", "150202")
        press(page)
        expect(page.get_by_role("heading", name="请求已收到")).to_be_visible()
        expect(page.get_by_role("link", name="打电话")).to_be_visible()
        assert faults(page) == []

    def test_of_the_consent_where_staff_fill_in(self, live_server, world, open_page, faults):
        staff = make_entrance(campaign=world.campaign, committee=world.donghe, channel="staff_filled")
        page = open_page(PHONE)
        form = live_server.url + staff.get_absolute_url()
        page.goto(form)
        page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")
        fill_field(page, "ethnicity", "02")
        assert faults(page) == []
        page.goto(f"{form}consent/abcdefgh/")
        assert faults(page) == []
        page.get_by_role("button", name="同意").click()
        expect(page.locator(".error")).to_be_visible()
        assert faults(page) == []
        page.check("[name=consent]")
        page.get_by_role("button", name="同意").click()
        expect(page.locator(".receipt")).to_be_visible()
        assert faults(page) == []
        page.goto(f"{form}paper/")
        assert faults(page) == []

    def test_of_the_questionnaire_without_script(self, address, open_page, faults):
        """Shown in full, as a browser without :has() does."""
        page = open_page(PHONE)
        drop_has_rules(page)
        page.route("**/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
        page.goto(address)
        assert faults(page) == []

    def test_of_a_closed_questionnaire(self, address, world, open_page, faults):
        type(world.campaign).objects.update(closes_at=datetime.combine(date(2020, 2, 1), NOW.timetz()))
        page = open_page(PHONE)
        page.goto(address)
        assert page.get_by_role("heading", name="问卷已经截止").is_visible()
        assert faults(page) == []

    def test_of_an_unknown_code(self, live_server, world, open_page, faults, complaints):
        page = open_page(PHONE)
        page.goto(live_server.url + "/q/unknown0/")
        assert faults(page) == []
        forget(complaints, re.compile("404"))
