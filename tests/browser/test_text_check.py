"""文表核对 in a browser: it follows what is typed, and a correction goes into the text that is being typed."""

import pytest
from playwright.sync_api import expect

from reports.packages import life_cycle
from tests.browser.conftest import PHONE
from tests.browser.test_package import SAVED, editor, saving, summary
from tests.factories import make_activity

pytestmark = pytest.mark.browser

WRONG, RIGHT = "全市共走访青年392人。", "全市共走访青年414人。"


@pytest.fixture(autouse=True)
def visits(world):
    return make_activity("visit", campaign=world.campaign, committee=world.donghe, visited_count=414)


@pytest.fixture
def written(package, staff):
    life_cycle.write_summary(package=package, text=f"{WRONG}共话家乡。", seen_revision=0, by=staff)
    return package


def shown_check(page):
    """Beside the text, or among what is checked before it goes up."""
    return page.locator("#text-check, #check-text")


def offer(page):
    shown_check(page).get_by_text("换成表中的数字…").click()
    return shown_check(page).get_by_role("button", name="写进文字总结")


def test_follows_the_text_as_it_is_saved(open_package):
    page = open_package()
    editor(page).fill(WRONG)
    expect(shown_check(page)).to_contain_text("文中 392，表中 414")
    editor(page).fill(RIGHT)
    expect(shown_check(page)).to_contain_text("文中 1 处数字与附件2一致")


def test_a_correction_keeps_what_is_being_typed(open_package, written):
    page = open_package(PHONE)
    editor(page).press("Control+End")
    editor(page).press_sequentially("又一句。")
    expect(saving(page)).to_have_text(SAVED)
    button = offer(page)
    editor(page).press_sequentially("还在写")
    assert summary(written).startswith(WRONG)
    button.click()
    expect(editor(page)).to_have_value(f"{RIGHT}共话家乡。又一句。还在写")
    expect(shown_check(page)).to_contain_text("文中 1 处数字与附件2一致")
    assert summary(written) == f"{RIGHT}共话家乡。又一句。还在写"


def test_a_sentence_that_was_edited_meanwhile_is_left_alone(open_package, written):
    page = open_package()
    button = offer(page)
    editor(page).fill("共走访青年392人，共话家乡。")
    button.click()
    expect(shown_check(page)).to_contain_text("已经改过了")
    expect(editor(page)).to_have_value("共走访青年392人，共话家乡。")


def test_a_correction_asks_before_it_replaces_what_somebody_else_wrote(open_package, written, staff):
    page = open_package()
    button = offer(page)
    written.refresh_from_db()
    life_cycle.write_summary(package=written, text="乙写的。", seen_revision=written.summary_revision, by=staff)
    button.click()
    expect(page.locator("[data-part=summary] [data-conflict]")).to_be_visible()
    assert summary(written) == "乙写的。"


def test_is_told_and_corrected_without_script(open_package, written):
    page = open_package(PHONE, java_script_enabled=False)
    expect(shown_check(page)).to_contain_text("文中 392，表中 414")
    offer(page).click()
    expect(shown_check(page)).to_contain_text("文中 1 处数字与附件2一致")
    assert summary(written) == f"{RIGHT}共话家乡。"


def test_a_correction_on_the_check_page(open_package, written):
    page = open_package()
    page.goto(f"{page.url}submit/")
    offer(page).click()
    expect(shown_check(page)).to_contain_text("文中 1 处数字与附件2一致")
    assert page.url.endswith("/submit/")
    assert summary(written) == f"{RIGHT}共话家乡。"


def test_an_offer_that_was_opened_stays_open_while_the_page_is_saved(open_package, written):
    page = open_package()
    button = offer(page)
    editor(page).press("Control+End")
    editor(page).press_sequentially("举办座谈会3场。")
    expect(shown_check(page)).to_contain_text("2 处与附件2不一致")
    expect(button.first).to_be_visible()


def test_without_script_a_correction_saves_whatever_else_was_typed(open_package, written):
    page = open_package(java_script_enabled=False)
    page.get_by_label("填表人").fill("李干事")
    editor(page).fill(f"新的开头。{WRONG}")
    offer(page).click()
    expect(shown_check(page)).to_contain_text("文中 1 处数字与附件2一致")
    assert summary(written) == f"新的开头。{RIGHT}"
    assert written.filled_by_name == "李干事"
