"""The questionnaire as phones meet it: without script, with bad networks, on a family's phone, in large type."""

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
from tests.factories import make_entrance

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
        assert not page.locator("[name=intent]").first.is_visible()
        fill_field(page, "status", "G")
        assert page.locator("[name=intent]").first.is_visible()


class TestWithoutHas:
    def test_the_script_shows_what_applies(self, address, open_page):
        page = open_page(PHONE)
        drop_has_rules(page)
        page.goto(address)
        assert not page.locator("[name=intent]").first.is_visible()
        fill(page, "B")
        assert page.locator("[name=intent]").first.is_visible()
        assert not page.locator("[name=business_name]").is_visible()
        press(page)
        receipt_of(page)

    def test_without_script_every_question_says_whom_it_asks(self, address, open_page):
        page = open_page(PHONE, java_script_enabled=False)
        drop_has_rules(page)
        page.goto(address)
        fill(page, "F")
        assert page.locator("#business_name-note").inner_text() == "选“我已经在家乡干起来了”的才填，其他人跳过。"
        fill_field(page, "business_name", "不该保存")
        press(page)
        receipt_of(page)
        assert not Returnee.objects.get().business_name


# As a browser does whose owner blocks cookies.
WITHOUT_STORAGE = """
for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, name, { get() { throw new DOMException("Access is denied", "SecurityError"); } });
}
"""
TRY_STORAGE = """() => ["localStorage", "sessionStorage"].map((name) => {
  try { return window[name] && ""; } catch (error) { return error.name; }
})"""


class TestCookies:
    def test_none_is_set(self, address, open_page):
        page = open_page(PHONE)
        page.goto(address)
        fill(page)
        press(page)
        receipt_of(page)
        assert page.context.cookies() == []

    def test_may_be_blocked(self, address, open_page):
        """A browser that blocks them takes the storage away too; the page then does not offer to keep a draft."""
        page = open_page(PHONE)
        page.add_init_script(WITHOUT_STORAGE)
        page.goto(address)
        assert page.evaluate(TRY_STORAGE) == ["SecurityError", "SecurityError"]
        assert not page.locator("[data-draft]").is_visible()
        fill(page)
        press(page)
        receipt_of(page)


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
        fill(page, "A", phone="12345", business_name="  某合作社  ")
        press(page)
        expect(page.locator(".wrongs a")).to_have_text(["手机号：请填写 11 位手机号。"])
        assert page.locator("#phone-error").inner_text() == "请填写 11 位手机号。"
        kept = {
            "name": NAME,
            "phone": "12345",
            "business_name": "  某合作社  ",
            "birth_month": "6",
            "home_county": "150202",
        }
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
        assert links.count() == 11
        for link in links.all():
            link.click()
            target = page.locator(link.get_attribute("href"))
            expect(target).to_be_focused()
            expect(target).to_be_in_viewport()

    def test_the_enter_key_does_not_leave_out_sensitive_answers(self, live_server, world, open_page):
        entrance = make_entrance(campaign=world.campaign, committee=world.donghe, channel="staff_filled")
        page = open_page(PHONE)
        page.goto(live_server.url + entrance.get_absolute_url())
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


class TestWhatIsSaidAtOnce:
    def test_the_age(self, address, open_page):
        page = open_page(PHONE)
        page.goto(address)
        fill_field(page, "birth_year", "1996")
        assert not page.locator("[data-age]").is_visible()
        fill_field(page, "birth_month", "1")
        assert page.locator("[data-age]").inner_text() == "24 周岁"
        # Of the month itself it counts only when it is over.
        fill_field(page, "birth_month", "2")
        assert page.locator("[data-age]").inner_text() == "23 周岁"
        assert not page.locator("[data-outside-ages]").is_visible()
        fill_field(page, "birth_year", "2007")
        assert page.locator("[data-outside-ages]").is_visible()
        assert page.locator(".error:visible").count() == 0

    def test_no_age_to_whom_chooses_the_last_year_which_stands_for_all_before(self, address, open_page):
        page = open_page(PHONE)
        page.goto(address)
        fill_field(page, "birth_year", page.locator("[name=birth_year] option").last.get_attribute("value"))
        fill_field(page, "birth_month", "1")
        assert page.locator("[data-outside-ages]").is_visible()
        assert not page.locator("[data-age]").is_visible()

    def test_what_is_from_18_only(self, address, open_page):
        page = open_page(PHONE)
        page.goto(address)
        fill(page, "E", needs=["loan", "policy"])
        assert not page.locator("[data-minor]").is_visible()
        fill_field(page, "birth_year", "2004")
        assert page.locator("[data-minor]").is_visible()
        assert not page.locator("[name=needs][value=loan]").is_visible()
        assert not page.locator("[name=needs][value=loan]").is_checked()
        press(page)
        receipt_of(page)
        assert list(Returnee.objects.get().answers.values_list("code", flat=True)) == ["policy"]

    @pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
    def test_to_whom_from_outside_the_region_to_turn(self, address, open_page, has_script):
        page = open_page(PHONE, java_script_enabled=has_script)
        page.goto(address)
        if has_script:
            called = page.evaluate(
                "['home_city', 'home_county'].map((name) => document.querySelector(`[name=${name}]`))"
                ".map((list) => [list.getAttribute('aria-label'), list.options[0].text])"
            )
            assert called == [["家乡所在盟市", "请选择盟市"], ["家乡所在旗县市区", "请先选择盟市"]]
            fill(page, "F", home_county="150202")
            page.locator("[name=home_city]").select_option("outside")
            assert page.locator("[data-outside]").is_visible()
            assert not page.locator("[name=home_county]").is_visible()
        else:
            fill(page, "F", home_county="outside")
        press(page)
        expect(page.locator(".wrongs")).to_contain_text("家乡不在本自治区")
        assert page.locator("[data-outside]").is_visible()
        assert not Returnee.objects.exists()
        if has_script:
            page.locator("[name=home_city]").select_option("150200")
            assert not page.locator("[data-outside]").is_visible()
        fill_field(page, "home_county", "150202")
        press(page)
        receipt_of(page)

    def test_how_far_one_is(self, address, open_page):
        page = open_page(PHONE)
        page.goto(address)
        bar = page.locator("progress")
        assert bar.evaluate("bar => [bar.value, bar.max]") == [0, 6]
        fill_field(page, "status", "B")
        assert bar.evaluate("bar => [bar.value, bar.max]") == [1, 9]
        fill(page, "B")
        assert bar.evaluate("bar => [bar.value, bar.max]") == [9, 9]
