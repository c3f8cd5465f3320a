"""The title of a poster, the Chinese and the Mongolian beside it: both of one size, on paper as in pictures."""

from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from returnees.entrances.drawing import fitting_size
from returnees.entrances.mongolian import COLUMN_WIDTH, can_set, columns_at
from returnees.entrances.poster import drawable

MOST_COLUMNS = 9
# Pixels of a picture 1,080 wide: what is smaller, nobody reads on a phone.
SMALLEST = 26


@dataclass(frozen=True)
class TitleBox:
    """Where it stands: pixels, or any other unit."""

    width: int
    height: int
    mongolian_height: int
    gap: int
    largest: int


@dataclass(frozen=True)
class TitleLayout:
    size: int
    columns: tuple[str, ...] = ()


def lay_out(lines: tuple[str, ...], mongolian: str, box: TitleBox) -> TitleLayout:
    """Without columns where the Mongolian is too long for the box, or cannot be set."""
    return _lay_out(lines, mongolian if can_set() else "", box)


# Posters of one campaign have one title, and measuring it takes longer than drawing it.
@lru_cache(maxsize=64)
def _lay_out(lines: tuple[str, ...], mongolian: str, box: TitleBox) -> TitleLayout:
    shown = [drawable(line) for line in lines]
    for size in range(box.largest, SMALLEST - 1, -2):
        columns = columns_at(mongolian, size, height=box.mongolian_height, most=MOST_COLUMNS)
        room = box.width - len(columns) * ceil(size * COLUMN_WIDTH) - box.gap
        if columns and room > 0 and fitting_size(shown, width=room, height=box.height, size=size) == size:
            return TitleLayout(size, tuple(columns))
    return TitleLayout(fitting_size(shown, width=box.width, height=box.height, size=box.largest))
