"""服务情况: services and the other work besides Annex 2, by place. Always live."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from organization.region import words
from reports.annex2.layout import Layout
from reports.annex2.sources import Block, BranchLine
from reports.counting import work_columns as work
from reports.counting.work_table import Figure
from reports.exports.consolidated.sheets import (
    FurtherColumn,
    FurtherSheet,
    SheetLine,
    Value,
    below,
    numbers_by_place,
    place_columns,
)

TITLE = "服务情况"

IN_NO_ROW = [words.region, "本级和直属"]

NOTES = (
    f"空白表示没有记录，不是 0。跟进个案里的服务按次另列，不加入服务人次。合计含{words.region}本级和直属团组织。",
    "青年人数是各单位最近一次统计的数；阅读量只计填了的。",
)


def service_sheet(
    blocks: list[Block],
    figures: Iterable[Figure],
    groups: Sequence[work.WorkGroup],
    layout: Layout,
    origin: str,
) -> FurtherSheet:
    keys, columns = [column.key for group in groups for column in group.columns], further_columns(groups)
    branch_of = {pk: line.committee.pk for block in blocks for line in block.lines for pk in line.row.committee_ids}
    numbers: dict[int | None, dict[tuple[str, str], int]] = defaultdict(dict)
    for committee_id, key, number in figures:
        of_branch = numbers[branch_of.get(committee_id)]
        of_branch[key] = of_branch.get(key, 0) + number

    def cells(branch_id: int | None) -> list[Value]:
        return [numbers[branch_id].get(key) for key in keys]

    def numbers_of(block: Block, line: BranchLine) -> list[Value]:
        return cells(line.committee.pk)

    beside = SheetLine([*IN_NO_ROW, *cells(None)])
    lines = numbers_by_place(blocks, len(keys), numbers_of, beside)
    return FurtherSheet(TITLE, origin, (*place_columns(layout), *columns), lines, NOTES)


def further_columns(groups: Sequence[work.WorkGroup]) -> tuple[FurtherColumn, ...]:
    return tuple(
        column
        for group in groups
        for column in below(group.heading, (FurtherColumn(one.heading, 5.4, is_upright=True) for one in group.columns))
    )
