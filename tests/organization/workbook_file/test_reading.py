"""What stands in a sheet is read as a person sees it, whichever program wrote it."""

import re
import zipfile
from datetime import date, datetime, time, timedelta

import pytest

from organization.workbook_file import UnreadCell, choose_sheet, open_workbook, read_text
from organization.workbook_file.sheet import Merged, Sheet, SheetRow
from tests.organization.workbook_file.files import (
    SHEET,
    refusal,
    rewritten,
    rows_of,
    value_of,
    values_of,
    with_body,
    with_cell,
    workbook_bytes,
)


def test_reads_the_filled_rows():
    file = workbook_bytes(("姓名", "电话"), (None, None), ("  李四 ", 13900000001.0), (None, 7), ("  ", None))
    assert [(row.number, row.values) for row in rows_of(file)] == [
        (1, ["姓名", "电话"]),
        (3, ["李四", 13900000001]),
        (4, [None, 7]),
    ]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (date(2020, 1, 15), datetime(2020, 1, 15)),
        (datetime(2020, 1, 15, 9, 30), datetime(2020, 1, 15, 9, 30)),
        (time(9, 30), time(9, 30)),
        (timedelta(hours=30), timedelta(hours=30)),
        (1.5, 1.5),
        (0.1 + 0.2, 0.3),
        (13900000001.0, 13900000001),
        (1e300, 1e300),
        (True, True),
        ("150202", "150202"),
        ("＝1", "＝1"),
    ],
)
def test_reads_what_openpyxl_writes(written, read):
    assert value_of(workbook_bytes((written,))) == read


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ('<c t="b"><v>0</v></c>', False),
        ('<c t="str"><f>A2</f><v>算出的</v></c>', "算出的"),
        ('<c t="n"><f>1+1</f><v>2</v></c>', 2),
        ('<c t="d"><v>2020-01-18T00:00:00</v></c>', datetime(2020, 1, 18)),
        ('<c t="d"><v>2020-01-18</v></c>', datetime(2020, 1, 18)),
        ('<c t="d"><v>2020-01-18T09:30:00Z</v></c>', datetime(2020, 1, 18, 9, 30)),
        ('<c t="d"><v>09:30:00</v></c>', time(9, 30)),
        ('<c t="inlineStr"><is><r><rPr><b/></rPr><t>座谈</t></r><r><t>会</t></r></is></c>', "座谈会"),
        ('<c t="inlineStr"><is><t>会</t><rPh sb="0" eb="1"><t>かい</t></rPh></is></c>', "会"),
        ('<c t="inlineStr"><is><t>一_x000D_\n二\u200b</t></is></c>', "一\n二"),
        ("<c><v> 7 </v></c>", 7),
        ("<c><v>1E+3</v></c>", 1000),
        ("<c><v>150202199001011234</v></c>", 150202199001011000.0),
    ],
)
def test_reads_what_other_programs_write(cell, read):
    assert value_of(with_cell(cell)) == read


@pytest.mark.parametrize(
    ("cell", "shown", "reason"),
    [
        ("<c><f>SUM(A1:A9)</f><v></v></c>", "=SUM(A1:A9)", "没有算出的结果"),
        ("<c><f>SUM(A1:A9)</f></c>", "=SUM(A1:A9)", "没有算出的结果"),
        ('<c t="e"><v>#N/A</v></c>', "#N/A", "错误值"),
        ('<c t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!", "错误值"),
    ],
)
def test_a_formula_without_a_result_and_an_error_are_marked(cell, shown, reason):
    value = value_of(with_cell(cell))
    assert isinstance(value, UnreadCell)
    assert value.shown == shown
    assert reason in value.reason


def test_an_empty_result_of_a_formula_is_nothing():
    assert values_of(with_cell('<c t="str"><f>IF(A2="","",1)</f><v></v></c>')) == []


@pytest.mark.parametrize(
    ("number_format", "number", "read"),
    [
        ("0%", 0.5, "50%"),
        ("0.0%", 0.125, "12.5%"),
        ("yyyy年m月d日", 43848, datetime(2020, 1, 18)),
        ('"第"0"场"', 3, 3),
        ("#,##0", 1200, 1200),
        ("[h]:mm", 1.25, timedelta(hours=30)),
        ("yyyy-mm-dd", -5, UnreadCell("-5", "是日期格式，却不是日期，请写成 2020-1-5 这样。")),
        ("[" * 255, 3, 3),
    ],
)
def test_a_number_is_read_by_its_format(number_format, number, read):
    def prepare(workbook):
        workbook.active["A1"].number_format = number_format

    assert value_of(workbook_bytes((number,), prepare=prepare)) == read


def test_knows_the_dates_that_only_chinese_excel_has():
    changes = {"xl/styles.xml": [(b"</cellXfs>", b'<xf numFmtId="31"/></cellXfs>')]}
    file = rewritten(with_cell('<c s="1"><v>43848</v></c>'), changes=changes)
    assert value_of(file) == datetime(2020, 1, 18)


def test_counts_days_from_1904_where_the_file_does():
    def prepare(workbook):
        workbook.active["A1"].number_format = "yyyy-mm-dd"

    changes = {"xl/workbook.xml": [(b"<workbookPr/>", b'<workbookPr date1904="1"/>')]}
    file = rewritten(workbook_bytes((42386,), prepare=prepare), changes=changes)
    assert value_of(file) == datetime(2020, 1, 18)


def test_a_text_that_begins_like_a_formula_stays_text():
    def prepare(workbook):
        workbook.active["A1"].value = "=HYPERLINK(1)"
        workbook.active["A1"].data_type = "s"

    assert values_of(workbook_bytes(prepare=prepare))[0][0] == "=HYPERLINK(1)"


def test_a_file_of_wps_may_say_that_it_has_one_cell():
    file = rewritten(workbook_bytes(), changes={SHEET: [(b'ref="A1:B2"', b'ref="A1:A1"')]})
    assert values_of(file)[1] == ["东河区团委", "bt150202"]


def test_reads_elements_with_a_prefix():
    """As the Open XML SDK writes them."""
    with zipfile.ZipFile(workbook_bytes()) as source:
        sheet = source.read(SHEET)
    prefixed = re.sub(rb"<(/?)(?=[a-z])", rb"<\1x:", sheet).replace(b"xmlns=", b"xmlns:x=")
    assert values_of(rewritten(workbook_bytes(), changes={SHEET: [(sheet, prefixed)]}))[0] == ["团委", "用户名"]


def test_a_cell_far_to_the_right_makes_no_row_wider():
    assert values_of(with_body('<row><c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c></row>')) == [[1]]


def test_a_row_far_below_costs_nothing():
    assert rows_of(with_body('<row r="1048576"><c r="A1048576"><v>1</v></c></row>'))[0].number == 1_048_576


@pytest.mark.parametrize("attribute", ['hidden="1"', 'hidden="true"', 'ht="0"'])
def test_knows_hidden_rows(attribute):
    rows = rows_of(with_body(f"<row {attribute}><c><v>1</v></c></row><row><c><v>2</v></c></row>"))
    assert [row.is_hidden for row in rows] == [True, False]


def test_knows_hidden_columns():
    def prepare(workbook):
        workbook.active.column_dimensions["B"].hidden = True

    (sheet,) = open_workbook(workbook_bytes(prepare=prepare)).sheets
    assert [sheet.is_column_hidden(column) for column in range(3)] == [False, True, False]


def merged(*references, rows):
    def prepare(workbook):
        for reference in references:
            workbook.active.merge_cells(reference)

    return open_workbook(workbook_bytes(*rows, prepare=prepare)).sheets[0]


def test_a_merged_cell_gives_its_value_to_every_row_that_it_covers():
    sheet = merged("A1:A3", rows=[("某镇", 1), (None, 2), (None, 3), (None, 4)])
    assert [row.values for row in sheet.rows] == [["某镇", 1], ["某镇", 2], ["某镇", 3], [None, 4]]
    assert sheet.merged == [Merged(1, 3, 0, 0)]


def test_a_merged_cell_stays_in_its_first_column():
    assert merged("A1:B2", rows=[("标题", None, 1), (None, None, 2)]).rows[1].values == ["标题", None, 2]


def test_what_a_merged_cell_covers_makes_no_row_of_an_empty_one():
    assert [row.number for row in merged("A1:A9", rows=[("某镇", 1)]).rows] == [1]


def test_hidden_sheets_are_not_read():
    def prepare(workbook):
        workbook.create_sheet("地名", 0).sheet_state = "hidden"
        workbook.create_sheet("更深", 0).sheet_state = "veryHidden"

    assert [sheet.title for sheet in open_workbook(workbook_bytes(prepare=prepare)).sheets] == ["Sheet"]


def sheet_of(title, *rows):
    return Sheet(title, "", [SheetRow(number, list(row)) for number, row in enumerate(rows, 1)])


def chosen(*sheets):
    return choose_sheet(sheets, lambda sheet: "列名" in sheet.rows[0].values, lambda sheet: len(sheet.rows) > 1)


def test_the_sheet_with_the_headings_is_chosen():
    cover, filled, empty = sheet_of("封面", ["汇总"], [1]), sheet_of("表", ["列名"], [1]), sheet_of("空表", ["列名"])
    assert chosen(cover, filled) is filled
    assert chosen(empty, filled) is filled
    assert chosen(cover, empty) is empty
    assert chosen(cover) is None


def test_two_filled_sheets_with_the_headings_are_named():
    sentence = refusal(chosen, sheet_of("甲", ["列名"], [1]), sheet_of("乙", ["列名"], [1]))
    assert "“甲”、“乙”" in sentence
    assert "2 张" in sentence


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "TRUE"),
        (1200.0, "1200"),
        (datetime(2020, 1, 5), "2020-01-05"),
        (datetime(2020, 1, 5, 14, 30), "2020-01-05 14:30"),
        ("一\n二", "一 二"),
        (UnreadCell("#N/A", ""), "#N/A"),
    ],
)
def test_a_value_as_text(value, text):
    assert read_text(value) == text
