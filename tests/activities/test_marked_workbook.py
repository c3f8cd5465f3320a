"""The faults of an import taken away as the same workbook, with the faulty cells marked and commented."""

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from organization.workbook_file import marking
from tests.activities.exchange import ROWS, upload, workbook_of
from tests.activities.test_import_files import rewritten
from tests.factories import make_account

pytestmark = pytest.mark.django_db

ROW = ROWS["symposium"]
DATA = Path(__file__).parent / "data"


def ask(client, response, **fields):
    fields = {"token": response.context["upload"].token, "marked": "1"} | fields
    return client.post("/admin/activities/symposium/import/confirm/", fields)


def marked(client, content, **fields):
    answer = ask(client, upload(client, "symposium", content), **fields)
    return load_workbook(BytesIO(answer.getvalue())).worksheets[0]


def comments(sheet):
    return {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}


def test_each_faulty_cell_is_filled_and_says_what_to_do(log_in):
    client = log_in("county_staff")
    content = workbook_of(ROW, ROW | {"日期": "昨天", "参与人数": "许多", "主题": "另一场"})
    assert "下载标出错误的表格" in upload(client, "symposium", content).content.decode()
    sheet = marked(client, content)
    found = comments(sheet)
    assert set(found) == {"C3", "E3"}
    assert "认不出这个日期" in found["C3"]
    assert sheet["C3"].fill.fgColor.rgb == "00FFC7CE"
    assert sheet["C2"].fill.fgColor.rgb != "00FFC7CE"
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        list(ROW), list(ROW.values()), ["东河区团委", "已开展", "昨天", 1, "许多", "另一场"],
    ]  # fmt: skip


def test_an_empty_cell_and_a_fault_of_no_column_find_a_place(log_in):
    client = log_in("county_staff")
    row = ROW | {"日期": None, "编号": "HD2020-999999"}
    assert set(comments(marked(client, workbook_of(row)))) == {"C2", "G2"}


def test_the_rest_of_the_sheet_stays(log_in):
    def prepare(sheet):
        sheet.column_dimensions["B"].width = 33
        sheet.freeze_panes = "A2"
        sheet["A2"].number_format = "@"
        sheet["F3"].value, sheet["F3"].data_type = "=HYPERLINK(1)", "s"
        sheet["B3"].comment = Comment("旧批注", "某人")
        sheet.row_dimensions[4].hidden = True
        sheet.parent.create_sheet("另一张")["A1"] = "留着"

    content = workbook_of(ROW, ROW | {"日期": "昨天", "状态": "办了"}, ROW, prepare=prepare)
    sheet = marked(log_in("county_staff"), content)
    assert sheet.column_dimensions["B"].width == 33
    assert (sheet.freeze_panes, sheet["A2"].number_format, sheet.row_dimensions[4].hidden) == ("A2", "@", True)
    assert (sheet["F3"].value, sheet["F3"].data_type) == ("=HYPERLINK(1)", "s")
    assert comments(sheet)["B3"].startswith("旧批注\n只能是")
    assert sheet.parent["另一张"]["A1"].value == "留着"


def test_a_merged_cell_is_marked_where_its_value_stands(log_in):
    rows = [ROW | {"日期": "昨天"}, ROW | {"日期": None, "主题": "另一场"}]
    sheet = marked(log_in("county_staff"), workbook_of(*rows, prepare=lambda sheet: sheet.merge_cells("C2:C3")))
    assert set(comments(sheet)) == {"C2"}


@pytest.mark.parametrize("name", ["07", "16"])
def test_marks_files_that_the_library_does_not_read(log_in, name):
    (file,) = DATA.glob(f"{name}-*.xlsx")
    # The county may not enter for its league-city's other counties.
    content = rewritten(
        file.read_bytes(), changes={"xl/worksheets/sheet1.xml": ("某镇某村".encode(), "长".encode() * 999)}
    )
    assert "I4" in comments(marked(log_in("league_city_staff"), content))


def test_hidden_rows_are_marked_where_they_are_meant(log_in):
    client = log_in("county_staff")

    def prepare(sheet):
        sheet.row_dimensions[3].hidden = True

    wrong = ROW | {"日期": "昨天"}
    content = workbook_of(wrong, wrong, prepare=prepare)
    assert set(comments(marked(client, content))) == {"C2"}
    assert set(comments(marked(client, content, hidden_rows="import"))) == {"C2", "C3"}


def test_a_file_that_cannot_be_marked_says_so_and_lists_its_faults(log_in, monkeypatch):
    client = log_in("county_staff")
    monkeypatch.setattr(marking, "CELLS_MARKED", 3)
    answer = ask(client, upload(client, "symposium", workbook_of(ROW | {"日期": "昨天"})))
    assert marking.CANNOT_MARK in answer.content.decode()
    assert answer.context["preview"].faults


@pytest.mark.parametrize(
    "prepare",
    [
        lambda sheet: sheet.merge_cells("H9:XFD9"),
        lambda sheet: sheet.parent.create_sheet("藏").merge_cells("A1:XFD2"),
        lambda sheet: [sheet.cell(9 + number, 9).__setattr__("fill", marking.FAULTY) for number in range(99)],
    ],
    ids=["merged", "merged on another sheet", "cells"],
)
def test_what_the_library_would_take_too_long_for_is_not_marked(log_in, monkeypatch, prepare):
    monkeypatch.setattr(marking, "CELLS_MARKED", 99)
    monkeypatch.setattr(marking, "MERGED_MARKED", 9_999)
    client = log_in("county_staff")
    answer = ask(client, upload(client, "symposium", workbook_of(ROW | {"日期": "昨天"}, prepare=prepare)))
    assert marking.CANNOT_MARK in answer.content.decode()


def test_at_most_so_many_are_marked_and_that_is_said(log_in, monkeypatch):
    client = log_in("county_staff")
    monkeypatch.setattr(marking, "MARK_LIMIT", 2)
    monkeypatch.setattr("activities.admin.exchange.MARK_LIMIT", 2)
    content = workbook_of(*[ROW | {"日期": "昨天"}] * 3)
    assert "标出前 2 处" in upload(client, "symposium", content).content.decode()
    assert set(comments(marked(client, content))) == {"C2", "C3"}


def test_without_faults_there_is_nothing_to_mark(log_in):
    client = log_in("county_staff")
    assert ask(client, upload(client, "symposium", workbook_of(ROW))).context["preview"].created == 1


def test_the_file_of_another_is_not_given_back(log_in, world, client):
    response = upload(log_in("county_staff"), "symposium", workbook_of(ROW | {"日期": "昨天"}))
    client.force_login(make_account(committee=world.donghe))
    assert ask(client, response).status_code == 302
