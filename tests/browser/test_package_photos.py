"""The photos of a package in a browser: sent as they are chosen, with and without a script."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.test_package import SAVED, TEXT, editor, file_of, press_save, saving

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


FAKE = {"name": "假.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}


def test_a_photo_is_sent_as_it_is_chosen_and_its_caption_as_it_is_typed(open_package, package):
    page = open_package(PHONE)
    place = page.locator("#photo-2")
    place.get_by_label("选择照片").set_input_files(file_of())
    expect(place.locator("img")).to_be_visible()
    expect(page.locator("#missing")).to_contain_text("照片应有 3 张，现在是 1 张")
    place.get_by_label("说明").fill("1月20日，东河区，座谈会")
    expect(saving(page, "photo-2")).to_have_text(SAVED)
    assert package.photos.get().caption == "1月20日，东河区，座谈会"
    place.get_by_role("button", name="去掉").click()
    expect(place.get_by_text("还没有照片")).to_be_visible()
    assert place.get_by_label("说明").input_value() == ""
    assert not package.photos.exists()


def test_a_caption_typed_first_is_saved_with_its_photo(open_package, package):
    page = open_package()
    place = page.locator("#photo-1")
    place.get_by_label("说明").fill("座谈会")
    expect(saving(page, "photo-1")).to_contain_text("选好照片，说明和照片一起保存")
    place.get_by_label("选择照片").set_input_files(file_of())
    expect(saving(page, "photo-1")).to_contain_text(SAVED)
    assert package.photos.get().caption == "座谈会"


def test_a_caption_goes_with_its_photo(open_package, package):
    page = open_package()
    place = page.locator("#photo-1")
    place.get_by_label("选择照片").set_input_files(file_of())
    expect(place.locator("img")).to_be_visible()
    place.get_by_label("说明").fill("座谈会")
    expect(saving(page, "photo-1")).to_have_text(SAVED)
    place.get_by_label("换一张").set_input_files(file_of(colour="blue"))
    expect(saving(page, "photo-1")).to_contain_text("原来的说明“座谈会”随原照片去掉了")
    assert place.get_by_label("说明").input_value() == ""
    assert package.photos.get().caption == ""


def test_a_photo_is_sent_without_a_script(open_package, package):
    page = open_package(PHONE, java_script_enabled=False)
    place = page.locator("#photo-2")
    place.get_by_label("选择照片").set_input_files(file_of())
    place.get_by_label("说明").fill("1月20日，东河区，座谈会")
    page.get_by_label("一次选几张").set_input_files([file_of("a.jpg", colour="blue"), FAKE])
    press_save(page)
    expect(page.locator("#photo-1 img")).to_be_visible()
    expect(page.locator(".uploads")).to_contain_text("假.jpg：这个文件不是照片，或已损坏")
    assert [placed.caption for placed in package.photos.all()] == ["", "1月20日，东河区，座谈会"]
    page.locator("#photo-2").get_by_role("button", name="去掉").click()
    expect(page.locator("#photo-2").get_by_text("还没有照片")).to_be_visible()


def test_several_photos_are_sent_at_once(open_package, package):
    page = open_package()
    page.locator("#photo-2").get_by_label("选择照片").set_input_files(file_of())
    expect(page.locator("#photo-2 img")).to_be_visible()
    page.locator("#photo-3").get_by_label("说明").fill("写在照片之前")
    files = [file_of(f"{colour}.jpg", colour=colour) for colour in ("blue", "green", "white")]
    page.get_by_label("一次选几张").set_input_files([FAKE, *files])
    lines = page.locator(".uploads li")
    expect(lines).to_have_text(
        [
            re.compile("假.jpg：这个文件不是照片"),
            "blue.jpg：已放在照片 1，请写说明。",
            "green.jpg：已放在照片 3，请写说明。",
            re.compile("white.jpg：每个位置都已有照片，这张没有放进来"),
        ]
    )
    expect(page.locator(".photo-places img")).to_have_count(3)
    expect(saving(page, "photo-3")).to_have_text(SAVED)
    assert [placed.caption for placed in package.photos.all()] == ["", "", "写在照片之前"]


def test_what_is_wrong_with_a_photo_is_said_in_its_place_and_nothing_is_lost(open_package, package):
    page = open_package()
    page.clock.install()
    editor(page).fill(TEXT)
    place = page.locator("#photo-1")
    place.get_by_label("说明").fill("座谈会")
    place.get_by_label("选择照片").set_input_files(FAKE)
    expect(place).to_contain_text("这个文件不是照片，或已损坏")
    assert place.get_by_label("说明").input_value() == "座谈会"
    assert editor(page).input_value() == TEXT


def test_photos_that_could_not_be_sent_are_sent_once_more(open_package, package, complaints):
    page = open_package()
    page.route("**/save/", lambda route: route.abort(), times=1)
    page.get_by_label("一次选几张").set_input_files([file_of("a.jpg")])
    expect(page.locator(".uploads")).to_contain_text("a.jpg：没有上传成功。")
    expect(page.locator("[data-saving-all]")).to_have_text("有 1 处还没有保存")
    page.get_by_role("button", name="再传一次").click()
    expect(page.locator(".uploads")).to_contain_text("已放在照片 1")
    expect(page.locator("[data-saving-all]")).to_have_text("都已保存")
    complaints.clear()  # the line that was down
