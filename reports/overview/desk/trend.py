"""How the weeks went: new questionnaires and entries, as on the statistics page."""

from collections import Counter
from dataclasses import dataclass

from django.core.cache import cache

from organization.clock import today
from organization.models import Committee
from reports.overview.statistics.charts import Panel, column_chart
from reports.overview.statistics.charts.columns import ColumnChart
from reports.overview.statistics.counts import CACHE_SECONDS, count_weekly_entries, count_weekly_returnees
from reports.overview.statistics.tables import StatisticsCell, StatisticsLine, StatisticsTable, numbers
from reports.overview.statistics.weeks import Weeks


@dataclass(frozen=True)
class Trend:
    charts: list[ColumnChart]
    table: StatisticsTable


def build_trend(account, campaign) -> Trend | None:
    """None while there is nothing to draw. Cached as the statistics are."""
    counts = cache.get_or_set(
        f"trend-{campaign.pk}-{account.committee_id}", lambda: _count(account, campaign), CACHE_SECONDS
    )
    returnees, entries = counts
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


def _count(account, campaign) -> tuple[Counter[int], Counter[int]]:
    weeks = Weeks(campaign.starts_on, campaign.ends_on)
    committees = list(Committee.objects.visible_to(account).order_by().values_list("pk", flat=True))
    by_kind = count_weekly_entries(campaign, committees, weeks)
    return count_weekly_returnees(campaign, committees, weeks), sum(by_kind.values(), Counter())


def _draw(key: str, title: str, weeks: Weeks, shown: list[int], counts: Counter[int]) -> ColumnChart:
    panel = Panel("", tuple(counts[week] for week in shown))
    feet = [weeks.short_name(week) for week in shown]
    return column_chart(key, title, f"共 {counts.total()}，逐周的数字在下面的表里。", [panel], feet)
