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
    typed_in_tab,
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
        fill(page, "A")
        kept = json.loads(page.evaluate("localStorage.draft"))["answers"]
        assert not {"consent1", "consent", "submission_uuid", "form_token", "website"} & kept.keys()
        uuid = page.locator("[name=submission_uuid]").input_value()
        assert uuid not in stored_text(page)

        again = page.context.new_page()
        self.at(again, NOW + timedelta(hours=23, minutes=50), address)
        expect(again.get_by_text("已恢复草稿")).to_be_visible()
        assert again.get_by_label(self.OFFER).is_checked()
        values = {"name": NAME, "birth_year": "1996", "home_city": "150200", "home_county": "150202"}
        for name, value in (values | {"industry": "A-livestock"}).items():
            field = again.locator(f"[name={name}]")
            assert field.input_value() == value
            expect(field).to_be_visible()
        assert again.locator("[name=difficulty][value=land]").is_checked()
        assert not again.locator("[name=consent]").is_checked()
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
        fill_field(page, "name", NAME)
        assert NAME in stored_text(page)
        fill(page, "E", birth_year="2007", needs=["none"])
        # Told at once, and gone at once.
        expect(page.locator("[data-outside-ages]")).to_contain_text("请监护人来联系")
        assert (stored_text(page), typed_in_tab(page)) == ("{}", None)
        press(page)
        expect(page.locator(".wrongs")).to_contain_text("请由监护人联系当地团委")
        assert (stored_text(page), typed_in_tab(page)) == ("{}", None)
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


class TestTheTab:
    """What is typed outlives a reload, for the life of the tab and no longer."""

    def test_a_reload_in_the_middle_loses_nothing(self, address, open_page):
        page = open_page(PHONE)
        page.goto(address)
        fill(page, "A")
        page.reload()
        expect(page.get_by_text("已恢复您刚才填的内容。")).to_be_visible()
        values = {"name": NAME, "birth_year": "1996", "home_city": "150200", "home_county": "150202"}
        for name, value in (values | {"industry": "A-livestock"}).items():
            assert page.locator(f"[name={name}]").input_value() == value
        assert page.locator("[name=difficulty][value=land]").is_checked()
        assert not page.locator("[name=consent]").is_checked()
        assert stored_text(page) == "{}"
        fill_field(page, "consent", "1")
        press(page)
        receipt_of(page)
        assert typed_in_tab(page) is None

    def test_another_tab_sees_nothing_of_it(self, address, open_page):
        page = open_page(PHONE)
        page.goto(address)
        fill(page, "B")
        again = page.context.new_page()
        again.goto(address)
        assert again.locator("[name=name]").input_value() == ""

    def test_another_entrance_begins_anew(self, live_server, world, address, open_page):
        page = open_page(PHONE)
        page.goto(address)
        fill(page, "B")
        other = make_entrance(campaign=world.campaign, committee=world.donghe, channel="poster")
        page.goto(live_server.url + other.get_absolute_url())
        assert page.locator("[name=name]").input_value() == ""

    def test_it_can_be_cleared(self, address, open_page):
        page = open_page(PHONE)
        page.goto(address)
        fill(page, "B")
        page.reload()
        page.get_by_role("button", name="清除").click()
        assert (page.locator("[name=name]").input_value(), typed_in_tab(page)) == ("", None)

    def test_a_page_on_which_staff_fill_in_keeps_nothing(self, live_server, world, open_page):
        entrance = make_entrance(campaign=world.campaign, committee=world.donghe, channel="staff_filled")
        page = open_page(PHONE)
        page.goto(live_server.url + entrance.get_absolute_url())
        fill(page)
        assert typed_in_tab(page) is None
        page.reload()
        assert page.locator("[name=name]").input_value() == ""
