"""Curves over the weeks of two campaigns: one solid with dots, one dashed with squares, each named at its end."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.overview.statistics.charts.columns import Foot, feet_below
from reports.overview.statistics.charts.drawing import CHARACTER, GAP, WIDTH, nice, widest

# From the foot to the top of the scale.
HEIGHT = 170
TOP = CHARACTER + GAP
TICK_COUNT = 4
DASHES = ("solid", "dashed")
# From the middle of the last mark to the name.
NAME_GAP = GAP + 3


@dataclass(frozen=True)
class Curve:
    name: str
    # From the first week on; one that ends earlier has not come further.
    values: tuple[int, ...]


@dataclass(frozen=True)
class Mark:
    x: float
    y: float


@dataclass(frozen=True)
class DrawnCurve:
    name: str
    name_x: float
    name_y: float
    dash: str
    # As SVG wants them: "x,y x,y".
    points: str
    marks: list[Mark]


@dataclass(frozen=True)
class Tick:
    label: str
    y: float


@dataclass(frozen=True)
class CurveChart:
    key: str
    title: str
    description: str
    left: float
    right: float
    curves: list[DrawnCurve]
    ticks: list[Tick]
    feet: list[Foot]
    feet_y: float
    height: float
    template: str = "reports/statistics/curve_chart.html"


def curve_chart(key: str, title: str, description: str, curves: Sequence[Curve], feet: Sequence[str]) -> CurveChart:
    most = max((value for curve in curves for value in curve.values), default=0)
    step = nice(most / TICK_COUNT)
    ticks = [number * step for number in range(-(-most // step) + 1)]
    baseline, scale = TOP + HEIGHT, HEIGHT / max(ticks[-1], 1)
    left = round(widest(str(tick) for tick in ticks) + GAP, 1)
    right = round(WIDTH - widest(curve.name for curve in curves) - NAME_GAP, 1)
    slot = (right - left) / max(len(feet), 1)

    def mark(number: int, value: int) -> Mark:
        return Mark(round(left + (number + 0.5) * slot, 1), round(baseline - value * scale, 1))

    marks = [[mark(number, value) for number, value in enumerate(curve.values)] for curve in curves]
    drawn = [
        DrawnCurve(curve.name, round(own[-1].x + NAME_GAP, 1), y, dash, " ".join(f"{m.x},{m.y}" for m in own), own)
        for curve, own, dash, y in zip(curves, marks, DASHES, _apart([own[-1].y for own in marks]), strict=False)
    ]
    return CurveChart(
        key,
        title,
        description,
        left,
        right,
        drawn,
        [Tick(str(tick), round(baseline - tick * scale, 1)) for tick in ticks],
        feet_below(feet, left, right),
        baseline + CHARACTER + 3,
        baseline + CHARACTER + GAP + 3,
    )


def _apart(heights: list[float]) -> list[float]:
    """Heights for the names of at most two curves: at their ends, never overlapping."""
    if len(heights) < 2 or abs(heights[0] - heights[1]) > CHARACTER:
        return [round(height + 4, 1) for height in heights]
    middle, half = sum(heights) / 2 + 4, (CHARACTER + 1) / 2
    higher_first = [round(middle - half, 1), round(middle + half, 1)]
    return higher_first if heights[0] <= heights[1] else higher_first[::-1]
