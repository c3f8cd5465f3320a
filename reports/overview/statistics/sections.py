"""The sections of the statistics page: the numbers of one campaign, as charts and as the tables beside them."""

from collections import Counter
from datetime import date
from itertools import accumulate
from urllib.parse import urlencode

from django.core.cache import cache
from django.urls import reverse

from activities.choices import ActivityState
from organization.region import REGION
from reports.annex2.layout import OWN_NAME
from reports.counting.cached_counts import CACHE_SECONDS
from reports.counting.needs import COUNTED_QUESTIONS, GroupsOfRow
from reports.overview.statistics.charts import BarLine, Panel, Series, bar_chart, column_chart, tile_grid
from reports.overview.statistics.counts import KindCounts, Place, Statistics
from reports.overview.statistics.tables import (
    Figure,
    StatisticsCell,
    StatisticsLine,
    StatisticsSection,
    StatisticsTable,
    number,
    numbers,
    percent,
)
from returnees.choices import ReturneeState, Status
from returnees.question_types import ALL, Kind, Question

GROUP_NAMES = {
    Status.ENTREPRENEUR: "返乡创业",
    Status.INTENDING: "意向返乡",
    Status.STARTING_AT_HOME: "在乡意向",
}
GROUP_SERIES = (
    *(Series(name, fill) for name, fill in zip(GROUP_NAMES.values(), ("solid", "hatched", "dotted"), strict=True)),
    Series("其他情况", "blank"),
)
CHANNEL_SERIES = (Series("打开", "blank"), Series("有效提交", "solid"))
NOT_A_MAP = "方格图，非地图"
# At the end, however often they were chosen.
LAST_CHOICES = ("other", "none")


def cached_sections(statistics: Statistics, day: date) -> list[StatisticsSection]:
    """Cached in the process where the numbers are cached, and as long: a section may count what only it shows."""
    if not statistics.is_cached:
        return build_sections(statistics, day)
    key = f"sections-{statistics.campaign.pk}-{statistics.committee_pk}-{statistics.as_of.timestamp()}-{day}"
    return cache.get_or_set(key, lambda: build_sections(statistics, day), CACHE_SECONDS)


def build_sections(statistics: Statistics, day: date) -> list[StatisticsSection]:
    return [
        _weekly_returnees(statistics, day),
        _weekly_entries(statistics, day),
        *_places(statistics),
        _kinds(statistics),
        _channels(statistics),
        *(_choices(question, statistics) for question in COUNTED_QUESTIONS),
    ]


def headline(statistics: Statistics) -> list[tuple[str, StatisticsCell]]:
    groups, pk = statistics.groups, statistics.committee_pk
    return [
        ("有效问卷", number(groups.everybody.accepted, returnee_list_url(pk))),
        ("返乡创业", number(groups.entrepreneurs.accepted, returnee_list_url(pk, status__exact=Status.ENTREPRENEUR))),
        ("意向返乡", number(groups.intending.accepted, returnee_list_url(pk, status__exact=Status.INTENDING))),
        (
            "在乡意向",
            number(groups.starting_at_home.accepted, returnee_list_url(pk, status__exact=Status.STARTING_AT_HOME)),
        ),
        ("已撤回（另列）", number(groups.everybody.withdrawn, returnee_list_url(pk, state=ReturneeState.WITHDRAWN))),
        ("已开展的活动记录", number(statistics.all_entries.total())),
    ]


def list_url(name: str, committee_pk: int, *arguments: str, **query: str) -> str:
    address = reverse(f"admin:{name}_changelist", args=arguments)
    return f"{address}?{urlencode({'under': committee_pk} | query)}"


def returnee_list_url(committee_pk: int, *, state: str = ReturneeState.ACCEPTED, **query: str) -> str:
    return list_url("returnees_returnee", committee_pk, state=state, **query)


def _weekly_returnees(statistics: Statistics, day: date) -> StatisticsSection:
    key, title = "weekly-records", "问卷，逐周"
    weeks, counts = statistics.weeks, statistics.returnees
    if not counts.total():
        return StatisticsSection(key, title, empty=_nothing_yet(statistics, day, "有效问卷"))
    shown = weeks.shown(day, counts)
    chart = column_chart(
        key,
        "每周新增的有效问卷（份）",
        _peak(statistics, counts, "份"),
        [Panel("", tuple(counts[week] for week in shown))],
        [weeks.short_name(week) for week in shown],
    )
    sums = accumulate(counts[week] for week in shown)
    lines = [
        StatisticsLine(weeks.name(week), [StatisticsCell(weeks.days(week)), *numbers([counts[week], sum_so_far])])
        for week, sum_so_far in zip(shown, sums, strict=True)
    ]
    sentence = "从活动的第一天起，每七天为一周，问卷按提交的日子计。待核实的不算，疑似重复的在合并之前都算。"
    table = StatisticsTable("有效问卷，逐周", ["周", "日期", "新增", "累计"], lines)
    return StatisticsSection(key, title, sentence, [Figure([chart], table)])


def _weekly_entries(statistics: Statistics, day: date) -> StatisticsSection:
    key, title = "weekly-entries", "活动，逐周"
    weeks, kinds, all_entries = statistics.weeks, statistics.kinds, statistics.all_entries
    if not all_entries.total():
        return StatisticsSection(key, title, empty=_nothing_yet(statistics, day, "已开展的活动记录"))
    shown = weeks.shown(day, all_entries)
    chart = column_chart(
        key,
        "每周开展的活动（条记录）",
        _peak(statistics, all_entries, "条"),
        [Panel(kind.label, tuple(kind.entries[week] for week in shown)) for kind in kinds],
        [weeks.short_name(week) for week in shown],
    )
    by_kind = [*(kind.entries for kind in kinds), all_entries]
    lines = [StatisticsLine(weeks.name(week), numbers([count[week] for count in by_kind])) for week in shown]
    lines.append(StatisticsLine("合计", numbers([count.total() for count in by_kind]), is_total=True))
    table = StatisticsTable("已开展的活动记录，逐周", ["周", *(kind.label for kind in kinds), "合计"], lines)
    sentence = "按开展的日子计；只知道一段时间合计的记录，算在这段时间的最后一周。计划的、取消的不算。"
    return StatisticsSection(key, title, sentence, [Figure([chart], table)])


def _nothing_yet(statistics: Statistics, day: date, what: str) -> str:
    if day < statistics.weeks.starts_on:
        return f"活动从 {statistics.weeks.starts_on:%Y-%m-%d} 开始，还没有{what}。"
    return f"还没有{what}。"


def _peak(statistics: Statistics, counts: Counter[int], unit: str) -> str:
    week, most = max(counts.items(), key=lambda item: item[1])
    return f"共 {counts.total()} {unit}；最多的是{statistics.weeks.name(week)}，{most} {unit}。"


def _places(statistics: Statistics) -> list[StatisticsSection]:
    """Nothing for a committee with nobody below it."""
    below = [place for place in statistics.places if not place.is_own]
    if not below:
        return []
    if statistics.is_empty:
        return [StatisticsSection("places", "各地", empty="各地都还没有有效问卷和活动记录。")]
    sentence = (
        f"问卷按家乡计，活动按开展单位计，都含下级。按组织隶属，计划单列市也在所属{REGION.words.league_city}之内，"
        "所以可能与附件2的行不同。"
        "“无记录”：既没有已开展的记录，也没有零报告。点地名看当地的统计。"
    )
    figures = [_tiles(statistics, below), _groups(statistics, below)]
    return [StatisticsSection("places", "各地", sentence, figures)]


def _tiles(statistics: Statistics, below: list[Place]) -> Figure:
    returnees = [(place.name, place.groups.everybody.accepted) for place in below]
    entries = [(place.name, place.entry_count) for place in below]
    charts = [
        tile_grid("tiles-records", f"各地的有效问卷（份）：{NOT_A_MAP}", _most(returnees, "份"), returnees),
        tile_grid("tiles-entries", f"各地已开展的活动（条记录）：{NOT_A_MAP}", _most(entries, "条"), entries),
    ]
    lines = [
        StatisticsLine(
            _name(place),
            [number(place.groups.everybody.accepted, _returnee_list_url(place)), number(place.entry_count)],
            _page_url(place),
        )
        for place in statistics.places
    ]
    sums = [statistics.groups.everybody.accepted, statistics.all_entries.total()]
    headings = ["单位", "有效问卷（份）", "活动记录（条）"]
    return Figure(
        charts,
        StatisticsTable(
            "各地的有效问卷和活动记录", headings, [*lines, StatisticsLine("合计", numbers(sums), is_total=True)]
        ),
    )


def _groups(statistics: Statistics, below: list[Place]) -> Figure:
    chart = bar_chart(
        "groups",
        "各地的返乡创业、意向返乡、在乡意向青年（份问卷）",
        _most([(place.name, place.groups.everybody.accepted) for place in below], "份"),
        [BarLine(place.name, _parts(place.groups), str(place.groups.everybody.accepted)) for place in below],
        GROUP_SERIES,
    )
    lines = [
        StatisticsLine(_name(place), _group_cells(place.groups, place), _page_url(place)) for place in statistics.places
    ]
    total = StatisticsLine("合计", _group_cells(statistics.groups), is_total=True)
    headings = ["单位", *GROUP_NAMES.values(), "其他情况", "有效合计", "已撤回（另列）"]
    return Figure([chart], StatisticsTable("各地的返乡创业、意向返乡、在乡意向青年", headings, [*lines, total]))


def _parts(groups: GroupsOfRow) -> tuple[int, ...]:
    """As GROUP_SERIES has them: each group, and everybody else."""
    named = [groups.statuses[status] for status in GROUP_NAMES]
    return (*named, groups.everybody.accepted - sum(named))


def _group_cells(groups: GroupsOfRow, place: Place | None = None) -> list[StatisticsCell]:
    *named, others = _parts(groups)
    return [
        *(
            number(count, _returnee_list_url(place, status__exact=status))
            for status, count in zip(GROUP_NAMES, named, strict=True)
        ),
        number(others),
        number(groups.everybody.accepted, _returnee_list_url(place)),
        number(groups.everybody.withdrawn, _returnee_list_url(place, state=ReturneeState.WITHDRAWN)),
    ]


def _name(place: Place) -> str:
    return f"{place.name}{OWN_NAME}" if place.is_own else place.name


def _page_url(place: Place) -> str:
    return "" if place.is_own else f"?under={place.committee_pk}"


def _returnee_list_url(place: Place | None, **query: str) -> str:
    return "" if place is None or place.is_own else returnee_list_url(place.committee_pk, **query)


def _most(values: list[tuple[str, int | None]], unit: str) -> str:
    name, most = max(((name, value or 0) for name, value in values), key=lambda value: value[1])
    if not most:
        return "都还没有。"
    return f"最多的是{name}，{most} {unit}。"


TIMES = ("distribution_count", "session_count")
PEOPLE = ("visited_count", "participant_count")
MEMBERS = ("new_member_count",)


def _kinds(statistics: Statistics) -> StatisticsSection:
    if not statistics.all_entries.total():
        return StatisticsSection("kinds", "各类活动", empty="还没有已开展的活动记录。")
    counts = [(kind, kind.entries.total()) for kind in statistics.kinds]
    chart = bar_chart(
        "kinds",
        "各类活动（条已开展的记录）",
        "；".join(f"{kind.label} {count} 条" for kind, count in counts) + "。",
        [BarLine(kind.label, (count,), str(count)) for kind, count in counts],
    )
    has_others = any(_others(kind) for kind in statistics.kinds)
    lines = []
    for kind, count in counts:
        address = list_url("activities_kind", statistics.committee_pk, kind.key, state__exact=ActivityState.HELD)
        cells = [number(count, address), *(_figure(kind, figures) for figures in (TIMES, PEOPLE, MEMBERS))]
        lines.append(StatisticsLine(kind.label, [*cells, _other_figures(kind)] if has_others else cells))
    headings = ["类别", "已开展的记录（条）", "次数、场次", "人数", "新增会员", *(["其他数字"] if has_others else [])]
    sentence = (
        f"后{'四' if has_others else '三'}栏按附件2的算法。"
        "“无记录”：既没有已开展的记录，也没有零报告；“—”：这一类没有这一栏。"
        "按组织隶属合计，本级和直属单位的也在内，所以可能与附件2不同。"
    )
    return StatisticsSection(
        "kinds", "各类活动", sentence, [Figure([chart], StatisticsTable("各类活动", headings, lines))]
    )


def _figure(kind: KindCounts, figures: tuple[str, ...]) -> StatisticsCell:
    value = next(((value,) for one, value in kind.figures if one.figure in figures), None)
    return _value(kind, *value) if value else StatisticsCell("—")


def _others(kind: KindCounts) -> list[tuple[str, int | None]]:
    """Heading and value of those that have no column of their own."""
    shown = (*TIMES, *PEOPLE, *MEMBERS)
    return [(one.heading, value) for one, value in kind.figures if not one.is_entry_count and one.figure not in shown]


def _other_figures(kind: KindCounts) -> StatisticsCell:
    return StatisticsCell("；".join(f"{heading} {_value(kind, value).text}" for heading, value in _others(kind)) or "—")


def _value(kind: KindCounts, value: int | None) -> StatisticsCell:
    """Of a kind that was held, a number may be missing all the same."""
    return StatisticsCell("未填") if value is None and kind.is_reported else number(value)


def _channels(statistics: Statistics) -> StatisticsSection:
    channels, title = statistics.channels, "各渠道：打开 → 提交"
    if not channels:
        return StatisticsSection("channels", title, empty="这里还没有二维码入口。")
    if not any(channel.opens or channel.accepted or channel.withdrawn for channel in channels):
        return StatisticsSection("channels", title, empty=f"有 {len(channels)} 种渠道的二维码入口，还没有人打开。")
    chart = bar_chart(
        "channels",
        "各渠道的打开次数和有效提交",
        "；".join(f"{one.code.label}打开 {one.opens} 次，有效提交 {one.accepted} 份" for one in channels) + "。",
        [BarLine(one.code.label, (one.opens, one.accepted), f"{one.opens} → {one.accepted}") for one in channels],
        CHANNEL_SERIES,
        is_nested=True,
    )
    lines = [
        StatisticsLine(
            one.code.label,
            [*numbers([one.opens, one.accepted, one.withdrawn]), percent(one.accepted, one.opens)],
            list_url("returnees_entrance", statistics.committee_pk, channel__exact=one.code),
        )
        for one in channels
    ]
    sums = [sum(getattr(one, name) for one in channels) for name in ("opens", "accepted", "withdrawn")]
    total = StatisticsLine("合计", [*numbers(sums), percent(sums[1], sums[0])], is_total=True)
    headings = ["渠道", "打开（次）", "有效提交（份）", "已撤回（另列）", "有效提交占打开"]
    sentence = (
        "只数本单位和下级的二维码入口，扫码人的家乡可能在别处。同一人打开几次算几次。"
        "待核实、判为无效、已合并的问卷不算，所以可能比“二维码入口”里的提交数少。点渠道看有哪些入口。"
    )
    return StatisticsSection(
        "channels", title, sentence, [Figure([chart], StatisticsTable("各渠道", headings, [*lines, total]))]
    )


def _asked(question: Question, statistics: Statistics) -> tuple[str, int]:
    """Of whom the choices are a part: a name for them, and how many accepted records they are."""
    statuses = statistics.groups.statuses
    if question.asked == ALL:
        return "有效问卷", statuses.total()
    names = [GROUP_NAMES.get(code, label) for code, label in Status.choices if code in question.asked]
    return f"{'、'.join(names)}的有效问卷", sum(statuses[code] for code in question.asked)


def _choices(question: Question, statistics: Statistics) -> StatisticsSection:
    key, title, counts = question.key, question.statistics_title, statistics.chosen[question.key]
    asked_name, asked = _asked(question, statistics)
    if not counts.total():
        return StatisticsSection(key, title, empty=f"还没有人填写{title}。")
    ordered = sorted(question.choices, key=lambda choice: (choice[0] in LAST_CHOICES, -counts[choice[0]]))
    chart = bar_chart(
        key,
        f"{title}（份问卷）",
        _most([(label, counts[code]) for code, label in ordered], "份"),
        [BarLine(label, (counts[code],), str(counts[code])) for code, label in ordered],
    )
    lines = [StatisticsLine(label, [number(counts[code]), percent(counts[code], asked)]) for code, label in ordered]
    several = "一份问卷可以选几项，各项相加不等于份数。" if question.kind is Kind.CHECKBOXES else ""
    sentence = f"{several}占比是占{asked_name}（{asked} 份）的比例。"
    return StatisticsSection(
        key, title, sentence, [Figure([chart], StatisticsTable(title, [title, "份数", "占比"], lines))]
    )
