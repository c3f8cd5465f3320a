"""Whoever writes a workbook writes its texts so that they are read as what they say."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from organization.accounts.account_list import template_bytes
from organization.models import Committee
from organization.text import decode_cell_text
from reports.annex2.workbook import CENTRED, write_cell
from tests.factories import make_committee

ROOT = Path(__file__).parents[2]
APPS = ("organization", "returnees", "activities", "reports", "operations")
TEXT = "编码_x000D_讲解"


def read(sheet):
    return {decode_cell_text(cell.value) for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)}


def test_every_module_that_writes_cells_encodes_their_text():
    sources = {path: path.read_text(encoding="utf-8") for app in APPS for path in (ROOT / app).rglob("*.py")}
    writers = {
        path: source
        for path, source in sources.items()
        if re.search(r"from openpyxl import Workbook|WriteOnlyCell\(", source)
    }
    assert len(writers) >= 5
    for path, source in writers.items():
        assert "encode_cell_text(" in source or "write_cell(" in source, path


def test_a_sheet_of_the_reports_says_what_was_typed():
    sheet = Workbook().active
    write_cell(sheet, "A1", TEXT, Font(), CENTRED)
    assert sheet["A1"].value == "编码_x005F_x000D_讲解"
    assert read(sheet) == {TEXT}


@pytest.mark.django_db
def test_the_template_of_accounts_says_what_was_typed(world):
    committee = make_committee(parent=world.baotou, short_name=TEXT)
    content = template_bytes(Committee.objects.filter(pk=committee.pk))
    assert TEXT in read(load_workbook(BytesIO(content)).active)
