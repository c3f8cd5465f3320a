"""One campaign beside another, week by week of each, so that the same stage is compared."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import accumulate

from activities.choices import Kind
from organization.models import Campaign
from reports.overview.statistics.charts import Curve, curve_chart
from reports.overview.statistics.counts import Statistics
from reports.overview.statistics.tables import (
    Figure,
    StatisticsCell,
    StatisticsLine,
    StatisticsSection,
    StatisticsTable,
    numbers,
)

CountsOf = Callable[[Statistics], Counter[int]]
TITLE = "与别的年度对比"


def other_campaign(campaign: Campaign) -> Campaign | None:
    """The one to stand beside it unless another is chosen: the latest of those before it."""
    return Campaign.objects.filter(year__lt=campaign.year).order_by("-year").first()


def nothing_to_compare() -> StatisticsSection:
    return StatisticsSection("comparison", TITLE, empty="没有更早的年度，还没有可以对比的。")


def compare(this: Statistics, other: Statistics, day: date) -> StatisticsSection:
    if other.is_empty:
        return StatisticsSection(
            "comparison", TITLE, empty=f"{other.year} 年度没有有效问卷，也没有已开展的活动记录，无从对比。"
        )
    sentence = (
        "按各自活动的第几周对齐，是到那一周为止的累计；第 1 周含开始前收到的，结束后收到的只在总数里。"
        "“—”：还没有到，或那个年度没有那么多周。"
    )
    figures = [
        _weekly(this, other, day, "records", "有效问卷（份）", lambda statistics: statistics.returnees),
        _weekly(this, other, day, "entries", "已开展的活动记录（条）", lambda statistics: statistics.all_entries),
        Figure([], _totals(this, other)),
    ]
    return StatisticsSection("comparison", TITLE, sentence, figures)


def _weekly(this: Statistics, other: Statistics, day: date, key: str, title: str, counts_of: CountsOf) -> Figure:
    sums = {f"{one.year} 年": sums_by_week(one, counts_of(one), day) for one in (this, other)}
    weeks = [str(week) for week in range(1, max(map(len, sums.values())) + 1)]
    begun = {name: values for name, values in sums.items() if values}
    chart = curve_chart(
        f"comparison-{key}",
        f"累计{title}，按活动的第几周",
        "；".join(f"{name}到第 {len(values)} 周累计 {values[-1]}" for name, values in begun.items()) + "。",
        [Curve(name, tuple(values)) for name, values in begun.items()],
        weeks,
    )
    lines = [
        StatisticsLine(
            f"第 {week} 周",
            [StatisticsCell(str(values[place]) if place < len(values) else "—") for values in sums.values()],
        )
        for place, week in enumerate(weeks)
    ]
    return Figure([chart] if begun else [], StatisticsTable(f"累计{title}", ["周", *sums], lines))


def sums_by_week(statistics: Statistics, counts: Counter[int], day: date) -> list[int]:
    """What there was by the end of each week that has begun; what came after the campaign's end is in none."""
    weeks = statistics.weeks
    begun = min(weeks.number_of(day), weeks.last)
    sums = list(accumulate(counts[number] for number in range(begun + 1)))
    return sums[1:]


def _totals(this: Statistics, other: Statistics) -> StatisticsTable:
    lines = []
    for (name, value), (_, earlier) in zip(_figures(this), _figures(other), strict=True):
        lines.append(
            StatisticsLine(
                name, [*numbers([value, earlier]), StatisticsCell(f"{value - earlier:+d}" if value != earlier else "0")]
            )
        )
    headings = ["项目", f"{this.year} 年", f"{other.year} 年", "相差"]
    return StatisticsTable("两个年度到现在的总数", headings, lines)


def _figures(statistics: Statistics) -> list[tuple[str, int]]:
    groups = statistics.groups
    return [
        ("有效问卷", groups.everybody.accepted),
        ("返乡创业", groups.entrepreneurs.accepted),
        ("意向返乡", groups.intending.accepted),
        ("已撤回（另列）", groups.everybody.withdrawn),
        *((f"{kind.label}（条）", statistics.entries[kind].total()) for kind in Kind),
    ]
