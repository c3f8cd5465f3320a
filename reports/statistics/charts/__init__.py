"""Numbers → geometry, which the templates draw. No queries, no HTML."""

from reports.statistics.charts.bars import BarLine, bar_chart
from reports.statistics.charts.columns import Panel, column_chart
from reports.statistics.charts.curves import Curve, curve_chart
from reports.statistics.charts.drawing import Series
from reports.statistics.charts.tiles import tile_grid

__all__ = ["BarLine", "Curve", "Panel", "Series", "bar_chart", "column_chart", "curve_chart", "tile_grid"]
