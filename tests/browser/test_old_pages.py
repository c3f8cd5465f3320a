"""A page that is older than the last login, in two tabs: what is typed is saved, or offered again, with all of it."""

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from activities.models import Activity, Photo
from tests.browser.conftest import DESKTOP
from tests.factories import PASSWORD, make_account, make_activity
from tests.reports.packages.pages import picture

pytestmark = pytest.mark.browser

FORM = "/admin/activities/letter/add/"
REMARK = "大雪封路，改为电话慰问。"


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def staff(world):
    call_command("sync_roles")
    return world.accounts["county_staff"]


@pytest.fixture
def colleague(staff):
    return make_account(committee=staff.committee, username="colleague", full_name="王干事")


@pytest.fixture
def tab(open_page, live_server, staff):
    """A tab in which the account has logged in."""

    def tab(**options):
        page = open_page(DESKTOP, **options)
        log_in(page, live_server, staff)
        return page

    return tab


def log_in(page, live_server, account):
    page.goto(f"{live_server.url}/admin/login/")
    page.get_by_label("用户名").fill(account.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/admin/")


def log_in_anew(page, live_server, account):
    """In another tab of the same browser, after the session has ended."""
    other = page.context.new_page()
    other.goto(f"{live_server.url}/admin/")
    other.locator(".account > summary").click()
    other.get_by_role("button", name="退出").click()
    log_in(other, live_server, account)
    other.close()


def fill(page, live_server):
    page.goto(live_server.url + FORM)
    page.locator("#id_held_on").fill("2020-01-20")
    page.get_by_label("短信").check()
    page.locator("#id_distribution_count").fill("31")
    page.locator("#id_remark").fill(REMARK)


def choose_photo(page):
    photo = {"name": "照片.jpg", "mimeType": "image/jpeg", "buffer": picture().read()}
    page.locator("input[type=file]").first.set_input_files(photo)


def save(page):
    page.get_by_role("button", name="保存", exact=True).click()


def test_is_saved_by_itself(tab, live_server, staff):
    page = tab()
    fill(page, live_server)
    log_in_anew(page, live_server, staff)
    save(page)
    page.wait_for_url("**/admin/activities/letter/")
    assert Activity.objects.get().remark == REMARK


def test_is_offered_again_without_a_script(tab, live_server, staff, complaints):
    page = tab(java_script_enabled=False)
    fill(page, live_server)
    log_in_anew(page, live_server, staff)
    save(page)
    expect(page.get_by_role("heading", name="页面已旧")).to_be_visible()
    assert "权限" not in page.content()
    expect(page.get_by_text(REMARK)).to_be_visible()
    page.get_by_role("button", name="继续提交").click()
    page.wait_for_url("**/admin/activities/letter/")
    entry = Activity.objects.get()
    assert (entry.remark, entry.distribution_count, entry.channels) == (REMARK, 31, "sms")
    complaints.clear()  # the 403 itself


def test_another_account_is_told_and_nothing_is_saved(tab, live_server, colleague, complaints):
    page = tab()
    fill(page, live_server)
    log_in_anew(page, live_server, colleague)
    save(page)
    expect(page.get_by_text("现在登录的是“王干事”")).to_be_visible()
    assert not Activity.objects.exists()
    page.get_by_role("button", name="以“王干事”的身份提交").click()
    page.wait_for_url("**/admin/activities/letter/")
    assert Activity.objects.get().created_by == colleague
    complaints.clear()  # the 403 itself


def test_a_chosen_file_waits_on_the_page_for_the_login(tab, live_server, staff):
    page = tab()
    fill(page, live_server)
    choose_photo(page)
    other = page.context.new_page()
    other.goto(f"{live_server.url}/admin/")
    other.locator(".account > summary").click()
    other.get_by_role("button", name="退出").click()
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("登录已失效，还没有保存")
    log_in(other, live_server, staff)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    page.wait_for_url("**/admin/activities/letter/")
    assert Activity.objects.get().remark == REMARK
    assert Photo.objects.count() == 1


def test_without_a_line_the_page_with_a_file_stays(tab, live_server, complaints):
    page = tab()
    fill(page, live_server)
    choose_photo(page)
    page.context.set_offline(True)
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("网络不通")
    assert page.locator("#id_remark").input_value() == REMARK
    page.context.set_offline(False)
    save(page)
    page.wait_for_url("**/admin/activities/letter/")
    assert Photo.objects.count() == 1
    assert all("ERR_INTERNET_DISCONNECTED" in complaint for complaint in complaints)
    complaints.clear()


def test_a_post_by_script_is_repeated(tab, live_server, staff, complaints):
    page = tab()
    page.goto(live_server.url + FORM)
    log_in_anew(page, live_server, staff)
    status = page.evaluate(
        """() => StaffPage.post(location.pathname, new FormData(document.querySelector("#content form")))
             .then((response) => response.status)"""
    )
    assert status == 200  # the form with its errors, and not 403
    complaints.clear()  # the first answer


def test_a_post_by_script_waits_for_its_own_account(tab, live_server, staff, colleague, complaints):
    page = tab()
    page.goto(live_server.url + FORM)
    page.evaluate(
        """() => {
          window.states = [];
          const options = { waits: true, whileAway: (state, name) => states.push([state, name || ""]) };
          const form = new FormData(document.querySelector("#content form"));
          window.saved = new Promise((go) => { window.start = go; })
            .then(() => StaffPage.post(location.pathname, form, options))
            .then((response) => response.status);
        }"""
    )
    other = page.context.new_page()
    other.goto(f"{live_server.url}/admin/")
    other.locator(".account > summary").click()
    other.get_by_role("button", name="退出").click()
    page.evaluate("start()")
    expect(page.get_by_role("alert")).to_contain_text("登录已失效")
    log_in(other, live_server, colleague)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.get_by_role("alert")).to_contain_text("现在登录的是“王干事”")
    log_in_anew(other, live_server, staff)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    assert page.evaluate("saved") == 200
    expect(page.get_by_role("alert")).to_have_count(0)
    assert page.evaluate("states") == [["signed-out", ""], ["other-account", "王干事"], ["", ""]]
    complaints.clear()


# What the browser brings back


@pytest.fixture
def entry(world, staff):
    return make_activity("letter", campaign=world.campaign, committee=staff.committee, remark="已存的备注")


def test_text_that_the_browser_restores_is_told_from_what_is_saved(tab, live_server, entry):
    page = tab()
    page.goto(f"{live_server.url}/admin/activities/letter/{entry.pk}/change/")
    assert page.locator("[data-restored]").count() == 0
    page.locator("#id_remark").fill(REMARK)
    page.goto(f"{live_server.url}/admin/activities/letter/")
    page.go_back()
    note = page.locator("[data-restored]")
    expect(note).to_contain_text("1 处与已保存的不同，还没有保存")
    assert page.locator("#id_remark").input_value() == REMARK
    note.get_by_role("button", name="换回已保存的").click()
    assert page.locator("#id_remark").input_value() == "已存的备注"
    expect(note).to_have_count(0)


def test_a_page_that_comes_back_as_it_was_says_nothing(tab, live_server, entry):
    page = tab()
    page.goto(f"{live_server.url}/admin/activities/letter/{entry.pk}/change/")
    page.goto(f"{live_server.url}/admin/activities/letter/")
    page.go_back()
    page.wait_for_load_state("load")
    expect(page.locator("#id_remark")).to_have_value("已存的备注")
    assert page.locator("[data-restored]").count() == 0
