"""Sending the questionnaire over networks as they are: slow, gone and back, pressed twice."""

import re

import pytest
from playwright.sync_api import expect

from returnees.models import Returnee
from returnees.receipt_codes import known_receipt_code
from tests.browser.conftest import PHONE
from tests.browser.filling_in import (
    NAME,
    OFFLINE,
    fill,
    forget,
    posts_of,
    press,
    receipt_of,
)

pytestmark = pytest.mark.browser


class TestSending:
    def test_a_second_press_on_a_slow_network_does_nothing(self, address, open_page):
        page = open_page(PHONE)
        page.goto(address)
        fill(page)
        network = {"offline": False, "latency": 600, "downloadThroughput": 6000, "uploadThroughput": 6000}
        page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", network)
        bodies = posts_of(page)
        press(page)
        expect(page.get_by_role("button", name="正在提交…")).to_be_visible()
        # Playwright itself would wait: the button says that it is not to be pressed.
        page.locator("button[data-sending]").click(force=True)
        page.locator("[name=name]").press("Enter")
        receipt_of(page)
        assert len(bodies) == 1
        assert Returnee.objects.count() == 1

    def test_an_answer_given_offline_goes_when_the_network_is_back(self, address, open_page, complaints):
        page = open_page(PHONE)
        page.goto(address)
        fill(page)
        page.context.set_offline(True)
        page.locator("[name=name]").press("Enter")
        expect(page.get_by_text("没有网络，内容都在这里，联网后会自动提交。")).to_be_in_viewport()
        assert page.locator("[name=name]").input_value() == NAME
        page.context.set_offline(False)
        receipt = receipt_of(page)
        assert known_receipt_code(Returnee.objects.get()) == receipt
        forget(complaints, OFFLINE)

    def test_a_receipt_lost_on_the_way_is_asked_for_again_with_the_same_body(self, address, open_page, complaints):
        page = open_page(PHONE)
        page.clock.install()
        page.goto(address)
        fill(page)
        bodies = posts_of(page)

        def lose(route):
            route.fetch()
            route.abort()

        page.route("**/q/*/", lose, times=1)
        press(page)
        expect(page.get_by_text("没有网络")).to_be_visible()
        assert Returnee.objects.count() == 1
        page.clock.fast_forward(30_000)
        receipt = receipt_of(page)
        assert known_receipt_code(Returnee.objects.get()) == receipt
        assert len(bodies) == 2
        assert bodies[0] == bodies[1]
        forget(complaints, OFFLINE)

    def test_a_server_in_trouble_is_asked_again_when_it_says(self, address, open_page, complaints):
        page = open_page(PHONE)
        page.clock.install()
        page.goto(address)
        fill(page)
        away = {"status": 503, "headers": {"Retry-After": "120", "Content-Type": "text/html"}, "body": "<p>503</p>"}
        page.route("**/q/*/", lambda route: route.fulfill(**away), times=1)
        press(page)
        expect(page.get_by_text("系统暂时不可用，内容都在这里")).to_be_visible()
        bodies = posts_of(page)
        page.clock.fast_forward(119_000)
        assert bodies == []
        page.clock.fast_forward(62_000)
        receipt_of(page)
        forget(complaints, re.compile("503"))

    def test_a_change_while_waiting_is_sent_only_by_another_press(self, address, open_page, complaints):
        page = open_page(PHONE)
        page.clock.install()
        page.goto(address)
        fill(page)
        page.context.set_offline(True)
        press(page)
        expect(page.get_by_text("没有网络")).to_be_visible()
        page.locator("[name=name]").fill("苏日娜")
        expect(page.get_by_text("内容有改动，请再按一次提交。")).to_be_visible()
        page.context.set_offline(False)
        page.clock.fast_forward(60_000)
        assert not Returnee.objects.exists()
        press(page)
        receipt_of(page)
        assert Returnee.objects.get().name == "苏日娜"
        forget(complaints, OFFLINE)

    @pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
    def test_the_way_back_from_the_receipt_sends_nothing(self, address, open_page, has_script):
        page = open_page(PHONE, java_script_enabled=has_script)
        page.goto(address.split("/q/")[0])
        page.goto(address)
        fill(page)
        press(page)
        receipt_of(page)
        bodies = posts_of(page)
        page.go_back()
        page.goto(address)
        assert page.locator("[name=name]").input_value() == ""
        assert bodies == []
        assert Returnee.objects.count() == 1

    def test_nobody_sees_the_answers_by_going_back(self, address, open_page):
        page = open_page(PHONE)
        page.goto(address)
        fill(page)
        press(page)
        receipt = receipt_of(page)
        page.get_by_role("link", name="活动首页").click()
        expect(page.get_by_role("heading", name="能帮您什么")).to_be_visible()
        page.go_back()
        expect(page.locator("[name=code]")).to_have_value(receipt)
        assert NAME not in page.content()

    def test_the_receipt_can_be_copied(self, address, open_page):
        page = open_page(PHONE)
        page.goto(address)
        fill(page)
        press(page)
        receipt = receipt_of(page)
        page.get_by_role("button", name="复制回执码").click()
        expect(page.get_by_text("已复制")).to_be_visible()
        page.context.grant_permissions(["clipboard-read"])
        assert page.evaluate("navigator.clipboard.readText()") == receipt
