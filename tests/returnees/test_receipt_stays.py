"""The receipt after the success page: its address, its picture's QR code, and one's own data as a file."""

import base64
import json
import re

import pytest
import zxingcpp
from PIL import Image

from returnees.receipt_codes import RECEIPT_LENGTH
from returnees.receipt_qr import receipt_qr
from tests.factories import make_entrance
from tests.returnees.answering import ENTREPRENEUR, post, shown_receipt
from tests.returnees.receipts import DIGITS, correct, look_up, text_of


def read_packed(packed):
    edge, encoded = packed.split(".")
    size, content = int(edge), base64.b64decode(encoded)
    image = Image.new("L", (size + 8, size + 8), 255)
    for i in range(size * size):
        if content[i >> 3] >> (7 - (i & 7)) & 1:
            image.putpixel((i % size + 4, i // size + 4), 0)
    (found,) = zxingcpp.read_barcodes(image.resize((image.width * 8,) * 2, Image.Resampling.NEAREST))
    return found.text


@pytest.mark.parametrize("code", ["ABCDEFGHIJKLMNOP", "QRSTUVWXYZ234567", "A" * RECEIPT_LENGTH, "7" * RECEIPT_LENGTH])
def test_the_picture_s_code_leads_to_the_receipt(settings, code):
    settings.PUBLIC_URL = "https://qingnian.example.org"
    assert read_packed(receipt_qr(code)) == f"https://qingnian.example.org/receipt/#{code}"


@pytest.mark.django_db
class TestSuccessPage:
    def test_carries_the_address_that_leads_back_and_the_picture_s_code(self, client, world):
        response = post(client, world.homepage)
        page, code = text_of(response), shown_receipt(response)
        assert f'data-receipt="/receipt/#{code}"' in page
        packed = re.search('data-picture="([^"]+)"', page)[1]
        assert read_packed(packed).endswith(f"/receipt/#{code}")
        assert not response.cookies
        assert "no-store" in response["Cache-Control"]

    def test_a_resend_shows_it_again(self, client, world):
        uuid = "00000000-0000-4000-8000-000000000009"
        first = post(client, world.homepage, submission_uuid=uuid)
        again = post(client, world.homepage, submission_uuid=uuid)
        assert shown_receipt(first) == shown_receipt(again)

    def test_a_browser_of_staff_keeps_no_youth_s_code_in_its_addresses(self, client, world):
        staff = make_entrance(campaign=world.campaign, committee=world.donghe, channel="staff_filled")
        assert "data-receipt" not in text_of(post(client, staff))

    def test_weighs_little(self, client, world):
        assert len(post(client, world.homepage).content) < 16_000


@pytest.mark.django_db
def test_every_empty_form_leads_to_the_receipt(client, world):
    page = text_of(client.get(world.homepage.get_absolute_url()))
    assert '<a href="/receipt/">已经提交过？凭回执码查看</a>' in page


@pytest.mark.django_db
class TestOwnData:
    def test_has_labels_and_codes(self, client, world):
        code = shown_receipt(post(client, world.homepage, **ENTREPRENEUR))
        response = look_up(client, code, step="data")
        assert response["Content-Type"] == "application/json"
        assert "attachment" in response["Content-Disposition"]
        assert "no-store" in response["Cache-Control"]
        content = json.loads(response.content)
        answers = {answer["key"]: answer for answer in content["answers"]}
        assert answers["phone"]["values"] == ["13900000001"]
        assert answers["home_county"] == {
            "key": "home_county",
            "label": "家乡所在旗县市区",
            "values": ["150202"],
            "text": "包头市东河区",
        }
        assert answers["difficulty"]["values"] == ["funds", "market"]
        assert answers["birth"]["values"] == ["1995", "6"]
        assert answers["start_year"]["values"] == []
        assert code not in response.text
        assert content["corrections"] == []

    def test_has_the_corrections(self, client, world, returnee):
        correct(client, world, name="其其格")
        (one,) = json.loads(look_up(client, step="data").content)["corrections"]
        assert (one["key"], one["old"], one["new"], one["by"]) == ("name", "乌云其其格", "其其格", "self")

    @pytest.mark.parametrize(("code", "digits"), [("ZZZZZZZZZZZZZZZZ", DIGITS), ("ABCDEFGHIJKLOB23", "9999")])
    def test_needs_code_and_digits(self, client, returnee, code, digits):
        response = look_up(client, code, digits, step="data")
        assert "attachment" not in response.get("Content-Disposition", "")
        assert "乌云其其格" not in response.text

    def test_is_not_had_by_an_address(self, client, returnee):
        response = client.get("/receipt/", {"code": "ABCDEFGHIJKLOB23", "last_digits": DIGITS, "step": "data"})
        assert "attachment" not in response.get("Content-Disposition", "")
