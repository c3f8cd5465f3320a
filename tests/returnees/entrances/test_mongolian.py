"""The texts are letters and words only, without a meaning."""

from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont, features

from returnees.entrances import mongolian
from returnees.entrances.mongolian import FONT, columns_at, mask_of, missing_glyphs

needs_raqm = pytest.mark.skipif(not features.check("raqm"), reason="complex layout wants libfribidi")

WORD, OTHER = "ᠮᠣᠩᠭᠣᠯ", "ᠪᠢᠴᠢᠭ"
HEIGHT = 222
LARGEST = 52


def columns_mask(text, *, size=LARGEST, most=3):
    columns = columns_at(text, size, height=HEIGHT, most=most)
    return mask_of(columns, size) if columns else None


def columns_of(mask):
    """Where each column begins and ends from the top, the left one first; blank strips part the columns."""
    inked = [mask.crop((x, 0, x + 1, mask.height)).getbbox() is not None for x in range(mask.width)]
    starts = [x for x in range(mask.width) if inked[x] and not (x and inked[x - 1])]
    ends = [*starts[1:], mask.width]
    return [mask.crop((start, 0, end, mask.height)).getbbox()[1::2] for start, end in zip(starts, ends, strict=True)]


@needs_raqm
class TestColumns:
    def test_a_line_is_set_across_with_joined_letters_and_turned_clockwise(self):
        mask = columns_mask(WORD)
        font = ImageFont.truetype(FONT, LARGEST, layout_engine=ImageFont.Layout.RAQM)
        across = Image.new("L", (400, 200))
        ImageDraw.Draw(across).text((50, 100), WORD, fill=255, font=font, anchor="ls", stroke_width=1, language="mn")
        turned_back = mask.transpose(Image.Transpose.ROTATE_90)
        assert turned_back.crop(turned_back.getbbox()).tobytes() == across.crop(across.getbbox()).tobytes()

    def test_letters_that_are_not_joined_would_stand_otherwise(self, monkeypatch):
        shaped = columns_mask(WORD, size=24)
        monkeypatch.setattr(mongolian, "MONGOLIAN", {})
        monkeypatch.setattr(mongolian, "_font", lambda size: ImageFont.truetype(FONT, size, layout_engine=0))
        assert columns_mask(WORD, size=24).tobytes() != shaped.tobytes()

    def test_columns_go_from_left_to_right(self):
        (_, first), (_, second) = columns_of(columns_mask(f"{WORD}\n{OTHER[:2]}"))
        assert first > 2 * second

    def test_columns_begin_at_the_top(self):
        tops = [top for top, _ in columns_of(columns_mask(f"{WORD}\n{OTHER}\n{WORD}"))]
        assert len(tops) == 3
        assert max(tops) < 12

    def test_a_long_line_is_divided_at_its_spaces(self):
        columns = columns_at(" ".join([WORD, OTHER] * 4), 30, height=HEIGHT, most=9)
        assert " ".join(columns) == " ".join([WORD, OTHER] * 4)
        assert len(columns) == len(columns_of(mask_of(columns, 30))) >= 3
        assert mask_of(columns, 30).height <= HEIGHT

    def test_a_suffix_stays_with_its_word(self):
        text = f"{WORD}\u202f{OTHER}"
        assert columns_at(text.replace("\u202f", " "), LARGEST, height=HEIGHT, most=3) == [WORD, OTHER]
        assert columns_at(text, LARGEST, height=HEIGHT, most=3) == []
        assert columns_at(text, 24, height=HEIGHT, most=3) == [text]

    def test_more_lines_than_columns_are_set_as_one(self):
        assert len(columns_of(columns_mask("\n".join([OTHER] * 5), size=30))) <= 3

    @pytest.mark.parametrize("text", [" ".join([WORD] * 40), WORD * 12])
    def test_what_is_too_long_is_left_out(self, text):
        assert columns_mask(text) is None


@pytest.mark.parametrize("text", ["", " \n "])
def test_nothing_is_set_for_nothing(text):
    assert columns_mask(text) is None


def test_nothing_is_set_without_complex_layout(monkeypatch):
    monkeypatch.setattr(features, "check", lambda feature: False)
    assert columns_mask(WORD) is None


def test_the_font_has_the_script_with_its_selectors_figures_and_latin():
    assert missing_glyphs(f"{WORD}\u180b\u180c\u180d\u180e\u202f\u200d ᠐᠑᠙ 2020 Aa《》᠂᠃") == ""
    assert missing_glyphs("漢a🐎漢") == "漢🐎"


def test_the_font_has_its_licence_beside_it():
    licence = (Path("returnees/entrances/fonts") / "OFL-NotoSansMongolian.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "notofonts/mongolian" in licence
