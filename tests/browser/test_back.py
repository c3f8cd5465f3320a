"""Going back to a form that was saved: the browser fills in what was typed, and it is logged once."""

import pytest
from django.conf import settings
from django.core.management import call_command
from playwright.sync_api import expect

from activities.models import Activity, Headcount, Service
from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser


@pytest.fixture
def open_form(open_page, client, live_server, world):
    """The form of a new tour, as a county sees it after the login."""
    call_command("sync_roles")
    client.force_login(world.accounts["county_staff"])

    def open_form(viewport=DESKTOP, path="activities/tour/add/", **options):
        page = open_page(viewport, **options)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page.goto(f"{live_server.url}/admin/{path}")
        return page

    return open_form


def log(page, **changes):
    answers = {"held_on": "2020-01-20", "topic": "参观大棚", "session_count": "1", "participant_count": "18"} | changes
    for name, value in answers.items():
        page.locator(f"[name={name}]").fill(value)
    save(page)


def save(page, button="保存"):
    # From a page that is still coming, Chromium does not go back.
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()


def number(page):
    return page.locator("[name=form_uuid]").input_value()


def answer(page, label):
    page.get_by_role("button", name=label).click()


def back_to_form(page):
    page.go_back()
    expect(page.locator("[name=topic]")).to_have_value("参观大棚")


class TestBack:
    def test_saved_again_as_it_was_it_is_one_entry(self, open_form):
        page = open_form()
        sent = number(page)
        log(page)
        back_to_form(page)
        assert number(page) == sent
        save(page)
        expect(page.get_by_text("没有重复记录")).to_be_visible()
        assert Activity.objects.count() == 1

    def test_changed_it_is_asked_about_and_changed(self, open_form):
        page = open_form(PHONE)
        log(page)
        back_to_form(page)
        page.locator("[name=participant_count]").fill("20")
        save(page)
        expect(page.get_by_text("改它，还是另记一条？")).to_be_in_viewport()
        answer(page, "改 HD2020-")
        expect(page.get_by_text("成功修改了")).to_be_visible()
        assert Activity.objects.get().participant_count == 20

    def test_changed_it_may_be_another_one(self, open_form):
        page = open_form()
        log(page)
        back_to_form(page)
        page.locator("[name=participant_count]").fill("20")
        save(page)
        answer(page, "另记一条")
        expect(page.get_by_text("成功添加了")).to_be_visible()
        assert sorted(Activity.objects.values_list("participant_count", flat=True)) == [18, 20]

    def test_a_new_form_is_a_new_entry(self, open_form):
        page = open_form()
        first = number(page)
        log(page)
        page.get_by_role("link", name="记一条考察活动").last.click()
        assert number(page) != first
        log(page, topic="参观果园", participant_count="30")
        assert Activity.objects.count() == 2

    def test_one_after_another_each_has_its_own_number(self, open_form):
        page = open_form()
        first = number(page)
        for name, value in {"held_on": "2020-01-20", "topic": "参观大棚", "participant_count": "18"}.items():
            page.locator(f"[name={name}]").fill(value)
        save(page, "保存，再记一条")
        expect(page.get_by_text("成功添加了")).to_be_visible()
        second = number(page)
        assert second != first
        log(page, topic="参观果园", participant_count="30")
        page.go_back()
        assert number(page) == second
        page.go_back()
        assert number(page) == first
        assert Activity.objects.count() == 2

    def test_a_reload_of_the_form_begins_anew(self, open_form):
        page = open_form()
        first = number(page)
        log(page)
        page.go_back()
        page.locator("[name=topic]").fill("另一个")
        page.reload()
        if page.locator("[name=topic]").input_value() != "参观大棚":
            assert number(page) != first

    def test_enter_in_a_question_answers_nothing(self, open_form):
        page = open_form()
        log(page)
        back_to_form(page)
        page.locator("[name=participant_count]").fill("20")
        save(page)
        page.locator("[name=topic]").press("Enter")
        expect(page.get_by_text("改它，还是另记一条？")).to_be_visible()
        assert Activity.objects.get().participant_count == 18

    def test_odd_numbers_are_taken_with_a_tick(self, open_form):
        page = open_form(PHONE)
        log(page, session_count="50", participant_count="3")
        page.get_by_label("数字无误").check()
        save(page)
        expect(page.get_by_text("成功添加了")).to_be_visible()

    def test_the_other_work_is_logged_once_too(self, open_form):
        page = open_form(path="activities/service/add/")
        page.locator("[name=kind]").select_option("ticket_help")
        page.locator("[name=served_on]").fill("2020-01-20")
        page.locator("[name=people_count]").fill("12")
        save(page)
        page.go_back()
        save(page)
        expect(page.get_by_text("没有重复记录")).to_be_visible()
        assert Service.objects.count() == 1
        page.go_back()
        page.locator("[name=people_count]").fill("13")
        save(page)
        expect(page.get_by_text("改它，还是另记一条？")).to_be_in_viewport()
        page.locator("[name=people_count]").press("Enter")
        expect(page.get_by_text("改它，还是另记一条？")).to_be_visible()
        answer(page, "改 FW2020-")
        expect(page.get_by_text("成功修改了")).to_be_visible()
        assert Service.objects.get().people_count == 13

    def test_headcounts_are_reported_once_or_asked_about(self, open_form):
        page = open_form(PHONE, path="activities/headcount/add/")
        sent = number(page)
        page.locator("[name=workers]").fill("800")
        save(page)
        page.go_back()
        expect(page.locator("[name=workers]")).to_have_value("800")
        assert number(page) == sent
        save(page)
        expect(page.get_by_text("没有重复记录")).to_be_visible()
        page.go_back()
        page.locator("[name=workers]").fill("850")
        save(page)
        expect(page.get_by_text("改它，还是另记一条？")).to_be_in_viewport()
        page.locator("[name=workers]").press("Enter")
        assert Headcount.objects.get().youth_count == 800
        answer(page, "改刚才记下的")
        expect(page.get_by_text("删去刚才记下的 1 个人数")).to_be_visible()
        assert Headcount.objects.get().youth_count == 850


class TestWithoutScript:
    def test_the_content_is_asked_about(self, open_form):
        page = open_form(java_script_enabled=False)
        log(page)
        back_to_form(page)
        save(page)
        expect(page.get_by_text("是同一场吗？")).to_be_visible()
        answer(page, "是同一场，不再记")
        expect(page.get_by_text("没有另记，这就是已有的")).to_be_visible()
        assert Activity.objects.count() == 1

    def test_another_one_is_logged_where_it_is_meant(self, open_form):
        page = open_form(java_script_enabled=False)
        log(page)
        back_to_form(page)
        save(page)
        answer(page, "不是，另记一条")
        expect(page.get_by_text("成功添加了")).to_be_visible()
        assert Activity.objects.count() == 2
