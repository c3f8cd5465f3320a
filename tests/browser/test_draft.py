"""The draft of a questionnaire in the browser: on request, for a day, gone after success."""

import json
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.filling_in import (
    NAME,
    NOW,
    fill,
    fill_field,
    press,
    receipt_of,
    stored_text,
)
from tests.factories import make_entrance

pytestmark = pytest.mark.browser


class TestDraft:
    OFFER = "这是我自己的手机，帮我暂存草稿（最多 24 小时）"

    def at(self, page, moment, address):
        page.clock.install(time=moment)
        page.goto(address)

    def test_nothing_is_kept_unasked(self, address, open_page):
        page = open_page(PHONE)
        page.goto(address)
        assert not page.get_by_label(self.OFFER).is_checked()
        fill(page, "B")
        assert stored_text(page) == "{}"
        page.reload()
        assert stored_text(page) == "{}"

    def test_comes_back_within_a_day_without_consent_or_secrets(self, address, open_page):
        page = open_page(PHONE)
        self.at(page, NOW, address)
        page.get_by_label(self.OFFER).check()
        fill(page, "A", township="某苏木")
        page.locator("summary", has_text="更多信息").click()
        fill_field(page, "ethnicity", "02")
        fill_field(page, "sensitive_consent", "1")
        kept = json.loads(page.evaluate("localStorage.draft"))["answers"]
        assert (
            not {"consent1", "consent", "sensitive_consent1", "submission_uuid", "form_token", "website"} & kept.keys()
        )
        uuid = page.locator("[name=submission_uuid]").input_value()
        assert uuid not in stored_text(page)

        again = page.context.new_page()
        self.at(again, NOW + timedelta(hours=23, minutes=50), address)
        expect(again.get_by_text("已恢复草稿")).to_be_visible()
        assert again.get_by_label(self.OFFER).is_checked()
        values = {"name": NAME, "birth_year": "1996", "home_city": "150200", "home_county": "150202"}
        for name, value in (values | {"township": "某苏木", "ethnicity": "02", "industry": "A-livestock"}).items():
            field = again.locator(f"[name={name}]")
            assert field.input_value() == value
            expect(field).to_be_visible()
        assert again.locator("[name=difficulty][value=land]").is_checked()
        assert not again.locator("[name=consent]").is_checked()
        assert not again.locator("[name=sensitive_consent]").is_checked()
        assert again.locator("[name=submission_uuid]").input_value() != uuid

    def test_is_gone_after_a_day_even_if_the_page_stays_open(self, address, open_page):
        page = open_page(PHONE)
        self.at(page, NOW, address)
        page.get_by_label(self.OFFER).check()
        page.clock.fast_forward(timedelta(hours=20) // timedelta(milliseconds=1))
        fill_field(page, "name", NAME)
        page.clock.fast_forward(timedelta(hours=4, minutes=2) // timedelta(milliseconds=1))
        assert stored_text(page) == "{}"

    def test_is_gone_after_a_day_for_the_next_visitor(self, address, open_page):
        page = open_page(PHONE)
        self.at(page, NOW, address)
        page.get_by_label(self.OFFER).check()
        fill_field(page, "name", NAME)
        again = page.context.new_page()
        self.at(again, NOW + timedelta(hours=24, minutes=1), address.split("/q/")[0])
        assert stored_text(again) == "{}"
        again.goto(address)
        assert again.locator("[name=name]").input_value() == ""
        assert not again.get_by_label(self.OFFER).is_checked()

    @pytest.mark.parametrize("way", ["untick", "clear"])
    def test_is_taken_away_on_request(self, address, open_page, way):
        page = open_page(PHONE)
        page.goto(address)
        page.get_by_label(self.OFFER).check()
        fill(page, "B")
        page.reload()
        if way == "untick":
            page.get_by_label(self.OFFER).uncheck()
        else:
            page.get_by_role("button", name="清除").click()
            assert page.locator("[name=name]").input_value() == ""
            assert not page.locator("[name=intent]").first.is_visible()
        assert stored_text(page) == "{}"
        assert not page.get_by_text("已恢复草稿").is_visible()

    def test_survives_errors_and_is_gone_after_success(self, address, open_page):
        page = open_page(PHONE)
        page.goto(address)
        page.get_by_label(self.OFFER).check()
        fill(page, "B", phone="12345")
        press(page)
        expect(page.locator(".wrongs")).to_be_visible()
        assert page.get_by_label(self.OFFER).is_checked()
        assert "12345" in stored_text(page)
        page.locator("[name=phone]").fill("13900000000")
        press(page)
        receipt_of(page)
        assert stored_text(page) == "{}"

    def test_of_somebody_too_young_is_gone_with_the_refusal(self, address, open_page):
        page = open_page(PHONE)
        page.goto(address)
        page.get_by_label(self.OFFER).check()
        fill(page, "E", birth_year="2007")
        assert NAME in stored_text(page)
        press(page)
        expect(page.locator(".wrongs")).to_contain_text("请由监护人联系当地团委")
        assert stored_text(page) == "{}"
        assert not page.get_by_label(self.OFFER).is_checked()

    def test_is_said_when_it_does_not_fit(self, address, open_page):
        page = open_page(PHONE)
        page.goto(address)
        page.evaluate("localStorage.setItem('other', 'x'.repeat(5 * 1024 * 1024 - 20))")
        page.get_by_label(self.OFFER).click()
        expect(page.get_by_text("这部手机存不下草稿，请一次填完。")).to_be_visible()
        assert not page.get_by_label(self.OFFER).is_checked()

    def test_is_not_offered_to_staff(self, live_server, world, open_page):
        entrance = make_entrance(campaign=world.campaign, committee=world.donghe, channel="staff_filled")
        page = open_page(PHONE)
        page.goto(live_server.url + entrance.get_absolute_url())
        assert page.get_by_label(self.OFFER).count() == 0
        fill(page)
        press(page)
        receipt_of(page)
