"""The table that is designed, as it would print: the same grid from which the sheets of the campaign are written."""

from copy import copy

from openpyxl.utils import get_column_letter

from organization.models import Campaign, Committee
from reports.annex2.layout import NAME_HEADING, NAME_WIDTH, Layout, TableColumn
from reports.annex2.rows import Row
from reports.annex2.table import Table, outside_row
from reports.choices import ColumnContent
from reports.models import Package
from reports.setup.blanks.choices import OWN, content_of, split
from reports.setup.blanks.draft import TICKS, Draft
from reports.setup.blanks.drafting import NARROWEST, WIDEST

# Shown where there is nothing yet.
EMPTY_HEADING, USUAL_WIDTH = "　", 10
EMPTY_ROWS = ("　", "　", "　")


class DesignedTable(Table):
    """Nobody has reported anything in it."""

    @property
    def notes(self) -> list[str]:
        return []


def designed_table(campaign: Campaign, draft: Draft, account) -> DesignedTable:
    """With the rows that the account may see."""
    layout = designed_layout(draft)
    packages = Package.objects.in_campaign(campaign).visible_to(account).order_by("position")
    names = packages.values_list("printed_name", flat=True)
    shown = list(names) or draft.printed_rows or EMPTY_ROWS
    rows = [Row(layout, name, frozenset()) for name in shown]
    return DesignedTable(with_head(campaign, draft), Committee.objects.region(), layout, rows, outside_row(layout))


def with_head(campaign: Campaign, draft: Draft) -> Campaign:
    shown = copy(campaign)
    for name, value in draft.head.items():
        setattr(shown, name, bool(value) if name in TICKS else value)
    return shown


def designed_layout(draft: Draft) -> Layout:
    columns = []
    for group in draft.groups:
        for column in group.columns:
            headings = tuple(filter(None, (group.heading, column.heading_2, column.heading_3)))
            key = f"c{len(columns)}"
            columns.append(designed_column(key, headings or (EMPTY_HEADING,), column.choice, column.width))
    if not any(column.is_name for column in columns):
        columns.insert(0, TableColumn("", "name", ColumnContent.NAME, (NAME_HEADING,), NAME_WIDTH))
    lettered = (
        TableColumn(get_column_letter(number), one.key, one.content, one.headings, one.width, "", one.kind, one.figure)
        for number, one in enumerate(columns, start=1)
    )
    return Layout(tuple(lettered))


def designed_column(key: str, headings: tuple[str, ...], choice: str, width: str) -> TableColumn:
    kind, figure = split(choice)
    is_known = bool(figure) or choice in ColumnContent.values
    content = content_of(choice) if is_known else ColumnContent.BLANK
    points = int(width) if width.isascii() and width.isdecimal() and len(width) < 4 else USUAL_WIDTH
    # A number that is not made yet has no key.
    counted = key if figure == OWN else figure
    width_shown = max(NARROWEST, min(WIDEST, points))
    return TableColumn("", key, content, headings, width_shown, "", kind or None, counted)
