"""What stays of the success page: its address, its picture, and the way back after a reload or a killed web view."""

import base64
import re
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from returnees.models import Returnee
from tests.browser.conftest import PHONE
from tests.browser.filling_in import fill, press, receipt_of, stored_text

pytestmark = pytest.mark.browser


@pytest.fixture
def success(address, open_page):
    page = open_page(PHONE)
    page.goto(address)
    fill(page)
    press(page)
    receipt_of(page)
    return page


def test_the_address_leads_back_to_the_receipt(success):
    code = receipt_of(success)
    assert success.url.endswith(f"/receipt/#{code}")
    success.reload()
    expect(success.locator("[name=code]")).to_have_value(code)
    expect(success.locator("[name=last_digits]")).to_be_focused()
    success.locator("[name=last_digits]").fill("0000")
    success.get_by_role("button", name="查询").click()
    expect(success.get_by_text("办到哪一步")).to_be_visible()
    assert "#" not in success.url


def test_the_link_beside_the_code_needs_only_the_last_digits(success):
    code = receipt_of(success)
    success.get_by_role("link", name="查看、更正或撤回").click()
    expect(success.locator("[name=code]")).to_have_value(code)
    expect(success.locator("[name=last_digits]")).to_be_focused()


def test_so_do_a_way_there_and_back_and_a_killed_web_view(success, open_page):
    code, address = receipt_of(success), success.url
    success.get_by_role("link", name="活动首页").click()
    expect(success.get_by_role("heading", name="能帮您什么")).to_be_visible()
    success.go_back()
    expect(success.locator("[name=code]")).to_have_value(code)
    again = open_page(PHONE)
    again.goto(address)
    expect(again.locator("[name=code]")).to_have_value(code)


def test_the_browser_stores_no_code(success):
    code = receipt_of(success)
    assert code not in stored_text(success)
    assert code not in success.evaluate("JSON.stringify(sessionStorage)")
    assert not success.context.cookies()


def test_the_picture_has_the_code_and_a_qr_code_that_leads_to_it(success):
    success.get_by_role("button", name="保存成图片").click()
    image = success.locator("img.picture")
    expect(image).to_be_visible()
    content = base64.b64decode(image.get_attribute("src").partition(",")[2])
    (found,) = zxingcpp.read_barcodes(Image.open(BytesIO(content)))
    assert found.text.endswith(f"/receipt/#{receipt_of(success)}")
    assert success.get_by_role("link", name="下载图片").get_attribute("download") == "归巢回执.png"


def test_one_minute_more_leads_back_to_the_receipt(success):
    code = receipt_of(success)
    success.get_by_role("button", name="再花一分钟").click()
    success.locator("[name=township]").fill("某苏木")
    press(success)
    expect(success.get_by_text("您补充的内容也收到了")).to_be_visible()
    assert success.url.endswith(f"/receipt/#{code}")
    assert Returnee.objects.get().township == "某苏木"


def test_a_lost_code_is_asked_for_with_phone_and_home(open_page, live_server, world):
    page = open_page(PHONE)
    page.goto(f"{live_server.url}/receipt/")
    page.get_by_role("link", name=re.compile("回执码丢了")).click()
    page.locator("[name=phone]").fill("139 0000 0000")
    page.locator("[name=home_city]").select_option("150200")
    page.locator("[name=home_county]").select_option("150202")
    press(page)
    expect(page.get_by_role("heading", name="请求已收到")).to_be_visible()
