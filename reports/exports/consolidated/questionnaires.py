"""问卷统计: how many 返乡创业青年, 意向返乡创业青年 and 在乡意向创业青年, by place, age group and industry."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace

from organization.choices import Level
from organization.models import Campaign
from organization.region import words
from reports.annex2.sources import Block, BranchLine
from reports.annex2.table import Table
from reports.choices import Source
from reports.exports.consolidated.sheets import (
    FurtherColumn,
    FurtherSheet,
    Value,
    below,
    numbers_by_place,
    place_columns,
)
from returnees.age import age_limits
from returnees.choices import AgeGroup, Industry, ReturneeState, Status

TITLE = "问卷统计"

GROUP_NAMES = {
    Status.ENTREPRENEUR: "返乡创业青年",
    Status.INTENDING: "意向返乡创业青年",
    Status.STARTING_AT_HOME: "在乡意向创业青年",
}
NO_INDUSTRY = ""

# What is counted of one line: ("accepted",), ("age", status, group), …
Key = tuple[str, ...]
Counts = Counter[Key]


def keyed_columns(campaign: Campaign) -> list[tuple[Key, FurtherColumn]]:
    """The columns right of the places, each with what it counts."""
    columns = [(("accepted",), FurtherColumn("有效问卷", 6.5))]
    for status, name in GROUP_NAMES.items():
        keys, of_group = zip(*_columns_of_group(campaign), strict=True)
        columns += zip([(key[0], status, *key[1:]) for key in keys], below(name, of_group), strict=True)
    return [*columns, (("withdrawn",), FurtherColumn("已撤回", 6.5))]


def _columns_of_group(campaign: Campaign) -> list[tuple[Key, FurtherColumn]]:
    industries = [*Industry.choices, (NO_INDUSTRY, "行业未填")]
    return [
        (("status",), FurtherColumn("人数", 6.5)),
        *((("age", group), FurtherColumn(f"{name}\n{ages}\n周岁", 6.5)) for group, name, ages in age_groups(campaign)),
        *((("industry", industry), FurtherColumn(label, 4.2, is_upright=True)) for industry, label in industries),
    ]


def age_groups(campaign: Campaign) -> list[tuple[AgeGroup, str, str]]:
    """Code, short name and ages of each age group that may answer."""
    limits = age_limits(campaign)
    groups = [(AgeGroup.YOUTH, "青年", limits.youth), (AgeGroup.STRETCHED, "放宽", limits.stretched)]
    return [(group, name, ages) for group, name, ages in groups if ages]


def counts_by_branch(returnee_counts: Iterable[dict]) -> dict[int, Counts]:
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
    def is_home(line: BranchLine) -> bool:
        return line.committee.level == Level.COUNTY or line.committee.pk in counts

    return [replace(block, lines=[line for line in block.lines if is_home(line)]) for block in blocks]


def questionnaire_sheet(blocks: list[Block], live_counts: dict[int, Counts], table: Table, origin: str) -> FurtherSheet:
    keys, columns = zip(*keyed_columns(table.campaign), strict=True)
    counts = live_counts
    if table.source != Source.LIVE:
        submissions = [block.submission for block in blocks if block.submission]
        counts = counts_by_branch(counted for one in submissions for counted in one.returnee_counts)

    def numbers_of(block: Block, line: BranchLine) -> list[Value]:
        if block.submission is None and table.source != Source.LIVE:
            return [None] * len(keys)
        of_line = counts.get(line.committee.pk, Counter())
        return [of_line[key] for key in keys]

    lines = numbers_by_place(with_homes(blocks, counts), len(keys), numbers_of)
    return FurtherSheet(TITLE, origin, (*place_columns(table.layout), *columns), lines, _notes(table))


def _notes(table: Table) -> list[str]:
    (_, _, ages), *stretched = age_groups(table.campaign)
    further = "".join(f"；{ages} 周岁为创业青年（放宽），单列" for _, _, ages in stretched)
    notes = [
        f"按家乡所在{words.county}统计。待核实、判为无效、已合并、已删除的问卷都不计；疑似重复的，合并之前各算一份。",
        "在乡意向创业青年是常驻本地、有创业意向的，不在意向返乡创业青年之中。",
        f"已撤回的只有份数，不在其他各栏之中。青年为 {ages} 周岁{further}。",
    ]
    return notes if table.source == Source.LIVE else [*table.notes, *notes]
