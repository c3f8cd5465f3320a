"""axe-core finds nothing on the public pages."""

import re
from datetime import date, datetime

import pytest
from django.urls import reverse
from playwright.sync_api import expect

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

pytestmark = pytest.mark.browser


class TestAccessibility:
    @pytest.mark.parametrize("name", ["home", "letter", "privacy", "receipt"])
    def test_of_the_pages_around(self, live_server, world, open_page, violations, name):
        page = open_page(PHONE)
        assert page.goto(live_server.url + reverse(name)).status == 200
        assert violations(page) == []

    def test_of_the_questionnaire_from_empty_to_the_receipt(self, address, open_page, violations):
        page = open_page(PHONE)
        page.goto(address)
        assert violations(page) == []
        fill_field(page, "status", "A")
        page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")
        fill_field(page, "ethnicity", "02")
        assert violations(page) == []
        press(page)
        expect(page.locator(".wrongs")).to_be_visible()
        assert violations(page) == []
        page.goto(address)
        fill(page, "A")
        press(page)
        receipt_of(page)
        assert violations(page) == []

    def test_of_the_questionnaire_without_script(self, address, open_page, violations):
        """Shown in full, as a browser without :has() does."""
        page = open_page(PHONE)
        drop_has_rules(page)
        page.route("**/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
        page.goto(address)
        assert violations(page) == []

    def test_of_a_closed_questionnaire(self, address, world, open_page, violations):
        type(world.campaign).objects.update(closes_at=datetime.combine(date(2020, 2, 1), NOW.timetz()))
        page = open_page(PHONE)
        page.goto(address)
        assert page.get_by_role("heading", name="问卷已经截止").is_visible()
        assert violations(page) == []

    def test_of_an_unknown_code(self, live_server, world, open_page, violations, complaints):
        page = open_page(PHONE)
        page.goto(live_server.url + "/q/unknown0/")
        assert violations(page) == []
        forget(complaints, re.compile("404"))
