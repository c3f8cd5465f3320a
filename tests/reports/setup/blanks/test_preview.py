"""The preview and the sheet are drawn from one grid: cell by cell, merge by merge, width by width, height by height."""

from html.parser import HTMLParser
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from reports.annex2.grid import build_grid
from reports.annex2.layout import layout_of
from reports.annex2.print_out import PADDING_PIXELS, PIXEL, UNIT_PIXELS
from reports.annex2.table import build_table
from reports.setup.blanks.draft import draft_of
from reports.setup.blanks.preview import designed_layout
from reports.setup.blanks.saving import present_columns
from tests.factories import make_campaign
from tests.reports.setup.blanks.files import EXPECTED
from tests.reports.setup.blanks.pages import form_on, send, upload

pytestmark = pytest.mark.django_db


class DrawnTable(HTMLParser):
    """The table of the preview, as a browser lays it out."""

    def __init__(self):
        super().__init__()
        self.is_inside, self.cell = False, None
        self.widths, self.heights = [], []
        self.values, self.merges, self.taken = {}, set(), set()

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "table" and "sheet-grid" in attrs.get("class", ""):
            self.is_inside = True
        elif not self.is_inside:
            return
        elif tag == "col":
            self.widths.append((int(attrs["width"]) - PADDING_PIXELS) / UNIT_PIXELS)
        elif tag == "tr":
            self.heights.append(int(attrs["height"]))
        elif tag == "td":
            self.place(int(attrs["rowspan"]), int(attrs["colspan"]))

    def place(self, rows, columns):
        row = len(self.heights)
        column = next(one for one in range(1, 200) if (row, one) not in self.taken)
        self.cell = (row, column)
        self.values[self.cell] = ""
        self.taken |= {(row + down, column + right) for down in range(rows) for right in range(columns)}
        if rows > 1 or columns > 1:
            last = f"{get_column_letter(column + columns - 1)}{row + rows - 1}"
            self.merges.add(f"{get_column_letter(column)}{row}:{last}")

    def handle_data(self, text):
        if self.is_inside and self.cell:
            self.values[self.cell] += text

    def handle_endtag(self, tag):
        if tag == "td":
            self.cell = None
        elif tag == "table":
            self.is_inside = False


@pytest.fixture
def region(log_in):
    return log_in("region_manager")


@pytest.fixture
def coming(world):
    return make_campaign(year=2021, state="preparing", with_form=False)


@pytest.mark.parametrize("name", EXPECTED)
def test_the_preview_is_the_sheet(region, coming, name):
    page = upload(region, coming, name)
    drawn = DrawnTable()
    drawn.feed(page.text)
    content = send(region, form_on(page), "download").content
    sheet = load_workbook(BytesIO(content)).active
    filled = {
        (cell.row, cell.column): str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None
    }
    assert {place: text.strip() for place, text in drawn.values.items() if text.strip()} == {
        place: text.strip() for place, text in filled.items() if text.strip()
    }
    assert drawn.merges == {str(merged) for merged in sheet.merged_cells.ranges}
    letters = [get_column_letter(number) for number in range(1, len(drawn.widths) + 1)]
    assert drawn.widths == [sheet.column_dimensions[letter].width for letter in letters]
    heights = [sheet.row_dimensions[row].height for row in range(1, len(drawn.heights) + 1)]
    assert drawn.heights == [round(height / PIXEL) for height in heights]
    assert len(drawn.heights) == sheet.max_row


def test_what_was_saved_prints_as_it_was_designed(region, coming):
    page = upload(region, coming, "c-three-levels.xlsx")
    designed = build_grid_of(page.context["grid"])
    send(region, form_on(page), "save", is_confirmed="on")
    coming.refresh_from_db()
    shown = designed_layout(draft_of(coming, present_columns(coming)))
    layout = layout_of(coming)
    assert [(one.headings, one.width, one.content) for one in shown.columns] == [
        (one.headings, one.width, one.content) for one in layout.columns
    ]
    from organization.models import Committee

    real = build_grid(build_table(coming, Committee.objects.region()))
    # No row is made yet: only the head can be the same.
    last = real.heading_rows.stop
    assert [cell for cell in real.cells if cell.row < last] == [cell for cell in designed if cell.row < last]


def build_grid_of(grid):
    return list(grid.cells)
