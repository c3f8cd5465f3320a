"""问卷统计: the two groups that the notice wants counted (返乡创业、意向返乡创业), by place, age group and industry."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace

from organization.choices import Level
from reports.annex2.sources import Block, Line
from reports.annex2.table import Table
from reports.choices import Source
from reports.exports.consolidated.sheets import (
    PLACE_COLUMNS,
    FurtherColumn,
    FurtherGroup,
    FurtherSheet,
    Value,
    numbers_by_place,
)
from returnees.age import AgeLimits, age_limits
from returnees.choices import AgeGroup, Industry, ReturneeState, Status

GROUP_NAMES = {Status.ENTREPRENEUR: "返乡创业青年", Status.INTENDING: "意向返乡创业青年"}
NO_INDUSTRY = ""

_INDUSTRIES = tuple(FurtherColumn(industry.label, 4.2, is_upright=True) for industry in Industry)

# Of one line, by what is counted: ("accepted",), ("age", status, group), …
Counts = Counter[tuple[str, ...]]

# In the order of the columns.
KEYS = (
    ("accepted",),
    *(
        key
        for status in GROUP_NAMES
        for key in (
            ("status", status),
            *(("age", status, group) for group in AgeGroup),
            *(("industry", status, industry) for industry in (*Industry, NO_INDUSTRY)),
        )
    ),
    ("withdrawn",),
)


def counts_by_branch(returnee_counts: Iterable[dict]) -> dict[int, Counts]:
    """`returnee_counts` as `count_returnees` gives them, live or frozen."""
    counts: dict[int, Counts] = defaultdict(Counter)
    for counted in returnee_counts:
        branch, count, status = counts[counted["branch"]], counted["count"], counted["status"]
        if counted["state"] == ReturneeState.WITHDRAWN:
            branch["withdrawn",] += count
            continue
        branch["accepted",] += count
        branch["status", status] += count
        branch["age", status, counted["age_group"]] += count
        branch["industry", status, counted["industry"]] += count
    return counts


def with_homes(blocks: list[Block], counts: dict[int, Counts]) -> list[Block]:
    """Youths name a county as their home: a line of another level says nothing, unless it has counts after all."""

    def is_home(line: Line) -> bool:
        return line.committee.level == Level.COUNTY or line.committee.pk in counts

    return [replace(block, lines=[line for line in block.lines if is_home(line)]) for block in blocks]


def questionnaire_sheet(blocks: list[Block], live_counts: dict[int, Counts], table: Table, origin: str) -> FurtherSheet:
    """`live_counts` by branch; a frozen source takes those of its submissions."""
    counts = live_counts
    if table.source != Source.LIVE:
        submissions = [block.submission for block in blocks if block.submission]
        counts = counts_by_branch(counted for one in submissions for counted in one.returnee_counts)

    def numbers_of(block: Block, line: Line) -> list[Value]:
        if block.submission is None and table.source != Source.LIVE:
            return [None] * len(KEYS)
        of_line = counts.get(line.committee.pk, Counter())
        return [of_line[key] for key in KEYS]

    limits = age_limits(table.campaign)
    numbers = numbers_by_place(with_homes(blocks, counts), len(KEYS), numbers_of)
    return FurtherSheet("问卷统计", origin, _groups(limits), numbers, _notes(table, limits))


def _groups(limits: AgeLimits) -> tuple[FurtherGroup, ...]:
    ages = (
        FurtherColumn(f"青年\n{limits.youth}\n周岁", 6.5),
        FurtherColumn(f"放宽\n{limits.stretched}\n周岁", 6.5),
    )
    columns = (FurtherColumn("人数", 6.5), *ages, *_INDUSTRIES, FurtherColumn("行业未填", 4.2, is_upright=True))
    return (
        PLACE_COLUMNS,
        FurtherGroup((FurtherColumn("有效问卷", 6.5),)),
        *(FurtherGroup(columns, name) for name in GROUP_NAMES.values()),
        FurtherGroup((FurtherColumn("已撤回", 6.5),)),
    )


def _notes(table: Table, limits: AgeLimits) -> list[str]:
    notes = [
        "按家乡所在旗县市区统计。待核实、判为无效、已合并、已删除的问卷都不计；疑似重复的，合并之前各算一份。",
        "已撤回的只有份数，不在其他各栏之中。"
        f"青年为 {limits.youth} 周岁；{limits.stretched} 周岁为创业青年（放宽），单列。",
    ]
    return notes if table.source == Source.LIVE else [*table.notes, *notes]
