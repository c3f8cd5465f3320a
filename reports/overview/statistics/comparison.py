"""One campaign beside another, week by week of each, so that the same stage is compared."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import accumulate

from organization.models import Campaign
from reports.overview.statistics.charts import Curve, curve_chart
from reports.overview.statistics.counts import Statistics
from reports.overview.statistics.tables import (
    Figure,
    StatisticsCell,
    StatisticsLine,
    StatisticsSection,
    StatisticsTable,
    number,
    numbers,
)

CountsOf = Callable[[Statistics], Counter[int]]
TITLE = "与别的年度对比"
# What a campaign does not have.
MISSING = StatisticsCell("—")


def other_campaign(campaign: Campaign) -> Campaign | None:
    earlier = Campaign.objects.filter(starts_on__lt=campaign.starts_on, is_trial=False)
    return earlier.order_by("-starts_on", "-pk").first()


def nothing_to_compare() -> StatisticsSection:
    return StatisticsSection("comparison", TITLE, empty="没有更早的年度，还没有可以对比的。")


def compare(this: Statistics, other: Statistics, day: date) -> StatisticsSection:
    if other.is_empty:
        return StatisticsSection(
            "comparison", TITLE, empty=f"{other.key} 年度没有有效问卷，也没有已开展的活动记录，无从对比。"
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
    sums = {one.name: sums_by_week(one, counts_of(one), day) for one in (this, other)}
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
            [StatisticsCell(str(values[place])) if place < len(values) else MISSING for values in sums.values()],
        )
        for place, week in enumerate(weeks)
    ]
    return Figure([chart] if begun else [], StatisticsTable(f"累计{title}", ["周", *sums], lines))


def sums_by_week(statistics: Statistics, counts: Counter[int], day: date) -> list[int]:
    """Running totals at the end of each week that has begun; what came after the campaign counts in none."""
    weeks = statistics.weeks
    begun = min(weeks.number_of(day), weeks.last)
    sums = list(accumulate(counts[number] for number in range(begun + 1)))
    return sums[1:]


def _totals(this: Statistics, other: Statistics) -> StatisticsTable:
    lines = [
        *(
            _both(name, value, earlier)
            for (name, value), (_, earlier) in zip(_youths(this), _youths(other), strict=True)
        ),
        *_kinds(this, other),
    ]
    return StatisticsTable("两个年度到现在的总数", ["项目", this.name, other.name, "相差"], lines)


def _youths(statistics: Statistics) -> list[tuple[str, int]]:
    groups = statistics.groups
    return [
        ("有效问卷", groups.everybody.accepted),
        ("返乡创业", groups.entrepreneurs.accepted),
        ("意向返乡", groups.intending.accepted),
        ("在乡意向", groups.starting_at_home.accepted),
        ("已撤回（另列）", groups.everybody.withdrawn),
    ]


def _kinds(this: Statistics, other: Statistics) -> list[StatisticsLine]:
    """Matched by key, whatever each notice called it; those of one campaign alone have no number in the other."""
    kinds = {kind.key: kind for kind in this.kinds}
    earlier = {kind.key: kind for kind in other.kinds}
    lines = []
    for key in dict.fromkeys([*kinds, *earlier]):
        found = [one[key] for one in (kinds, earlier) if key in one]
        name = f"{'／'.join(dict.fromkeys(kind.label for kind in found))}（条）"
        if len(found) == 2:
            lines.append(_both(name, *(kind.entries.total() for kind in found)))
        else:
            cells = [number(one[key].entries.total()) if key in one else MISSING for one in (kinds, earlier)]
            lines.append(StatisticsLine(name, [*cells, MISSING]))
    return lines


def _both(name: str, value: int, earlier: int) -> StatisticsLine:
    return StatisticsLine(
        name, [*numbers([value, earlier]), StatisticsCell(f"{value - earlier:+d}" if value != earlier else "0")]
    )
