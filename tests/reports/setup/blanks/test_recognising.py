"""What an annex says that nobody has filled in: five blanks as they come, and the ways in which others are drawn."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from openpyxl import load_workbook

from reports.setup.blanks.drafting import signing_pattern
from reports.setup.blanks.reading import read_blank
from tests.organization.word_file.documents import cell, document, paragraph, table
from tests.organization.workbook_file.files import SHEET, rewritten
from tests.reports.setup.blanks.files import EXPECTED, read, workbook

PLAIN = ["单位", "场次", "人数"]


def recognised(*rows, **options):
    return read_blank(workbook(*rows, **options), "x.xlsx")


def headings(blank):
    return [list(column.headings) for column in blank.columns]


def refusal(content, name="x.xlsx", **options):
    with pytest.raises(ValidationError) as refused:
        read_blank(content, name, **options)
    return refused.value.messages[0]


@pytest.mark.parametrize("name", EXPECTED)
def test_the_blank_is_recognised(name):
    blank, expected = read(name), EXPECTED[name]
    assert (blank.label, blank.title) == (expected["label"], expected["title"])
    left_out = [[expected["row_name"]], *([one] for one in expected.get("left_out", []))]
    assert [one for one in headings(blank) if one not in left_out] == expected["columns"]
    assert all(one in headings(blank) for one in left_out)
    assert [row[1] for row in blank.rows] == expected.get("rows", [])
    assert blank.has_total_row == ("rows" in expected)


@pytest.mark.parametrize(
    ("line", "pattern", "seal"),
    [
        ("填表人：      联系电话：     盟市团委盖章：", "填表人：{name}｜联系电话：{phone}｜{seal}", "盟市团委盖章："),
        ("填报单位（盖章）：       填报时间：    年   月   日", "{seal}｜填报时间：{day}", "填报单位（盖章）："),
        ("填表人：______    电话：____", "填表人：{name}｜电话：{phone}", ""),
        ("单位：", "单位：", ""),
        ("负责人：  {x}", "负责人：{name}｜｛x｝", ""),
        ("", "", ""),
    ],
)
def test_the_signing_line_has_places_for_what_is_known(line, pattern, seal):
    assert signing_pattern(line) == (pattern, seal)


def test_groups_that_are_not_merged_stand_for_the_empty_places_beside_them():
    blank = recognised(["统计表"], ["盟市", "培训", None, "招聘"], [None, "场次", "人数", "场次"])
    assert headings(blank) == [["盟市"], ["培训", "场次"], ["培训", "人数"], ["招聘", "场次"]]


def test_a_filled_row_below_the_head_is_no_heading():
    blank = recognised(PLAIN, ["甲市", 1, 20], ["合　计", 1, 20])
    assert headings(blank) == [["单位"], ["场次"], ["人数"]]
    assert (blank.rows, blank.has_total_row) == ([{0: "甲市", 1: "1", 2: "20"}], True)


def test_a_row_that_numbers_the_columns_is_no_row():
    assert recognised(PLAIN, ["甲", "1", "2"], ["乙市", None, None]).rows == [{0: "乙市"}]


def test_breaks_and_pulled_apart_characters_are_not_part_of_a_heading():
    blank = recognised(["序 号", "备　注", "参加\n人数", "Top\n10"])
    assert headings(blank) == [["序号"], ["备注"], ["参加人数"], ["Top 10"]]


def test_theme_title_and_remarks_are_told_apart():
    blank = recognised(
        ["附件2："], ["“青春归乡”"], ["情况统计表"], ["说明：填整数"], ["某办公室"], PLAIN, ["注：略" * 9]
    )
    assert (blank.label, blank.theme, blank.title) == ("附件2：", "青春归乡", "情况统计表")
    assert blank.unused == ["说明：填整数", "某办公室", "注：略" * 9]


def test_hidden_rows_and_columns_are_left_out():
    book, content = load_workbook(BytesIO(workbook(["草稿", "草稿"], ["单位", "旧列", "场次"]))), BytesIO()
    book.active.row_dimensions[1].hidden = True
    book.active.column_dimensions["B"].hidden = True
    book.save(content)
    assert headings(read_blank(content.getvalue(), "x.xlsx")) == [["单位"], ["场次"]]


def test_a_file_with_several_tables_is_asked_about():
    content = workbook(["甲表"], PLAIN, more=[[["乙表"], [*PLAIN, "备注"]]])
    assert "文件里有 2 张表，要的是第几张" in refusal(content)
    assert "2：乙表（4 列）" in refusal(content)
    assert len(read_blank(content, "x.xlsx", number=2).columns) == 4
    assert "文件里只有 2 张表" in refusal(content, number=3)


def test_of_a_whole_notice_the_annex_begins_at_its_label():
    body = (
        paragraph("关于开展活动的通知：")
        + paragraph("附件1")
        + paragraph("情况表")
        + table([cell("单位"), cell("场次")])
    )
    blank = read_blank(document(body), "x.docx")
    assert (blank.label, blank.title, blank.signing_line) == ("附件1", "情况表", "")


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (workbook(["只有一格"]), "x.xlsx", "没有找到表头"),
        (document(paragraph("没有表")), "x.docx", "没有找到表头"),
        (b"%PDF", "x.pdf", "请上传通知所附的空表"),
        (b"%PDF", "没有后缀", "请上传通知所附的空表"),
        (document(paragraph("x")), "x.xlsx", "文件里没有工作表"),
        (workbook(PLAIN), "x.docx", "这不是 .docx 文件"),
    ],
)
def test_what_is_no_blank_is_refused_with_a_sentence(content, name, sentence):
    assert sentence in refusal(content, name)


def test_a_head_of_more_than_three_rows_is_refused():
    rows = [["单位", "一"], [None, "二"], [None, "三"], [None, "四"]]
    assert "表头超过 3 层" in refusal(workbook(*rows, merged=["A1:A4"]))


def test_merged_cells_that_lie_on_one_another_are_not_followed():
    """Each of these would cover the whole sheet; together they would be three million places."""
    file = BytesIO(workbook(*([one, "x"] for one in range(200)), merged=["A1:B1"]))
    area = b'<mergeCell ref="A1:B1"/>'
    heavy = rewritten(file, changes={SHEET: [(area, b'<mergeCell ref="A1:CV1048576"/>' * 150)]})
    assert "读不出来" in refusal(heavy.getvalue())


def test_a_merged_cell_of_the_whole_sheet_is_no_burden():
    file = BytesIO(workbook(PLAIN, ["甲市"], merged=["A2:B2"]))
    whole = rewritten(file, changes={SHEET: [(b'ref="A2:B2"', b'ref="A2:XFD1048576"')]})
    assert headings(read_blank(whole.getvalue(), "x.xlsx")) == [["单位"], ["场次"], ["人数"]]


def test_what_stands_beyond_the_hundredth_column_is_not_read():
    assert len(recognised(["单位", *(f"列{number}" for number in range(3000))]).columns) == 100


def test_text_that_begins_like_a_formula_stays_text():
    assert headings(recognised(["单位", "+86 电话", "@场次"])) == [["单位"], ["+86 电话"], ["@场次"]]


@pytest.mark.parametrize(
    "text", ["附件" + " " * 100_000 + "x", "填表人：" + " " * 100_000 + "x", "年" + " \n" * 50_000, "（" * 100_000]
)
def test_endless_texts_cost_no_time_that_grows_with_their_square(text):
    body = paragraph(text) + table([cell("单位"), cell(text)], [cell(text), cell("1")])
    blank = read_blank(document(body), "x.docx")
    assert blank.columns[0].headings == ("单位",)
    assert len(blank.signing_line) <= 300


def test_cells_of_a_document_that_lie_on_one_another_are_not_followed():
    rows = []
    for number in range(100):
        continued = [cell("", "<w:vMerge/>") for _ in range(number)]
        rows.append([*continued, cell("x", f'<w:gridSpan w:val="{100 - number}"/><w:vMerge w:val="restart"/>')])
    assert "读不出来" in refusal(document(table(*rows)), "x.docx")
