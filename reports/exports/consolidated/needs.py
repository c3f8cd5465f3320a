"""需求汇总: needs and difficulties by place (the notice, part 三.1: 总结梳理青年普遍性需求). Always live."""

from reports.annex2.layout import Layout
from reports.annex2.sources import Block, BranchLine
from reports.counting.needs import ChosenCodes
from reports.exports.consolidated.questionnaires import Counts, with_homes
from reports.exports.consolidated.sheets import (
    FurtherColumn,
    FurtherSheet,
    Value,
    below,
    numbers_by_place,
    place_columns,
)
from returnees.choices import Difficulty, Need

TITLE = "需求汇总"

COLUMNS = (
    FurtherColumn("有效问卷", 7),
    *below("希望得到的帮助（人）", (FurtherColumn(need.label, 5.2, is_upright=True) for need in Need)),
    *below("目前最大的困难（人）", (FurtherColumn(one.label, 5.2, is_upright=True) for one in Difficulty)),
)
NOTES = (
    "每栏是选了这一项的人数；可以多选，各栏相加可能多于有效问卷。有效问卷包括各种情况的青年；困难只问已创业和有创业意向的青年。",
    "待核实、判为无效、已合并、已删除和已撤回的问卷不计；疑似重复的，合并之前各算一份。",
)


def needs_sheet(
    blocks: list[Block], counts: dict[int, Counts], needs: dict[int, ChosenCodes], layout: Layout, origin: str
) -> FurtherSheet:
    def numbers_of(block: Block, line: BranchLine) -> list[Value]:
        branch = line.committee.pk
        accepted = counts[branch]["accepted",] if branch in counts else 0
        of_line = needs[branch]
        chosen = [of_line["needs"][need] for need in Need]
        return [accepted, *chosen, *(of_line["difficulty"][one] for one in Difficulty)]

    lines = numbers_by_place(with_homes(blocks, counts), len(COLUMNS), numbers_of)
    return FurtherSheet(TITLE, origin, (*place_columns(layout), *COLUMNS), lines, NOTES)
