"""旗县明细: the columns of Annex 2 per county, adding up to its rows."""

from reports.annex2 import columns as annex2
from reports.annex2.rows import Figures
from reports.annex2.sources import Block
from reports.annex2.table import Table
from reports.exports.consolidated.sheets import (
    PLACE_COLUMNS,
    FurtherColumn,
    FurtherGroup,
    FurtherSheet,
    place_lines,
    total_line,
)

CHANNELS_WIDTH, NUMBER_WIDTH = 34, 9

GROUPS = (
    PLACE_COLUMNS,
    *(
        FurtherGroup(
            tuple(
                FurtherColumn(column.heading, CHANNELS_WIDTH if column.is_text else NUMBER_WIDTH, column.is_text)
                for column in group.columns
            ),
            group.heading,
        )
        for group in annex2.GROUPS
    ),
)


def county_sheet(blocks: list[Block], table: Table, origin: str) -> FurtherSheet:
    lines = place_lines(blocks, lambda block, line: _cells(line.row.figures), lambda block: _cells(block.row.figures))
    totals = table.totals | {"letter_channels": annex2.TEXT_TOTAL}
    notes = [*table.notes, "空白表示没有报；0 表示报过零。“小计”即附件2中的一行，合计与附件2相同。"]
    return FurtherSheet("旗县明细", origin, GROUPS, [*lines, total_line(_cells(totals))], notes)


def _cells(figures: Figures) -> list[int | str | None]:
    return [figures[column.key] for column in annex2.COLUMNS]
