"""Columns that stand, week by week: one panel below the other, so that no colour has to tell the series apart."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.overview.statistics.charts.drawing import CHARACTER, GAP, WIDTH, widest

# From the foot of the columns to the top of the highest: of a panel alone, and of one among several.
PANEL_HEIGHT, SMALL_PANEL_HEIGHT = 110, 42
# Above the columns: the panel's name, and the number on the highest column.
TITLE_HEIGHT = 2 * CHARACTER + 2 * GAP
FEET_HEIGHT = CHARACTER + GAP
WIDEST_COLUMN = 40


@dataclass(frozen=True)
class Panel:
    name: str
    # One per foot of the chart.
    values: tuple[int, ...]


@dataclass(frozen=True)
class ChartColumn:
    x: float
    y: float
    width: float
    height: float
    middle: float
    # The value, or nothing where there is no room for every value.
    label: str
    label_y: float


@dataclass(frozen=True)
class DrawnPanel:
    name: str
    name_y: float
    baseline: float
    columns: list[ChartColumn]


@dataclass(frozen=True)
class Foot:
    name: str
    x: float


@dataclass(frozen=True)
class ColumnChart:
    key: str
    title: str
    description: str
    panels: list[DrawnPanel]
    feet: list[Foot]
    feet_y: float
    height: float
    template: str = "reports/statistics/column_chart.html"


def column_chart(key: str, title: str, description: str, panels: Sequence[Panel], feet: Sequence[str]) -> ColumnChart:
    height = PANEL_HEIGHT if len(panels) == 1 else SMALL_PANEL_HEIGHT
    most = max((value for panel in panels for value in panel.values), default=0)
    slot = WIDTH / max(len(feet), 1)
    every = widest(str(value) for panel in panels for value in panel.values) <= slot
    drawn: list[DrawnPanel] = []
    for number, panel in enumerate(panels):
        baseline = (number + 1) * (TITLE_HEIGHT + height)
        columns = [
            _column(value, position, slot, baseline, height / most if most else 0, every or value == max(panel.values))
            for position, value in enumerate(panel.values)
        ]
        drawn.append(DrawnPanel(panel.name, baseline - height - CHARACTER - GAP, baseline, columns))
    bottom = len(panels) * (TITLE_HEIGHT + height)
    return ColumnChart(
        key, title, description, drawn, feet_below(feet), bottom + CHARACTER + 2, bottom + FEET_HEIGHT + 2
    )


def _column(value: int, position: int, slot: float, baseline: float, scale: float, is_numbered: bool) -> ChartColumn:
    width, middle = min(slot * 0.62, WIDEST_COLUMN), (position + 0.5) * slot
    height = round(value * scale, 1)
    return ChartColumn(
        x=round(middle - width / 2, 1),
        y=round(baseline - height, 1),
        width=round(width, 1),
        height=height,
        middle=round(middle, 1),
        label=str(value) if value and is_numbered else "",
        label_y=round(baseline - height - 3, 1),
    )


def feet_below(feet: Sequence[str], left: float = 0, right: float = WIDTH) -> list[Foot]:
    """The names below the slots between left and right; where they would touch, only every second, third, …"""
    slot = (right - left) / max(len(feet), 1)
    every = next(n for n in range(1, 100) if n * slot >= widest(feet) + 2)
    return [Foot(name, round(left + (n + 0.5) * slot, 1)) for n, name in enumerate(feet) if n % every == 0]
