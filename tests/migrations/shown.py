"""What staff see of a campaign, asked for by its addresses alone: the same of every version of the code."""

from html.parser import HTMLParser
from io import BytesIO

from openpyxl import load_workbook

PRINTED = ("orientation", "paperSize", "scale", "fitToWidth", "fitToHeight")


def statuses(client, accounts: dict, wanted: dict[str, list[str]]) -> dict[str, dict[str, int]]:
    """`{address: {role: status}}` for the roles that are wanted of each; the account of a role may be None: nobody's."""
    found = {address: {} for address in wanted}
    for role, account in accounts.items():
        client.logout()
        if account:
            client.force_login(account)
        for address in (address for address, roles in wanted.items() if role in roles):
            response = client.get(address)
            content_of(response)
            found[address][role] = response.status_code
    return found


def content_of(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def sheets(client, address) -> dict[str, dict]:
    """Each sheet of a workbook: what stands in it, what is merged, how wide it is, and how it is printed."""
    response = client.get(address)
    assert response.status_code == 200, address
    workbook = load_workbook(BytesIO(content_of(response)))
    return {sheet.title: described(sheet) for sheet in workbook.worksheets}


def described(sheet) -> dict:
    return {
        "cells": [trimmed(row) for row in sheet.iter_rows(values_only=True)],
        "merged": sorted(str(cells) for cells in sheet.merged_cells.ranges),
        "widths": {letter: column.width for letter, column in sheet.column_dimensions.items()},
        "heights": {str(number): row.height for number, row in sheet.row_dimensions.items() if row.height},
        "page": {name: getattr(sheet.page_setup, name) for name in PRINTED},
        "fits_page": bool(sheet.sheet_properties.pageSetUpPr and sheet.sheet_properties.pageSetUpPr.fitToPage),
        "margins": {side: getattr(sheet.page_margins, side) for side in ("left", "right", "top", "bottom")},
        "area": sheet.print_area,
        "repeated": sheet.print_title_rows,
        "frozen": sheet.freeze_panes,
        "foot": [sheet.oddFooter.center.text, sheet.oddFooter.right.text],
    }


def trimmed(row) -> list:
    """Without the empty cells at its end; days as they are written."""
    values = [value if value is None or isinstance(value, str | int | float) else str(value) for value in row]
    while values and values[-1] is None:
        values.pop()
    return values


class Tables(HTMLParser):
    """The text of every cell, by table and row."""

    def __init__(self):
        super().__init__()
        self.tables, self.is_in_cell = [], False

    def handle_starttag(self, tag, attrs):
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
            self.is_in_cell = True

    def handle_endtag(self, tag):
        self.is_in_cell = self.is_in_cell and tag not in ("td", "th")

    def handle_data(self, data):
        if self.is_in_cell:
            self.tables[-1][-1][-1] += data


def tables(client, address) -> list[list[list[str]]]:
    response = client.get(address)
    assert response.status_code == 200, address
    parser = Tables()
    parser.feed(response.content.decode())
    return [[[" ".join(cell.split()) for cell in row] for row in table] for table in parser.tables]
