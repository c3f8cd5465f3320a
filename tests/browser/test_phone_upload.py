"""From the phone to the office PC: two browsers, one page each."""

import re
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.organization.pictures.pictures import DATA, saved, scene

pytestmark = pytest.mark.browser

PHOTOS = [
    {"name": f"IMG_{number}.jpg", "mimeType": "image/jpeg", "buffer": saved(scene((400, 300 + number)), "JPEG")}
    for number in (1, 2)
]
BROKEN = {"name": "坏的.jpg", "mimeType": "image/jpeg", "buffer": b"x"}
HEIC = {"name": "IMG_3.heic", "mimeType": "image/heic", "buffer": (DATA / "grid.heic").read_bytes()}


@pytest.fixture(autouse=True)
def _own_site(settings, tmp_path, live_server):
    settings.MEDIA_ROOT = tmp_path
    settings.PUBLIC_URL = live_server.url


def open_code(page):
    page.get_by_role("link", name="用手机传").click()
    code = page.get_by_alt_text(re.compile("二维码"))
    expect(code).to_be_visible()
    (found,) = zxingcpp.read_barcodes(Image.open(BytesIO(code.screenshot())))
    return found.text


def test_photos_of_a_phone_arrive_on_the_pc(open_package, open_page, package, violations):
    pc, phone = open_package(), open_page(PHONE)
    phone.goto(open_code(pc))
    assert violations(phone) == []
    phone.get_by_label("选照片").set_input_files([*PHOTOS, BROKEN])
    expect(phone.locator("[data-chosen] img[src^='data:image/jpeg']")).to_have_count(2)
    phone.get_by_role("button", name="上传").click()
    expect(phone.get_by_text("已传 2 张，请回到电脑刷新")).to_be_visible()
    expect(phone.get_by_text("这个文件不是照片")).to_be_visible()
    expect(pc.get_by_text("已收到 2 张。还能放 1 张。")).to_be_visible(timeout=10_000)
    pc.get_by_role("link", name="刷新本页").click()
    expect(pc.locator(".photo-places img")).to_have_count(2)
    assert package.photos.count() == 2


def test_a_phone_without_script_uploads_several_at_once(open_package, open_page, package):
    phone = open_page(PHONE, java_script_enabled=False)
    phone.goto(open_code(open_package()))
    phone.get_by_label("选照片").set_input_files([*PHOTOS, HEIC])
    phone.get_by_role("button", name="上传").click()
    expect(phone.get_by_text("已传 3 张，请回到电脑刷新")).to_be_visible()
    expect(phone.get_by_text("照片已经放满了")).to_be_visible()
    assert package.photos.count() == 3
