"""How much room a text takes in a cell of a sheet, whose file format knows no automatic height."""

import unicodedata
from math import ceil

LOWEST_ROW_POINTS, HIGHEST_ROW_POINTS = 22, 409  # the file format allows no higher row
LINE_SPACING = 1.45  # of the font's size


def text_width(text: str) -> int:
    """Width in characters: a Chinese one counts as two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def lines_height(text: str, column_width: int, size: float) -> float:
    """Points that wrapped text takes: a width unit is 7 pixels, a half-width character two thirds of its points.

    In an enumeration a Chinese character per line is kept in reserve: punctuation must not begin a line.
    """
    reserve = 2 if "、" in text else 0
    per_line = max(1, int((column_width - 1) * 7 / (size * 2 / 3)) - reserve)
    return ceil(text_width(text) / per_line) * size * LINE_SPACING
