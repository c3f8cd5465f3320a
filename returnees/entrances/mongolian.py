"""Traditional Mongolian for pictures: columns from left to right, each read downwards.

The letters join and change their shapes, which takes Pillow's complex layout (fonts/README.md): without it nothing is
set, for what would stand there would not be the text.
"""

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from math import ceil
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, features

FONT = Path(__file__).parent / "fonts" / "NotoSansMongolian-Regular.ttf"
# Of the size of the type.
COLUMN_WIDTH = 1.45
# Pixels: from this size on the strokes are drawn wider, for the font has no bold, and the title beside it is.
BOLD_FROM = 30
MONGOLIAN = {"direction": "ltr", "language": "mn"}
MISSING = "\U0010ffff"
# Of a column's width, from its right edge: more of the letters stands to the right of their line than to its left.
BASELINE = 0.66


def can_set() -> bool:
    return features.check("raqm")


def columns_at(text: str, size: int, *, height: int, most: int) -> list[str]:
    """The text's columns in type of this size, none longer than the height.

    Empty without a text, without complex layout, and for a text that is too long for so many columns.
    """
    if not text.strip() or not can_set():
        return []
    return _columns(text, _font(size), height, most)


def mask_of(columns: Sequence[str], size: int) -> Image.Image:
    return _set(columns, _font(size))


def missing_glyphs(text: str) -> str:
    font = _font(18, ImageFont.Layout.BASIC)
    box = bytes(font.getmask(MISSING))
    characters = (character for character in text if not character.isspace())
    return "".join(dict.fromkeys(character for character in characters if bytes(font.getmask(character)) == box))


@cache
def _font_file() -> bytes:
    return FONT.read_bytes()


def _font(size: int, layout=ImageFont.Layout.RAQM) -> ImageFont.FreeTypeFont:
    # Made anew each time: a face of FreeType must not be shared between threads.
    return ImageFont.truetype(BytesIO(_font_file()), size, layout_engine=layout)


def _columns(text: str, font: ImageFont.FreeTypeFont, height: int, most: int) -> list[str]:
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > most:
        lines = [" ".join(lines)]
    columns = [column for line in lines for column in _divided(line, font, height, most)]
    fits = len(columns) <= most and all(_length(column, font) <= height for column in columns)
    return columns if fits else []


def _divided(line: str, font: ImageFont.FreeTypeFont, height: int, most: int) -> list[str]:
    columns: list[str] = []
    # At plain spaces only: the narrow one (U+202F) belongs to the word that its suffix follows.
    for word in filter(None, line.split(" ")):
        if columns and _length(f"{columns[-1]} {word}", font) <= height:
            columns[-1] += f" {word}"
        else:
            columns.append(word)
        if len(columns) > most:
            break
    return columns


def _set(columns: Sequence[str], font: ImageFont.FreeTypeFont) -> Image.Image:
    width = ceil(font.size * COLUMN_WIDTH)
    mask = Image.new("L", (width * len(columns), max(_length(column, font) for column in columns)))
    for number, column in enumerate(columns):
        line = Image.new("L", (mask.height, width))
        stroke = _stroke(font)
        start = (stroke - _beginning(column, font), width * BASELINE)
        ImageDraw.Draw(line).text(start, column, fill=255, font=font, anchor="ls", stroke_width=stroke, **MONGOLIAN)
        mask.paste(line.transpose(Image.Transpose.ROTATE_270), (number * width, 0))
    return mask


def _length(text: str, font: ImageFont.FreeTypeFont) -> int:
    end = max(font.getbbox(text, anchor="ls", **MONGOLIAN)[2], font.getlength(text, **MONGOLIAN))
    return ceil(end - _beginning(text, font)) + 2 * _stroke(font)


def _beginning(text: str, font: ImageFont.FreeTypeFont) -> int:
    return min(0, font.getbbox(text, anchor="ls", **MONGOLIAN)[0])


def _stroke(font: ImageFont.FreeTypeFont) -> int:
    return 1 if font.size >= BOLD_FROM else 0
