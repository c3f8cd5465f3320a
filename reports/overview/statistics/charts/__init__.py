"""Numbers → geometry, which the templates draw. No queries, no HTML."""

from reports.overview.statistics.charts.bars import BarLine, bar_chart
from reports.overview.statistics.charts.columns import Panel, column_chart
from reports.overview.statistics.charts.curves import Curve, curve_chart
from reports.overview.statistics.charts.drawing import Series
from reports.overview.statistics.charts.tiles import tile_grid

__all__ = ["BarLine", "Curve", "Panel", "Series", "bar_chart", "column_chart", "curve_chart", "tile_grid"]
