"""服务情况: services and the other work besides Annex 2, by place. Always live."""

from collections import defaultdict
from collections.abc import Iterable

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

IN_NO_ROW = ["自治区", "本级和直属"]

KEYS = [column.key for group in work.GROUPS for column in group.columns]
COLUMNS = tuple(
    column
    for group in work.GROUPS
    for column in below(group.heading, (FurtherColumn(one.heading, 5.4, is_upright=True) for one in group.columns))
)
NOTES = (
    "空白表示没有记录，不是 0。跟进个案里的服务按次另列，不加入服务人次。合计含自治区本级和直属团组织。",
    "青年人数是各单位最近一次统计的数；阅读量只计填了的。",
)


def service_sheet(blocks: list[Block], figures: Iterable[Figure], layout: Layout, origin: str) -> FurtherSheet:
    branch_of = {pk: line.committee.pk for block in blocks for line in block.lines for pk in line.row.committee_ids}
    numbers: dict[int | None, dict[tuple[str, str], int]] = defaultdict(dict)
    for committee_id, key, number in figures:
        of_branch = numbers[branch_of.get(committee_id)]
        of_branch[key] = of_branch.get(key, 0) + number

    def cells(branch_id: int | None) -> list[Value]:
        return [numbers[branch_id].get(key) for key in KEYS]

    def numbers_of(block: Block, line: BranchLine) -> list[Value]:
        return cells(line.committee.pk)

    beside = SheetLine([*IN_NO_ROW, *cells(None)])
    lines = numbers_by_place(blocks, len(KEYS), numbers_of, beside)
    return FurtherSheet(TITLE, origin, (*place_columns(layout), *COLUMNS), lines, NOTES)
