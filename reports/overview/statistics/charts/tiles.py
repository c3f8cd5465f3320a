"""A grid of tiles, one per place in the order of the tree: it is no map, and its caption says so (方格图，非地图).

Every tile has its number and its class written in it; the shade of the class only repeats it, from light to dark.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.choices import NO_RECORD
from reports.overview.statistics.charts.drawing import (
    CHARACTER,
    GAP,
    LEGEND_STEP,
    SWATCH,
    WIDTH,
    nice,
    text_width,
    wrapped,
)

PER_ROW = 4
WIDTH_OF_TILE, HEIGHT_OF_TILE, SPACE = 87, 74, 4
NAME_LINES = 2
CLASSES = ("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ")
# The class of a place that has nothing.
NONE = "—"


@dataclass(frozen=True)
class Tile:
    full_name: str
    # Each line and its height.
    name_lines: list[tuple[str, float]]
    x: float
    y: float
    middle: float
    # The number, or that nothing was reported.
    label: str
    label_y: float
    # 0: nothing; else the number of its class.
    level: int
    class_name: str
    class_y: float


@dataclass(frozen=True)
class LevelKey:
    label: str
    level: int
    x: float
    text_x: float
    y: float
    text_y: float


@dataclass(frozen=True)
class TileGrid:
    key: str
    title: str
    description: str
    tiles: list[Tile]
    legend: list[LevelKey]
    height: float
    tile_width: int = WIDTH_OF_TILE
    tile_height: int = HEIGHT_OF_TILE
    template: str = "reports/statistics/tile_grid.html"


def limits(values: Sequence[int]) -> list[int]:
    most = max(values, default=0)
    step = nice(most / len(CLASSES))
    return [step * number for number in range(1, len(CLASSES) + 1) if step * (number - 1) < most]


def tile_grid(key: str, title: str, description: str, places: Sequence[tuple[str, int | None]]) -> TileGrid:
    ends = limits([value or 0 for _, value in places])
    tiles = [_tile(name, value, number, ends) for number, (name, value) in enumerate(places)]
    bottom = -(-len(places) // PER_ROW) * (HEIGHT_OF_TILE + SPACE) + GAP
    keys = _legend(ends, bottom, has_silent=any(value is None for _, value in places))
    return TileGrid(key, title, description, tiles, keys, keys[-1].y + LEGEND_STEP)


def _tile(name: str, value: int | None, number: int, ends: list[int]) -> Tile:
    row, column = divmod(number, PER_ROW)
    x, y = column * (WIDTH_OF_TILE + SPACE), row * (HEIGHT_OF_TILE + SPACE)
    lines = wrapped(name, WIDTH_OF_TILE - 2, NAME_LINES)
    level = sum((value or 0) > end for end in [0, *ends[:-1]])
    return Tile(
        full_name=name,
        name_lines=[(line, y + 15 + place * (CHARACTER + 2)) for place, line in enumerate(lines)],
        x=x,
        y=y,
        middle=x + WIDTH_OF_TILE / 2,
        label=NO_RECORD if value is None else str(value),
        label_y=y + 50,
        level=level,
        class_name=CLASSES[level - 1] if level else NONE,
        class_y=y + HEIGHT_OF_TILE - 7,
    )


def _legend(ends: list[int], top: float, *, has_silent: bool) -> list[LevelKey]:
    labels = [f"{NONE} 没有、{NO_RECORD}" if has_silent else f"{NONE} 没有"]
    for name, start, end in zip(CLASSES, [0, *ends], ends, strict=False):
        labels.append(f"{name} {end}" if start + 1 == end else f"{name} {start + 1}–{end}")
    keys, x, y = [], 1.0, top
    for level, text in enumerate(labels):
        width = SWATCH + 4 + text_width(text) + 2 * GAP
        if x + width - 2 * GAP > WIDTH:
            x, y = 1.0, y + LEGEND_STEP
        keys.append(LevelKey(text, level, round(x, 1), round(x + SWATCH + 4, 1), y, y + SWATCH - 3))
        x += width
    return keys
