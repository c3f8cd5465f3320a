"""What all drawings share.

Lengths are in units of a drawing WIDTH wide, which fits a phone at one unit per pixel. No chart depends on colour:
series differ by pattern and are named, and every bar, point and tile has its number written at it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import floor, log10

WIDTH = 360
# Height of the letters, and width of a Chinese one.
CHARACTER = 12
# Width of a digit or a Latin letter.
NARROW = 6.7
GAP = 6
SWATCH = 14
LEGEND_STEP = 20


@dataclass(frozen=True)
class Series:
    name: str
    # "solid", "hatched", "dotted" or "blank": nobody distinguishes more than four in one chart without colour.
    pattern: str


@dataclass(frozen=True)
class LegendKey:
    name: str
    pattern: str
    x: float
    text_x: float


def text_width(text: str) -> float:
    return sum(CHARACTER if character > "\u2e7f" else NARROW for character in text)


def widest(texts: Iterable[str]) -> float:
    return max(map(text_width, texts), default=0)


def truncate(text: str, width: float) -> str:
    if text_width(text) <= width:
        return text
    while text and text_width(text) > width - CHARACTER:
        text = text[:-1]
    return f"{text}…"


def wrapped(text: str, width: float, line_count: int) -> list[str]:
    lines = [""]
    for position, character in enumerate(text):
        if text_width(lines[-1] + character) > width:
            if len(lines) == line_count:
                return [*lines[:-1], truncate(lines[-1] + text[position:], width)]
            lines.append("")
        lines[-1] += character
    return lines


def nice(number: float) -> int:
    if number <= 1:
        return 1
    power = 10 ** floor(log10(number))
    steps = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
    return next(int(step * power) for step in steps if step * power >= number and step * power % 1 == 0)


def legend(series: Iterable[Series]) -> list[LegendKey]:
    keys, x = [], 1.0
    for one in series:
        keys.append(LegendKey(one.name, one.pattern, round(x, 1), round(x + SWATCH + 4, 1)))
        x += SWATCH + 4 + text_width(one.name) + 2 * GAP
    return keys
