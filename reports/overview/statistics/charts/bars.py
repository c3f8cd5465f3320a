"""Bars that lie: one line per name, its parts one after the other, or each within the one before it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from reports.overview.statistics.charts.drawing import (
    CHARACTER,
    GAP,
    LEGEND_STEP,
    WIDTH,
    LegendKey,
    Series,
    legend,
    truncate,
    widest,
)

STEP, THICKNESS = 22, 14
# 莫力达瓦达斡尔族自治旗, the longest name of the 103, fits.
WIDEST_NAME = 11 * CHARACTER
PLAIN = (Series("", "solid"),)


@dataclass(frozen=True)
class BarLine:
    name: str
    # One number per series.
    parts: tuple[int, ...]
    # What is written at the end of the bar.
    label: str


@dataclass(frozen=True)
class Segment:
    x: float
    width: float
    pattern: str


@dataclass(frozen=True)
class Bar:
    name: str
    y: int
    text_y: int
    segments: list[Segment]
    label: str
    label_x: float


@dataclass(frozen=True)
class BarChart:
    # Unique on the page: the ids of its texts and patterns begin with it.
    key: str
    title: str
    description: str
    axis_x: float
    # Where the bars begin, below the legend.
    top: int
    bars: list[Bar]
    height: int
    legend: list[LegendKey] = field(default_factory=list)
    template: str = "reports/statistics/bar_chart.html"


def bar_chart(
    key: str,
    title: str,
    description: str,
    lines: Sequence[BarLine],
    series: Sequence[Series] = PLAIN,
    *,
    is_nested: bool = False,
) -> BarChart:
    axis_x = round(min(widest(line.name for line in lines), WIDEST_NAME) + GAP, 1)
    room = WIDTH - axis_x - 2 * GAP - widest(line.label for line in lines)
    most = max((max(line.parts) if is_nested else sum(line.parts) for line in lines), default=0)
    scale = room / most if most else 0
    keys = legend(series) if len(series) > 1 else []
    top = LEGEND_STEP if keys else 0
    bars = [
        _bar(line, series, axis_x, scale, top + number * STEP, is_nested=is_nested) for number, line in enumerate(lines)
    ]
    return BarChart(key, title, description, axis_x, top, bars, top + len(lines) * STEP, keys)


def _bar(line: BarLine, series: Sequence[Series], axis_x: float, scale: float, top: int, *, is_nested: bool) -> Bar:
    segments: list[Segment] = []
    x = end = axis_x
    for part, one in zip(line.parts, series, strict=True):
        width = round(part * scale, 1)
        if width:
            segments.append(Segment(round(x, 1), width, one.pattern))
        end = max(end, x + width)
        x = axis_x if is_nested else x + width
    y = top + (STEP - THICKNESS) // 2
    return Bar(truncate(line.name, WIDEST_NAME), y, y + THICKNESS - 3, segments, line.label, round(end + GAP, 1))
