"""The questionnaire as phones meet it: without script, with bad networks, on a family's phone, in large type."""

import json

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from returnees.models import OwnQuestion, OwnQuestionChoice, Returnee
from returnees.receipt_codes import known_receipt_code
from tests.browser.conftest import PHONE
from tests.browser.filling_in import (
    NAME,
    OWN_OF_STATUS,
    drop_has_rules,
    fill,
    fill_field,
    posts_of,
    press,
    receipt_of,
)

pytestmark = pytest.mark.browser


class TestEveryPath:
    @pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
    @pytest.mark.parametrize("status", OWN_OF_STATUS)
    def test_is_stored(self, address, open_page, status, has_script):
        page = open_page(PHONE, java_script_enabled=has_script)
        page.goto(address)
        fill(page, status)
        press(page)
        receipt = receipt_of(page)
        returnee = Returnee.objects.get()
        assert (known_receipt_code(returnee), returnee.status, returnee.name) == (receipt, status, NAME)

    @pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
    def test_shows_what_applies(self, address, open_page, has_script):
        page = open_page(PHONE, java_script_enabled=has_script)
        page.goto(address)
        assert not page.locator("[name=business_name]").is_visible()
        fill_field(page, "status", "A")
        assert page.locator("[name=business_name]").is_visible()
        assert not page.get_by_text("的才填").first.is_visible()
        fill_field(page, "status", "E")
        assert not page.locator("[name=business_name]").is_visible()
        assert page.locator("[name=school_major]").is_visible()


class TestWithoutHas:
    def test_the_script_shows_what_applies(self, address, open_page):
        page = open_page(PHONE)
        drop_has_rules(page)
        page.goto(address)
        assert not page.locator("[name=school_major]").is_visible()
        fill(page, "E")
        assert page.locator("[name=school_major]").is_visible()
        assert not page.locator("[name=business_name]").is_visible()
        press(page)
        receipt_of(page)

    def test_without_script_every_question_says_whom_it_asks(self, address, open_page):
        page = open_page(PHONE, java_script_enabled=False)
        drop_has_rules(page)
        page.goto(address)
        fill(page, "F")
        assert page.locator("#business_name-note").inner_text() == "选“已返乡创业”的才填，其他人跳过。"
        fill_field(page, "business_name", "不该保存")
        press(page)
        receipt_of(page)
        assert not Returnee.objects.get().business_name


class TestCookies:
    def test_none_is_set(self, address, open_page):
        page = open_page(PHONE)
        page.goto(address)
        fill(page)
        press(page)
        receipt_of(page)
        assert page.context.cookies() == []

    def test_may_be_blocked(self, address, playwright, chromium_path, watch, complaints, tmp_path):
        """A browser that blocks them takes the storage away too; the page then does not offer to keep a draft."""
        blocked = {"profile": {"default_content_setting_values": {"cookies": 2}}}
        (tmp_path / "Default").mkdir()
        (tmp_path / "Default/Preferences").write_text(json.dumps(blocked))
        context = playwright.chromium.launch_persistent_context(
            tmp_path, executable_path=chromium_path, args=["--no-sandbox"], viewport=PHONE, locale="zh-CN"
        )
        page = watch(context.new_page())
        page.goto(address)
        assert page.evaluate("() => { try { return !localStorage } catch (error) { return error.name } }")
        assert not page.locator("[data-draft]").is_visible()
        fill(page)
        press(page)
        receipt_of(page)
        context.close()
        assert complaints == []


class TestLargeType:
    @pytest.mark.parametrize("width", [360, 320])
    @pytest.mark.parametrize("path", ["questionnaire", "home", "letter", "privacy", "receipt"])
    def test_nothing_is_cut_or_moved_aside(self, live_server, address, open_page, path, width):
        page = open_page({"width": width, "height": 740})
        page.goto(address if path == "questionnaire" else live_server.url + reverse(path))
        page.evaluate("document.documentElement.style.fontSize = '32px'")
        if path == "questionnaire":
            fill_field(page, "status", "A")
            page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        cut = """() => [...document.querySelectorAll("h1, h2, p, label, legend, summary, .button, .row span")]
            .filter(part => part.getClientRects().length && part.scrollWidth > part.clientWidth + 1 && part.clientWidth)
            .map(part => part.textContent)"""
        assert page.evaluate(cut) == []


class TestErrors:
    @pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
    def test_everything_typed_is_kept(self, address, open_page, has_script):
        page = open_page(PHONE, java_script_enabled=has_script)
        page.goto(address)
        fill(page, "A", phone="12345", township="  某苏木  ")
        press(page)
        expect(page.locator(".wrongs a")).to_have_text(["请填写 11 位手机号。"])
        assert page.locator("#phone-error").inner_text() == "请填写 11 位手机号。"
        kept = {"name": NAME, "phone": "12345", "township": "  某苏木  ", "birth_month": "6", "home_county": "150202"}
        for name, value in (kept | {"industry": "A-livestock"}).items():
            assert page.locator(f"[name={name}]").input_value() == value
        for code in ("status][value=A", "difficulty][value=funds", "difficulty][value=land", "needs][value=loan"):
            assert page.locator(f"[name={code}]").is_checked()
        page.locator("[name=phone]").fill("13900000000")
        press(page)
        receipt_of(page)

    def test_the_list_has_the_focus_and_leads_to_the_fields(self, address, open_page, world):
        own = OwnQuestion.objects.create(campaign=world.campaign, label="您会骑马吗", kind="single", is_required=True)
        OwnQuestionChoice.objects.create(question=own, label="会")
        world.campaign.__class__.objects.all().revise_questionnaires()
        page = open_page(PHONE)
        page.goto(address)
        fill_field(page, "status", "A")
        press(page)
        expect(page.locator(".wrongs")).to_be_focused()
        links = page.locator(".wrongs a")
        assert links.count() > 10
        for link in links.all():
            link.click()
            target = page.locator(link.get_attribute("href"))
            expect(target).to_be_focused()
            expect(target).to_be_in_viewport()

    def test_the_enter_key_does_not_leave_out_sensitive_answers(self, address, open_page):
        page = open_page(PHONE)
        page.goto(address)
        fill(page)
        page.locator("summary", has_text="更多信息").click()
        fill_field(page, "ethnicity", "02")
        press(page)
        expect(page.get_by_role("button", name="不带这些内容提交")).to_be_visible()
        bodies = posts_of(page)
        page.locator("[name=name]").press("Enter")
        expect(page.locator(".wrongs")).to_be_focused()
        assert "without_sensitive" not in bodies[0]
        assert not Returnee.objects.exists()
        page.get_by_role("button", name="不带这些内容提交").click()
        receipt_of(page)
        assert not Returnee.objects.get().ethnicity
