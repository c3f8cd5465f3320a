"""The questionnaire as phones meet it: without script, with bad networks, on a family's phone, in large type."""

import json
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from returnees.models import OwnQuestion, OwnQuestionChoice, Returnee
from tests.browser.conftest import PHONE
from tests.factories import make_entrance

pytestmark = pytest.mark.browser

NAME = "乌云其其格"
OWN_OF_STATUS = {
    "A": {
        "business_name": "草原牧歌合作社",
        "business_type": "cooperative",
        "industry": "A-livestock",
        "difficulty": ["funds", "land"],
        "alliance_wish": "willing",
    },
    "B": {"industry": "A-crops", "intent": "one_year", "alliance_wish": "member"},
    "C": {"away_industry": "E-construction"},
    "D": {"away_place": "110000"},
    "E": {"school_major": "内蒙古农业大学 草业科学"},
    "F": {},
}
OFFLINE = re.compile("ERR_INTERNET_DISCONNECTED|ERR_FAILED")
NOW = datetime(2026, 1, 20, 9, tzinfo=UTC)


@pytest.fixture
def address(live_server, world):
    return live_server.url + world.homepage.get_absolute_url()


def answers(status="F", **changes):
    common = {"consent": "1", "name": NAME, "gender": "2", "birth_year": "1996", "birth_month": "6"}
    common |= {"phone": "139 0000 0000", "home_county": "150202", "education": "20", "status": status}
    return common | OWN_OF_STATUS[status] | {"needs": ["loan"]} | changes


def put(page, name, value):
    """One answer, in the way of its control."""
    fields = page.locator(f"[name={name}]")
    kind = fields.first.evaluate("field => field.type")
    if kind in ("radio", "checkbox"):
        for code in [value] if isinstance(value, str) else value:
            page.locator(f"[name={name}][value='{code}']").check()
    elif kind == "select-one":
        fields.select_option(value)
    else:
        fields.fill(value)


def fill(page, status="F", **changes):
    given = answers(status, **changes)
    city = page.locator("[name=home_city]")
    if city.count():
        city.select_option(given["home_county"][:4] + "00")
    for name, value in given.items():
        put(page, name, value)


def press(page):
    page.locator("button[data-sending]").click()


def receipt_of(page):
    expect(page.locator(".receipt")).to_be_visible()
    return re.sub(r"\s", "", page.locator(".receipt").inner_text())


def posts_of(page):
    """The bodies that the page posts from now on."""
    bodies = []
    page.on("request", lambda request: bodies.append(request.post_data) if request.method == "POST" else None)
    return bodies


def forget(complaints, pattern):
    """Take out what a test provoked itself."""
    complaints[:] = [complaint for complaint in complaints if not pattern.search(complaint)]


def stored_text(page):
    return page.evaluate("JSON.stringify(localStorage)")


def drop_has_rules(page):
    """As in a browser that does not know :has(): such rules do not exist. Their page's policy would miss them."""

    def rewrite(route):
        response = route.fetch()
        body, count = re.subn(r"form:(?:not\(:)?has[^}]*}", "", response.text())
        assert count or ".receipt" in body
        headers = {name: value for name, value in response.headers.items() if name != "content-security-policy"}
        route.fulfill(response=response, body=body, headers=headers)

    page.route("**/q/*/", rewrite)


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
        assert (returnee.receipt_code, returnee.status, returnee.name) == (receipt, status, NAME)

    @pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
    def test_shows_what_applies(self, address, open_page, has_script):
        page = open_page(PHONE, java_script_enabled=has_script)
        page.goto(address)
        assert not page.locator("[name=business_name]").is_visible()
        put(page, "status", "A")
        assert page.locator("[name=business_name]").is_visible()
        assert not page.get_by_text("的才填").first.is_visible()
        put(page, "status", "E")
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
        put(page, "business_name", "不该保存")
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
            put(page, "status", "A")
            page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        cut = """() => [...document.querySelectorAll("h1, h2, p, label, legend, summary, .button, .row span")]
            .filter(part => part.getClientRects().length && part.scrollWidth > part.clientWidth + 1 && part.clientWidth)
            .map(part => part.textContent)"""
        assert page.evaluate(cut) == []


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
        assert Returnee.objects.get().receipt_code == receipt
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
        assert Returnee.objects.get().receipt_code == receipt
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
        receipt_of(page)
        page.get_by_role("link", name="活动首页").click()
        expect(page.get_by_role("heading", name="能帮您什么")).to_be_visible()
        page.go_back()
        assert page.locator("[name=name]").input_value() == ""
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
        put(page, "status", "A")
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
        put(page, "ethnicity", "02")
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
        put(page, "ethnicity", "02")
        put(page, "sensitive_consent", "1")
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
        put(page, "name", NAME)
        page.clock.fast_forward(timedelta(hours=4, minutes=2) // timedelta(milliseconds=1))
        assert stored_text(page) == "{}"

    def test_is_gone_after_a_day_for_the_next_visitor(self, address, open_page):
        page = open_page(PHONE)
        self.at(page, NOW, address)
        page.get_by_label(self.OFFER).check()
        put(page, "name", NAME)
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


class TestAccessibility:
    @pytest.fixture
    def violations(self, node_modules):
        axe = (node_modules / "axe-core/axe.min.js").read_text()

        def violations(page):
            # add_script_tag would be refused by the page's policy.
            page.evaluate(axe)
            found = page.evaluate("axe.run()")["violations"]
            return [(rule["id"], node["html"]) for rule in found for node in rule["nodes"]]

        return violations

    @pytest.mark.parametrize("name", ["home", "letter", "privacy", "receipt"])
    def test_of_the_pages_around(self, live_server, world, open_page, violations, name):
        page = open_page(PHONE)
        assert page.goto(live_server.url + reverse(name)).status == 200
        assert violations(page) == []

    def test_of_the_questionnaire_from_empty_to_the_receipt(self, address, open_page, violations):
        page = open_page(PHONE)
        page.goto(address)
        assert violations(page) == []
        put(page, "status", "A")
        page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")
        put(page, "ethnicity", "02")
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
