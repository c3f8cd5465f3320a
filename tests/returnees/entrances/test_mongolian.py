"""The texts are letters and words only, without a meaning."""

from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont, features

from returnees.entrances import mongolian
from returnees.entrances.mongolian import FONT, LARGEST, columns_mask, missing_glyphs

needs_raqm = pytest.mark.skipif(not features.check("raqm"), reason="complex layout wants libfribidi")

WORD, OTHER = "ᠮᠣᠩᠭᠣᠯ", "ᠪᠢᠴᠢᠭ"
HEIGHT = 222


def columns_of(mask):
    """Where each column begins and ends from the top, the left one first; blank strips part the columns."""
    inked = [mask.crop((x, 0, x + 1, mask.height)).getbbox() is not None for x in range(mask.width)]
    starts = [x for x in range(mask.width) if inked[x] and not (x and inked[x - 1])]
    ends = [*starts[1:], mask.width]
    return [mask.crop((start, 0, end, mask.height)).getbbox()[1::2] for start, end in zip(starts, ends, strict=True)]


@needs_raqm
class TestColumns:
    def test_a_line_is_set_across_with_joined_letters_and_turned_clockwise(self):
        mask = columns_mask(WORD, height=HEIGHT)
        font = ImageFont.truetype(FONT, LARGEST, layout_engine=ImageFont.Layout.RAQM)
        across = Image.new("L", (400, 200))
        ImageDraw.Draw(across).text((50, 100), WORD, fill=255, font=font, anchor="ls", stroke_width=1, language="mn")
        turned_back = mask.transpose(Image.Transpose.ROTATE_90)
        assert turned_back.crop(turned_back.getbbox()).tobytes() == across.crop(across.getbbox()).tobytes()

    def test_letters_that_are_not_joined_would_stand_otherwise(self, monkeypatch):
        shaped = columns_mask(WORD, height=HEIGHT)
        monkeypatch.setattr(mongolian, "MONGOLIAN", {})
        monkeypatch.setattr(mongolian, "_font", lambda size: ImageFont.truetype(FONT, size, layout_engine=0))
        assert columns_mask(WORD, height=HEIGHT).tobytes() != shaped.tobytes()

    def test_columns_go_from_left_to_right(self):
        (_, first), (_, second) = columns_of(columns_mask(f"{WORD}\n{OTHER[:2]}", height=HEIGHT))
        assert first > 2 * second

    def test_columns_begin_at_the_top(self):
        tops = [top for top, _ in columns_of(columns_mask(f"{WORD}\n{OTHER}\n{WORD}", height=HEIGHT))]
        assert len(tops) == 3
        assert max(tops) < 12

    def test_a_long_line_is_divided_at_its_spaces_and_set_smaller(self):
        one, many = (columns_mask(text, height=HEIGHT) for text in (WORD, " ".join([WORD, OTHER] * 4)))
        assert len(columns_of(many)) == 3
        assert many.width / 3 < one.width
        assert many.height <= HEIGHT

    def test_a_suffix_stays_with_its_word(self):
        text = f"{WORD}\u202f{OTHER}"
        assert len(columns_of(columns_mask(text, height=HEIGHT))) == 1
        assert len(columns_of(columns_mask(text.replace("\u202f", " "), height=HEIGHT))) == 2

    def test_more_lines_than_columns_are_set_as_one(self):
        assert len(columns_of(columns_mask("\n".join([OTHER] * 5), height=HEIGHT))) <= 3

    @pytest.mark.parametrize("text", [" ".join([WORD] * 40), WORD * 12])
    def test_what_would_be_too_small_to_read_is_left_out(self, text):
        assert columns_mask(text, height=HEIGHT) is None


@pytest.mark.parametrize("text", ["", " \n "])
def test_nothing_is_set_for_nothing(text):
    assert columns_mask(text, height=HEIGHT) is None


def test_nothing_is_set_without_complex_layout(monkeypatch):
    monkeypatch.setattr(features, "check", lambda feature: False)
    assert columns_mask(WORD, height=HEIGHT) is None


def test_the_font_has_the_script_with_its_selectors_figures_and_latin():
    assert missing_glyphs(f"{WORD}\u180b\u180c\u180d\u180e\u202f\u200d ᠐᠑᠙ 2020 Aa《》᠂᠃") == ""
    assert missing_glyphs("漢a🐎漢") == "漢🐎"


def test_the_font_has_its_licence_beside_it():
    licence = (Path("returnees/entrances/fonts") / "OFL-NotoSansMongolian.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "notofonts/mongolian" in licence
