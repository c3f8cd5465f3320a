import csv
import tomllib
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageChops, ImageDraw, ImageFilter, features

from organization.qr import qr_png, qr_svg
from returnees.entrances import drawing
from returnees.entrances.pictures import SQUARE_TITLE, TALL_TITLE, square_png, tall_png, title_layout
from returnees.entrances.poster import Poster, covered, drawable, fitting_clauses, missing_characters
from tests.organization.test_qr import drawn

ADDRESS = "https://guichao.example/q/abcdefgh/"
THEME = "投身新时代乡村振兴·服务新青年返乡建功"
MONGOLIAN = "ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ"
BENEFITS = (
    ("创业培训和指导", "有创业想法的，登记下来，及时为您安排创业培训和创业指导。"),
    ("青创易贷", "需要资金的，帮您对接青创易贷。"),
    ("政策讲堂", "请党政领导和农牧业专家，把返乡创业就业的政策和机遇讲明白。"),
    ("遇到难处", "创业路上有困难，请说出来，我们一起想办法。"),
)
DATA = Path("organization/data")


def make_poster(**changes):
    fields = {
        "theme": THEME,
        "activity": f"“{THEME}”归巢筑梦返乡青年征集行动暨共青团联系服务返乡创业青年活动月",
        "place": "莫力达瓦达斡尔族自治旗",
        "committee": "共青团莫力达瓦达斡尔族自治旗委员会",
        "centre": "内蒙古青年创业就业服务中心",
        "ages": "14–45",
        "minutes": 2,
        "brand": "返乡青年征集",
        "invitation": "家乡在等您。说说您的情况和打算，家乡团委来帮忙。",
        "address": ADDRESS,
        "benefits": BENEFITS,
        "dates": "2020年1月1日至2月29日",
    }
    return Poster(**fields | changes)


def opened(png):
    return Image.open(BytesIO(png)).convert("RGB")


def read_by_zxing(image):
    found = zxingcpp.read_barcode(image)
    return found.text if found else None


def read_by_wechat(image):
    """With the algorithm of WeChat's own scanner, as OpenCV has it, without its optional models."""
    import cv2
    import numpy

    texts, _ = cv2.wechat_qrcode.WeChatQRCode().detectAndDecode(numpy.array(image)[:, :, ::-1].copy())
    return texts[0] if texts else None


def noisy(image, strength=40):
    noise = Image.effect_noise(image.size, strength).convert("RGB")
    return ImageChops.add(image, noise, offset=-128)


def as_jpeg(image, quality=40):
    stream = BytesIO()
    image.save(stream, "JPEG", quality=quality)
    return opened(stream.getvalue())


def scaled(image, factor):
    return image.resize((int(image.width * factor), int(image.height * factor)), Image.Resampling.BILINEAR)


def rotated(image, degrees):
    return image.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor="#777")


PICTURES = {
    "qr.png": lambda: opened(qr_png(ADDRESS)),
    "qr.svg": lambda: drawn(qr_svg(ADDRESS), pixels_per_module=16).convert("RGB"),
    "poster": lambda: opened(tall_png(make_poster())),
    "poster with Mongolian": lambda: opened(tall_png(make_poster(mongolian=MONGOLIAN))),
    "staff poster": lambda: opened(tall_png(make_poster(is_staff_filled=True))),
    "square": lambda: opened(square_png(make_poster())),
    "square with nothing beside": lambda: opened(square_png(make_poster(benefits=(), dates=""))),
}
DISTORTIONS = {
    "as it is": lambda image: image,
    "small": lambda image: scaled(image, 0.4),
    "large": lambda image: scaled(image, 2),
    "turned left": lambda image: rotated(image, 10),
    "turned right": lambda image: rotated(image, -10),
    "blurred": lambda image: image.filter(ImageFilter.GaussianBlur(4)),
    "noisy": noisy,
    "compressed": as_jpeg,
    "photographed": lambda image: as_jpeg(
        noisy(rotated(scaled(image, 0.7), -7), 25).filter(ImageFilter.GaussianBlur(1))
    ),
}


@pytest.fixture(scope="module", params=PICTURES)
def picture(request):
    return PICTURES[request.param]()


@pytest.mark.parametrize("distortion", DISTORTIONS)
@pytest.mark.parametrize("read", [read_by_zxing, read_by_wechat])
def test_two_decoders_read_every_picture(picture, distortion, read):
    assert read(DISTORTIONS[distortion](picture)) == ADDRESS


def test_a_spoilt_code_is_not_read():
    picture = opened(tall_png(make_poster()))
    ImageDraw.Draw(picture).rectangle((300, 980, 780, 1280), fill="white")
    assert read_by_zxing(picture) is None


def test_the_quiet_zone_of_four_modules_is_white():
    picture = opened(tall_png(make_poster()))
    corners = zxingcpp.read_barcode(picture).position
    left, top, right, bottom = corners.top_left.x, corners.top_left.y, corners.bottom_right.x, corners.bottom_right.y
    four_modules = round((right - left) / 29 * 4) - 2  # version 3; the decoder's corners are within two pixels
    for box in (
        (left - four_modules, top - four_modules, right + four_modules, top - 2),
        (left - four_modules, bottom + 2, right + four_modules, bottom + four_modules),
        (left - four_modules, top - four_modules, left - 2, bottom + four_modules),
        (right + 2, top - four_modules, right + four_modules, bottom + four_modules),
    ):
        assert picture.crop(box).getextrema() == ((255, 255),) * 3


def test_a_longer_address_keeps_the_card():
    address = "https://" + "guichao." * 12 + "example/q/abcdefgh/"
    assert read_by_zxing(opened(tall_png(make_poster(address=address)))) == address


def test_the_theme_is_quoted_and_broken_at_its_dot():
    assert make_poster().theme_lines == ["“投身新时代乡村振兴", "服务新青年返乡建功”"]
    assert make_poster(theme="青春").theme_lines == ["“青春”"]


def test_a_long_theme_is_divided_evenly():
    lines = make_poster(theme="甲" * 58).theme_lines
    assert "".join(lines) == "“" + "甲" * 58 + "”"
    assert {len(line) for line in lines} == {12}


def test_the_theme_is_not_repeated():
    assert make_poster().activity_lines == ["归巢筑梦返乡青年征集行动", "暨共青团联系服务返乡创业青年活动月"]
    assert make_poster(activity="归巢行动").activity_lines == ["归巢行动"]
    assert make_poster(activity=f"“{THEME}”").activity_lines == []


def test_the_same_name_does_not_sign_twice():
    assert make_poster(committee="某中心", centre="某中心").signature_lines == ["某中心"]
    assert len(make_poster(committee="某" * 40).signature_lines) == 2


def test_a_staff_filled_entrance_does_not_call_the_public():
    poster = make_poster(is_staff_filled=True)
    assert poster.call == "工作人员代填专用"
    assert "扫一扫" not in poster.call + poster.greeting + poster.hint
    assert make_poster().call == "微信扫一扫，填写问卷"


def changed(one, other):
    """The box within which two posters differ; None where they do not."""
    return ImageChops.difference(opened(tall_png(one)), opened(tall_png(other))).getbbox()


needs_raqm = pytest.mark.skipif(not features.check("raqm"), reason="complex layout wants libfribidi")


@needs_raqm
@pytest.mark.parametrize(("box", "largest"), [(TALL_TITLE, 88), (SQUARE_TITLE, 66)])
def test_both_scripts_have_one_size_and_fit_beside_each_other(box, largest):
    alone, both = (title_layout(make_poster(mongolian=text), box, largest) for text in ("", MONGOLIAN))
    assert len(both.columns) >= 2
    assert 30 <= both.size <= alone.size
    lines = make_poster().theme_lines
    room = box.width - len(both.columns) * 1.45 * both.size
    assert drawing.fitting_size(lines, width=room, height=box.height, size=both.size) == both.size


@needs_raqm
def test_a_long_mongolian_title_makes_both_smaller():
    few, many = (title_layout(make_poster(mongolian=MONGOLIAN * n), TALL_TITLE, 88) for n in (1, 2))
    assert many.size < few.size


@needs_raqm
def test_the_mongolian_stands_beside_the_theme_and_moves_nothing_else():
    left, top, right, bottom = changed(make_poster(), make_poster(mongolian=MONGOLIAN))
    assert left >= drawing.MARGIN
    assert right <= 1080 - drawing.MARGIN
    assert top >= TALL_TITLE.top
    assert bottom <= TALL_TITLE.top + TALL_TITLE.height


def test_without_mongolian_or_complex_layout_the_poster_is_as_before(monkeypatch):
    assert changed(make_poster(), make_poster(mongolian=" ")) is None
    monkeypatch.setattr(features, "check", lambda feature: False)
    assert changed(make_poster(), make_poster(mongolian=MONGOLIAN)) is None


@pytest.mark.parametrize(
    ("invitation", "greeting"),
    [
        ("家乡在等您。说说您的情况和打算，家乡团委来帮忙。", "家乡在等您，说说您的情况和打算"),
        ("欢迎回来！", "欢迎回来"),
        ("家" * 21 + "。", ""),
        ("", ""),
    ],
)
def test_a_poster_invites_with_as_much_as_fits_on_a_line(invitation, greeting):
    assert make_poster(invitation=invitation).greeting == greeting
    tall_png(make_poster(invitation=invitation, brand=""))


def glyph(character):
    mask = drawing.poster_font(40).getmask(character)
    return mask.size, bytes(mask)


def texts_that_must_be_covered():
    with (DATA / "places.csv").open(encoding="utf-8") as file:
        yield from (row["name"] for row in csv.DictReader(file))
    campaign = tomllib.loads((DATA / "campaign_2020.toml").read_text(encoding="utf-8"))
    yield from (value.replace("\n", "") for value in campaign.values() if isinstance(value, str))
    for is_staff_filled in (False, True):
        poster = make_poster(is_staff_filled=is_staff_filled)
        yield poster.greeting + poster.call + poster.hint + poster.address_text


def test_every_place_and_the_text_of_2020_are_covered():
    text = "".join(texts_that_must_be_covered())
    assert {"磴", "赉", "斡"} <= set(text)
    assert missing_characters(text) == ""
    assert drawable(text) == text


def test_the_font_has_what_its_list_of_characters_says():
    missing = glyph("\U0010ffff")
    empty = {character for character in covered() if glyph(character) == missing and not character.isspace()}
    assert empty == set()
    assert len(covered()) > 3755 + 95
    assert glyph("𠮷") == missing  # the control: this one is not in it


def test_the_font_stays_small_and_has_its_licence_beside_it():
    fonts = Path("returnees/entrances/fonts")
    assert (fonts / "poster.otf").stat().st_size < 900_000
    assert "SIL OPEN FONT LICENSE Version 1.1" in (fonts / "OFL.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("𠮷林旗", "□林旗"),
        ("归巢🐎", "归巢□"),
        ("👨‍👩‍👧", "□□□"),  # one box a figure, none for what joins them
        ("❤️", "□"),
        ("旗\u200b县\u202e", "旗县"),
        ("龘", "□"),
    ],
)
def test_what_the_font_lacks_is_a_box(text, shown):
    assert drawable(text) == shown


def test_missing_characters_are_named_once():
    assert missing_characters("𠮷林𠮷🐎") == "𠮷🐎"


@pytest.mark.parametrize(
    "changes",
    [
        {"place": "𠮷👨‍👩‍👧‍👦旗"},
        {"place": "某" * 40},
        {"theme": "甲·" * 29 + "乙"},
        {"activity": "某" * 120},
        {"activity": "", "centre": ""},
        {"committee": "某" * 60, "centre": "某" * 60},
        {"mongolian": MONGOLIAN},
        {"mongolian": MONGOLIAN, "theme": " "},
        {"mongolian": MONGOLIAN * 50, "theme": "甲·" * 29 + "乙"},
        {"theme": " ", "place": "\u200b"},
    ],
)
def test_odd_texts_stay_within_the_margins_and_leave_the_code_readable(changes):
    picture = opened(tall_png(make_poster(**changes)))
    assert picture.size == (1080, 1920)
    assert read_by_zxing(picture) == ADDRESS
    below_the_head = picture.crop((0, 560, 1080, 1920))
    drawn_box = ImageChops.difference(below_the_head, Image.new("RGB", below_the_head.size, drawing.GROUND)).getbbox()
    assert drawn_box[0] >= 40
    assert drawn_box[2] <= 1040


class TestReasons:
    def test_up_to_three_benefits_stand_on_it_with_what_fits_of_their_explanation(self):
        poster = make_poster()
        assert poster.reasons == ["创业培训和指导", "青创易贷", "政策讲堂"]
        assert [len(text) <= 30 and bool(text) for _, text in poster.explained_reasons] == [True] * 3
        assert poster.facts == [("活动时间", "2020年1月1日至2月29日")]
        assert make_poster(person="某某 0472-0000000").facts[1] == ("咨询", "某某 0472-0000000")

    def test_what_staff_fill_in_for_has_none_of_it(self):
        poster = make_poster(is_staff_filled=True, person="某某")
        assert (poster.reasons, poster.explained_reasons, poster.facts) == ([], [], [])

    @pytest.mark.parametrize("draw", [tall_png, square_png])
    @pytest.mark.parametrize(
        "changes",
        [
            {"benefits": tuple(("某" * 40, "某" * 200) for _ in range(3))},
            {"benefits": (("𠮷🐎", ""),), "dates": "", "person": "某" * 80},
            {"benefits": (), "person": "某某 0472-0000000"},
        ],
    )
    def test_whatever_they_say_the_code_stays_readable(self, draw, changes):
        picture = opened(draw(make_poster(**changes)))
        assert read_by_zxing(picture) == ADDRESS
        edge = picture.crop((1040, 600, 1080, picture.height))
        assert edge.getextrema() == tuple((value, value) for value in edge.getpixel((0, 0)))

    def test_a_square_is_square(self):
        assert opened(square_png(make_poster())).size == (1080, 1080)

    def test_clauses_are_taken_while_they_fit(self):
        assert fitting_clauses("甲乙，丙丁。戊己", 5) == "甲乙，丙丁"
        assert fitting_clauses("甲乙丙，丁", 2) == ""
