"""旗县明细: the columns of Annex 2 per county, adding up to its rows."""

from organization.region import words
from reports.annex2.layout import TEXT_TOTAL, Layout, TableColumn
from reports.annex2.rows import Figures
from reports.annex2.sources import Block
from reports.annex2.table import Table
from reports.choices import ColumnContent
from reports.exports.consolidated.sheets import (
    FurtherColumn,
    FurtherSheet,
    Value,
    place_columns,
    place_lines,
    total_line,
)

TITLE = f"{words.county_short}明细"

CHANNELS_WIDTH, NUMBER_WIDTH = 34, 9


def county_sheet(blocks: list[Block], table: Table, origin: str) -> FurtherSheet:
    layout, columns = table.layout, table_columns(table.layout)

    def cells(figures: Figures) -> list[Value]:
        return [figures.get(column.key) for column in columns]

    lines = place_lines(blocks, lambda block, line: cells(line.row.figures), lambda block: cells(block.row.figures))
    texts = {column.key: TEXT_TOTAL for column in layout.counted if column.is_text}
    notes = [*table.notes, "空白表示没有报；0 表示报过零。“小计”即附件2中的一行，合计与附件2相同。"]
    headed = (*place_columns(layout), *map(_column, columns))
    return FurtherSheet(TITLE, origin, headed, [*lines, total_line(cells(table.totals | texts))], notes)


def table_columns(layout: Layout) -> list[TableColumn]:
    """All but those that say which row it is."""
    return [one for one in layout.columns if one.content not in (ColumnContent.SERIAL, ColumnContent.NAME)]


def _column(column: TableColumn) -> FurtherColumn:
    width = NUMBER_WIDTH if column.is_number else CHANNELS_WIDTH if column.is_text else column.width
    return FurtherColumn(column.heading, width, is_text=not column.is_number, above=column.headings[:-1])
