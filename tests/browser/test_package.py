"""The page of a package in a browser: it saves by itself what is typed and chosen, and is not left before that."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import expect

from reports.packages import life_cycle
from reports.packages.summary_length import count_words
from reports.packages.summary_text import clean_summary
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_old_pages import log_in
from tests.factories import make_responsible, submit_package
from tests.reports.packages.pages import picture
from tests.reports.packages.test_summary_length import CASES as LENGTHS
from tests.reports.packages.test_summary_text import CASES as PASTED

pytestmark = pytest.mark.browser

TEXT = "走访青年，共话家乡。"
SAVED = re.compile(r"已保存 \d\d:\d\d")


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def editor(page):
    return page.get_by_label("文字总结")


def saving(page, part="summary"):
    return page.locator(f"[data-part={part}] [data-saving]")


def summary(package):
    package.refresh_from_db()
    return package.summary_text


def file_of(name="照片.jpg", **options):
    upload = picture(**options)
    return {"name": name, "mimeType": "image/jpeg", "buffer": upload.read()}


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
    expect(saving(page)).to_have_text(SAVED)
    assert summary(package) == TEXT
    editor(page).press_sequentially("再写一句。")
    expect(saving(page)).to_have_text("还没有保存")
    expect(saving(page)).to_have_text(SAVED)
    assert summary(package) == TEXT + "再写一句。"
    editor(page).blur()
    expect(page.locator("#missing")).to_contain_text("文字总结只有 15 字")


def test_tries_again_while_the_line_is_down(open_package, package, complaints):
    page = open_package()
    page.clock.install()
    page.context.set_offline(True)
    editor(page).fill(TEXT)
    page.clock.run_for(2000)
    expect(saving(page)).to_have_text("没有保存成功，正在重试…")
    page.context.set_offline(False)
    page.clock.run_for(11_000)
    expect(saving(page)).to_have_text(SAVED)
    assert summary(package) == TEXT
    assert all("ERR_INTERNET_DISCONNECTED" in complaint for complaint in complaints)
    complaints.clear()


def test_an_ended_session_is_told_and_what_waits_is_saved_after_the_login(
    open_package, package, staff, live_server, complaints
):
    page = open_package()
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    editor(page).fill(TEXT)
    expect(saving(page)).to_contain_text("登录已失效")
    assert editor(page).input_value() == TEXT
    log_in_in_another_tab(page, live_server, staff)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(saving(page)).to_have_text(SAVED)
    assert summary(package) == TEXT
    complaints.clear()  # the refusal itself


def log_in_in_another_tab(page, live_server, account):
    other = page.context.new_page()
    log_in(other, live_server, account)
    other.close()


def test_a_page_older_than_the_login_saves_all_the_same(open_package, package, staff, live_server, complaints):
    page = open_package()
    editor(page).fill("登录以前写的")
    expect(saving(page)).to_have_text(SAVED)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    log_in_in_another_tab(page, live_server, staff)
    editor(page).fill(TEXT)
    page.get_by_label("填表人").fill("李干事")
    page.locator("#photo-1").get_by_label("选择照片").set_input_files(file_of())
    page.locator("#send-up").get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("[data-saving-all]")).to_have_text("都已保存")
    assert summary(package) == TEXT
    assert (package.filled_by_name, package.photos.count()) == ("李干事", 1)
    complaints.clear()  # the first refusals


def test_text_that_the_browser_brings_back_is_compared_with_what_is_saved(
    open_package, package, live_server, complaints
):
    page = open_package()
    page.route("**/save/", lambda route: route.abort())
    page.on("dialog", lambda dialog: dialog.accept())
    editor(page).click()
    page.keyboard.type(TEXT)
    page.goto(f"{live_server.url}/admin/")
    page.unroute("**/save/")
    page.go_back()
    conflict = page.locator("[data-part=summary] [data-conflict]")
    expect(conflict).to_contain_text("浏览器恢复了您之前填写的内容")
    assert editor(page).input_value() == TEXT
    assert summary(package) == ""
    conflict.get_by_text("用我的替换它").click()
    expect(saving(page)).to_have_text(SAVED)
    assert summary(package) == TEXT
    complaints.clear()  # the line that was down


def test_the_second_writer_is_told_and_loses_nothing(open_package, package, staff):
    page = open_package()
    life_cycle.write_summary(package=package, text="别人写的", seen_revision=0, by=staff)
    editor(page).fill(TEXT)
    conflict = page.locator("[data-part=summary] [data-conflict]")
    expect(conflict).to_be_visible()
    expect(conflict).to_contain_text("别人写的")
    assert editor(page).input_value() == TEXT
    assert summary(package) == "别人写的"
    conflict.get_by_text("用我的替换它").click()
    expect(saving(page)).to_have_text(SAVED)
    expect(conflict).to_be_hidden()
    assert summary(package) == TEXT


def test_the_second_writer_may_take_what_is_there(open_package, package, staff):
    page = open_package()
    life_cycle.write_summary(package=package, text="别人写的", seen_revision=0, by=staff)
    editor(page).fill(TEXT)
    page.locator("#summary").get_by_text("放弃我的，用它").click()
    assert editor(page).input_value() == "别人写的"
    editor(page).press("End")
    editor(page).press_sequentially("，我再加一句")
    expect(saving(page)).to_have_text(SAVED)
    assert summary(package) == "别人写的，我再加一句"


def test_every_part_saves_by_itself(open_package, package):
    page = open_package()
    page.get_by_label("填表人").fill("李干事")
    page.get_by_label("联系电话").fill("0472-5612345")
    expect(saving(page, "contact")).to_have_text(SAVED)
    expect(page.locator("[data-saving-all]")).to_have_text("都已保存")
    package.refresh_from_db()
    assert (package.filled_by_name, package.filled_by_phone) == ("李干事", "0472-5612345")


def test_a_wrong_phone_is_told_and_the_name_is_saved(open_package, package):
    page = open_package()
    page.get_by_label("填表人").fill("李干事")
    page.get_by_label("联系电话").fill("12345")
    page.get_by_label("联系电话").blur()
    expect(saving(page, "contact")).to_contain_text("没有保存：")
    package.refresh_from_db()
    assert (package.filled_by_name, package.filled_by_phone) == ("李干事", "")
    page.get_by_role("button", name="核对并报送…").click()
    expect(page.locator("[data-saving-all]")).to_contain_text("没有继续")
    page.get_by_label("联系电话").fill("0472-5612345")
    expect(saving(page, "contact")).to_have_text(SAVED)


def test_every_way_on_takes_along_what_was_typed(open_package, package):
    page = open_package()
    editor(page).fill(TEXT)
    page.get_by_label("填表人").fill("李干事")
    page.get_by_role("button", name="核对并报送…").click()
    expect(page).to_have_url(re.compile("/submit/$"))
    assert summary(package) == TEXT
    assert package.filled_by_name == "李干事"


def test_the_enter_key_saves_and_nothing_else(open_package, package):
    page = open_package()
    page.get_by_label("填表人").fill("李干事")
    page.get_by_label("填表人").press("Enter")
    expect(saving(page, "contact")).to_have_text(SAVED)
    package.refresh_from_db()
    assert package.filled_by_name == "李干事"
    assert not package.campaign.zero_reports.exists()


def test_the_second_writer_of_another_part_is_told_too(open_package, package, staff):
    page = open_package()
    life_cycle.write_contact(package=package, name="王干事", phone="13900000007", seen_revision=0, by=staff)
    page.get_by_label("填表人").fill("李干事")
    conflict = page.locator("[data-part=contact] [data-conflict]")
    expect(conflict).to_contain_text("填表人：王干事")
    conflict.get_by_text("放弃我的，用它").click()
    assert page.get_by_label("联系电话").input_value() == "13900000007"
    page.get_by_label("填表人").fill("赵干事")
    expect(saving(page, "contact")).to_have_text(SAVED)
    package.refresh_from_db()
    assert (package.filled_by_name, package.filled_by_phone) == ("赵干事", "13900000007")


def test_two_tabs_of_one_person(open_package, package):
    first = open_package()
    second = first.context.new_page()
    second.goto(first.url)
    editor(first).fill("第一页写的")
    expect(saving(first)).to_have_text(SAVED)
    editor(second).fill("第二页写的")
    conflict = second.locator("[data-part=summary] [data-conflict]")
    expect(conflict).to_contain_text("第一页写的")
    assert summary(package) == "第一页写的"
    conflict.get_by_text("用我的替换它").click()
    expect(saving(second)).to_have_text(SAVED)
    assert summary(package) == "第二页写的"


def test_a_suggested_contact_is_no_loss_and_is_saved_with_the_rest(open_package, world, package):
    make_responsible(campaign=world.campaign, committee=world.baotou, name="萨仁", phone="13900000001")
    page = open_package()
    expect(page.get_by_label("填表人")).to_have_value("萨仁")
    expect(page.locator("[data-saving-all]")).not_to_contain_text("还没有保存")
    page.get_by_role("button", name="核对并报送…").click()
    expect(page).to_have_url(re.compile("/submit/$"))
    package.refresh_from_db()
    assert (package.filled_by_name, package.filled_by_phone) == ("萨仁", "13900000001")


def test_it_shows_what_was_saved_elsewhere_where_nothing_is_being_changed(open_package, package, staff):
    page = open_package()
    editor(page).fill(TEXT)
    life_cycle.write_contact(package=package, name="王干事", phone="13900000007", seen_revision=0, by=staff)
    expect(saving(page)).to_have_text(SAVED)
    expect(page.get_by_label("填表人")).to_have_value("王干事")
    page.get_by_label("填表人").fill("赵干事")
    expect(saving(page, "contact")).to_have_text(SAVED)
    package.refresh_from_db()
    assert (package.filled_by_name, package.filled_by_phone) == ("赵干事", "13900000007")
    assert package.summary_text == TEXT


# Leaving it


def test_a_link_waits_until_everything_is_saved(open_package, package):
    page = open_package()
    editor(page).press_sequentially(TEXT)
    page.locator(".breadcrumbs a").first.click()
    expect(page).to_have_url(re.compile("/admin/$"))
    assert summary(package) == TEXT


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP])
def test_the_region_decides_wherever_it_has_read_to(staff_page, world, package, viewport, complaints):
    submit_package(package, by=world.accounts["league_city_staff"])
    address = f"/admin/reports/packages/{package.pk}/"
    page = staff_page(address, viewport, java_script_enabled=False, role="region_manager")
    bar = page.locator("#decision")
    for place in ("h1", "#photos", "#history"):
        page.locator(place).scroll_into_view_if_needed()
        expect(bar.get_by_role("button", name="确认")).to_be_in_viewport(ratio=1)
    bar.get_by_text("退回修改…").click()
    send = bar.get_by_role("button", name="退回修改")
    send.scroll_into_view_if_needed()
    expect(send).to_be_in_viewport(ratio=1)
    box = bar.bounding_box()
    assert box["y"] >= 52
    assert box["y"] + box["height"] <= viewport["height"]
    complaints.clear()  # the photos have no files


def leave(page):
    """Whether the browser asked, before another address was opened."""
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.evaluate("location.href = '/admin/'")
    expect(page).to_have_url(re.compile("/admin/$"))
    return asked


def test_it_warns_before_it_is_left_with_something_unsaved(open_package, package, complaints):
    page = open_package()
    page.route("**/save/", lambda route: route.abort())
    editor(page).click()
    page.keyboard.type(TEXT)
    assert leave(page) == ["beforeunload"]
    complaints.clear()


def test_a_caption_without_its_photo_is_unsaved_too(open_package):
    page = open_package()
    page.locator("#photo-1").get_by_label("说明").click()
    page.keyboard.type("座谈会")
    expect(page.locator("[data-saving-all]")).to_have_text("有 1 处还没有保存")
    assert leave(page) == ["beforeunload"]


def test_it_does_not_warn_where_everything_is_saved(open_package, package):
    page = open_package()
    editor(page).click()
    page.keyboard.type(TEXT)
    expect(saving(page)).to_have_text(SAVED)
    assert leave(page) == []


def test_a_draft_loses_its_mark_once_it_is_edited(open_package, package):
    page = open_package()
    page.get_by_role("button", name="生成草稿").click()
    expect(page.locator(".draft-mark")).to_be_visible()
    editor(page).press("End")
    editor(page).press_sequentially("补充一句。")
    expect(page.locator(".draft-mark")).to_have_count(0)
    package.refresh_from_db()
    assert not package.is_summary_draft


def press_save(page):
    page.locator("#send-up").get_by_role("button", name="保存", exact=True).click()


def test_works_without_a_script(open_package, package, staff):
    page = open_package(java_script_enabled=False)
    editor(page).fill(TEXT)
    page.get_by_label("填表人").fill("李干事")
    press_save(page)
    expect(page.locator(".messagelist")).to_contain_text("文字总结已保存（10 字）。")
    assert summary(package) == TEXT
    assert package.filled_by_name == "李干事"
    life_cycle.write_summary(package=package, text="别人写的", seen_revision=package.summary_revision, by=staff)
    editor(page).fill("我写的")
    press_save(page)
    expect(page.locator("#summary .present").first).to_contain_text("别人写的")
    assert editor(page).input_value() == "我写的"
    press_save(page)
    assert summary(package) == "我写的"
