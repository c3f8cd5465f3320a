"""How the weeks went: new questionnaires and entries, as on the statistics page."""

from collections import Counter
from dataclasses import dataclass

from organization.clock import today
from organization.models import Campaign
from reports.overview.statistics.charts import Panel, column_chart
from reports.overview.statistics.charts.columns import ColumnChart
from reports.overview.statistics.tables import StatisticsCell, StatisticsLine, StatisticsTable, numbers
from reports.overview.statistics.weeks import Weeks


@dataclass(frozen=True)
class Trend:
    charts: list[ColumnChart]
    table: StatisticsTable


def build_trend(campaign: Campaign, returnees: Counter[int], entries: Counter[int]) -> Trend | None:
    """Of the counts by number of the week; None while there is nothing to draw."""
    if not returnees.total() and not entries.total():
        return None
    weeks = Weeks(campaign.starts_on, campaign.ends_on)
    shown = weeks.shown(today(), returnees, entries)
    charts = [
        _draw("trend-returnees", "每周新增的有效问卷（份）", weeks, shown, returnees),
        _draw("trend-entries", "每周开展的活动（条记录）", weeks, shown, entries),
    ]
    lines = [
        StatisticsLine(weeks.name(week), [StatisticsCell(weeks.days(week)), *numbers([returnees[week], entries[week]])])
        for week in shown
    ]
    return Trend(charts, StatisticsTable("逐周新增", ["周", "日期", "有效问卷", "活动记录"], lines))


def _draw(key: str, title: str, weeks: Weeks, shown: list[int], counts: Counter[int]) -> ColumnChart:
    panel = Panel("", tuple(counts[week] for week in shown))
    feet = [weeks.short_name(week) for week in shown]
    return column_chart(key, title, f"共 {counts.total()}，逐周的数字在下面的表里。", [panel], feet)
