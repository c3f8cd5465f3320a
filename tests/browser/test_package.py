"""The page of a package in a browser: the summary is counted and saved as one types, and photos are sent in place."""

import re

import pytest
from django.conf import settings
from django.core.management import call_command
from playwright.sync_api import expect

from reports.models import Package
from reports.packages import life_cycle
from reports.packages.summary_length import count_words
from reports.packages.summary_text import clean_summary
from tests.browser.conftest import DESKTOP, PHONE
from tests.reports.packages.pages import picture
from tests.reports.packages.test_summary_length import CASES as LENGTHS
from tests.reports.packages.test_summary_text import CASES as PASTED

pytestmark = pytest.mark.browser

TEXT = "走访青年，共话家乡。"
SAVED = re.compile(r"已保存 \d\d:\d\d")


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def package(world):
    return Package.objects.get(committee=world.baotou)


@pytest.fixture
def staff(world):
    return world.accounts["league_city_staff"]


@pytest.fixture
def open_package(open_page, client, live_server, package, staff):
    """The page of the package, as its committee sees it after the login."""
    call_command("sync_roles")
    client.force_login(staff)

    def open_package(viewport=DESKTOP, **options):
        page = open_page(viewport, **options)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page.goto(f"{live_server.url}/admin/reports/packages/{package.pk}/")
        return page

    return open_package


def editor(page):
    return page.get_by_label("文字总结")


def summary(package):
    package.refresh_from_db()
    return package.summary_text


def paste(page, text):
    """As from the clipboard, which a test cannot fill everywhere."""
    editor(page).evaluate(
        """(area, text) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", text);
          area.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }""",
        text,
    )


# Counting and cleaning


def test_counts_as_the_server_does(open_package):
    page = open_package()
    texts = [text for text, _ in LENGTHS] + [pasted for pasted, _ in PASTED]
    for text in texts:
        editor(page).fill(text)
        typed = editor(page).input_value()
        expect(page.locator("[data-count]")).to_have_text(f"{count_words(clean_summary(typed))} 字")


def test_says_whether_the_length_is_right(open_package):
    page = open_package()
    for length, mark in ((799, "outside"), (800, "within"), (1500, "within"), (1501, "outside")):
        editor(page).fill("字" * length)
        expect(page.locator("[data-count]")).to_have_class(re.compile(mark))


def test_cleans_what_is_pasted_as_the_server_does(open_package):
    page = open_package()
    editor(page).focus()
    for pasted, clean in PASTED:
        editor(page).fill("")
        paste(page, pasted)
        assert editor(page).input_value().strip() == clean, pasted


# Saving


def test_saves_as_one_types(open_package, package):
    page = open_package()
    editor(page).press_sequentially(TEXT)
    expect(page.locator("[data-saving]")).to_have_text(SAVED)
    assert summary(package) == TEXT
    editor(page).press_sequentially("再写一句。")
    expect(page.locator("[data-saving]")).to_have_text("还没有保存")
    expect(page.locator("[data-saving]")).to_have_text(SAVED)
    assert summary(package) == TEXT + "再写一句。"
    editor(page).blur()
    expect(page.locator("#missing")).to_contain_text("文字总结只有 15 字")


def test_tries_again_while_the_line_is_down(open_package, package, complaints):
    page = open_package()
    page.clock.install()
    page.context.set_offline(True)
    editor(page).fill(TEXT)
    page.clock.run_for(2000)
    expect(page.locator("[data-saving]")).to_have_text("没有保存成功，正在重试…")
    page.context.set_offline(False)
    page.clock.run_for(11_000)
    expect(page.locator("[data-saving]")).to_have_text(SAVED)
    assert summary(package) == TEXT
    assert all("ERR_INTERNET_DISCONNECTED" in complaint for complaint in complaints)
    complaints.clear()


def test_an_ended_session_is_told(open_package, package, complaints):
    page = open_package()
    cookies = page.context.cookies()
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    editor(page).fill(TEXT)
    expect(page.locator("[data-saving]")).to_contain_text("登录已过期")
    assert editor(page).input_value() == TEXT
    page.context.add_cookies(cookies)
    expect(page.locator("[data-saving]")).to_have_text(SAVED, timeout=15_000)
    assert summary(package) == TEXT
    complaints.clear()  # the refusal itself


def test_the_second_writer_is_told_and_loses_nothing(open_package, package, staff):
    page = open_package()
    life_cycle.write_summary(package=package, text="别人写的", seen_revision=0, by=staff)
    editor(page).fill(TEXT)
    conflict = page.locator("[data-conflict]")
    expect(conflict).to_be_visible()
    expect(conflict).to_contain_text("别人写的")
    assert editor(page).input_value() == TEXT
    assert summary(package) == "别人写的"
    conflict.get_by_text("用我的替换它").click()
    expect(page.locator("[data-saving]")).to_have_text(SAVED)
    expect(conflict).to_be_hidden()
    assert summary(package) == TEXT


def test_the_second_writer_may_take_what_is_there(open_package, package, staff):
    page = open_package()
    life_cycle.write_summary(package=package, text="别人写的", seen_revision=0, by=staff)
    editor(page).fill(TEXT)
    page.get_by_text("放弃我的，用它").click()
    assert editor(page).input_value() == "别人写的"
    editor(page).press("End")
    editor(page).press_sequentially("，我再加一句")
    expect(page.locator("[data-saving]")).to_have_text(SAVED)
    assert summary(package) == "别人写的，我再加一句"


def test_another_form_of_the_page_takes_the_summary_along(open_package, package):
    page = open_package()
    editor(page).fill(TEXT)
    page.get_by_label("填表人").fill("李干事")
    page.locator("#contact").get_by_role("button", name="保存").click()
    expect(page.locator(".messagelist")).to_have_text("填表人和电话已保存。")
    assert summary(package) == TEXT


def test_a_draft_loses_its_mark_once_it_is_edited(open_package, package):
    page = open_package()
    page.get_by_role("button", name="生成草稿").click()
    expect(page.locator("[data-draft-mark]")).to_be_visible()
    editor(page).press("End")
    editor(page).press_sequentially("补充一句。")
    expect(page.locator("[data-draft-mark]")).to_have_count(0)
    package.refresh_from_db()
    assert not package.is_summary_draft


def test_works_without_a_script(open_package, package, staff):
    page = open_package(java_script_enabled=False)
    editor(page).fill(TEXT)
    page.locator("#summary").get_by_role("button", name="保存").click()
    expect(page.locator(".messagelist")).to_have_text("文字总结已保存（10 字）。")
    assert summary(package) == TEXT
    life_cycle.write_summary(package=package, text="别人写的", seen_revision=package.summary_revision, by=staff)
    editor(page).fill("我写的")
    page.locator("#summary").get_by_role("button", name="保存").click()
    expect(page.locator(".present").first).to_contain_text("别人写的")
    assert editor(page).input_value() == "我写的"


# Photos


def file_of(**options):
    upload = picture(**options)
    return {"name": "照片.jpg", "mimeType": "image/jpeg", "buffer": upload.read()}


@pytest.mark.parametrize("has_script", [True, False])
def test_a_photo_is_sent_and_shown(open_package, package, has_script):
    page = open_package(PHONE, java_script_enabled=has_script)
    place = page.locator("#photo-2")
    place.get_by_label("选择照片").set_input_files(file_of())
    place.get_by_label("说明").fill("1月20日，东河区，座谈会")
    place.get_by_role("button", name="保存").click()
    expect(place.locator("img")).to_be_visible()
    expect(page.locator("#missing")).to_contain_text("照片应有 3 张，现在是 1 张")
    assert package.photos.get().caption == "1月20日，东河区，座谈会"
    place.get_by_role("button", name="去掉").click()
    expect(place.get_by_text("还没有照片")).to_be_visible()
    assert not package.photos.exists()


def test_what_is_wrong_with_a_photo_is_said_in_its_place_and_the_summary_stays(open_package, package):
    page = open_package()
    page.clock.install()
    editor(page).fill(TEXT)
    place = page.locator("#photo-1")
    fake = {"name": "照片.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}
    place.get_by_label("选择照片").set_input_files(fake)
    place.get_by_label("说明").fill("座谈会")
    place.get_by_role("button", name="保存").click()
    expect(place).to_contain_text("这个文件不是照片，或已损坏")
    assert place.get_by_label("说明").input_value() == "座谈会"
    assert editor(page).input_value() == TEXT
