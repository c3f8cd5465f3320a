"""Tables of other notices than that of 2020 on paper: three rows of headings, serial numbers, columns printed empty."""

from collections import Counter
from io import BytesIO

import pytest
from openpyxl import load_workbook

from organization.models import Campaign, Committee
from reports.annex2.grid import signing_parts
from reports.annex2.print_out import A3, A4, choose_paper
from reports.annex2.rows import Row
from reports.annex2.table import Table, outside_row
from reports.annex2.workbook import print_out_of, workbook_bytes
from tests.reports.annex2.layouts import a_layout, layout_of_2020

LAYOUT = a_layout(
    (["序号"], {"content": "serial", "width": 6}),
    (["单位"], {"content": "name", "width": 16}),
    (["培训", "班次"], {"key": "classes", "kind": "training", "figure": "session_count"}),
    (["培训", "人数", "总数"], {"key": "people", "kind": "training", "figure": "participant_count"}),
    (["培训", "人数", "取得证书"], {"key": "certified", "kind": "training", "figure": "certificate_count"}),
    (["备注"], {"content": "blank", "width": 30}),
)


def a_campaign(**overrides):
    fields = {
        "year": 2021,
        "theme": "主题",
        "annex2_title": "2021年培训情况表",
        "annex2_label": "附件1",
        "shows_theme_in_annex2": False,
        "annex2_signing_line": "填报人：{name}｜{day}｜电话：{phone}｜{seal}",
        "region_seal": "（盖章）",
        "committee_seal": "单位公章：",
    }
    return Campaign(**fields | overrides)


def a_row(name, **sums):
    row = Row(LAYOUT, name, frozenset(), entry_counts=Counter(training=1) if sums else Counter())
    row.sums = sums
    return row


def a_table(*rows, layout=LAYOUT, level="region", campaign=None, **fields):
    committee = Committee(level=level, name="某团委", place_name="某地")
    return Table(campaign or a_campaign(), committee, layout, list(rows), outside_row(layout), **fields)


def opened(table):
    return load_workbook(BytesIO(workbook_bytes(table))).active


@pytest.fixture
def sheet():
    return opened(a_table(a_row("甲市", classes=2, people=30, certified=12), a_row("乙盟", classes=1, people=9)))


def test_the_whole_grid(sheet):
    assert [list(row) for row in sheet.iter_rows(values_only=True)] == [
        ["附件1", *[None] * 5],
        ["2021年培训情况表", *[None] * 5],
        ["填报人：", "　　年　　月　　日", None, "电话：", "（盖章）", None],
        ["序号", "单位", "培训", None, None, "备注"],
        [None, None, "班次", "人数", None, None],
        [None, None, None, "总数", "取得证书", None],
        [1, "甲市", 2, 30, 12, None],
        # Not known is blank, and not 0.
        [2, "乙盟", 1, 9, None, None],
        [None, "合计", 3, 39, 12, None],
    ]


def test_merges_widths_and_print_set_up_follow_from_the_columns(sheet):
    assert {str(merged) for merged in sheet.merged_cells.ranges} == {
        *("A1:F1", "A2:F2", "B3:C3", "E3:F3"),
        *("A4:A6", "B4:B6", "C4:E4", "C5:C6", "D5:E5", "F4:F6"),
    }
    assert [sheet.column_dimensions[letter].width for letter in "ABCDEF"] == [6, 16, 10, 10, 10, 30]
    assert sheet.print_title_rows == "$4:$6"
    assert sheet.print_area == "'附件2'!$A$1:$F$9"
    assert sheet.freeze_panes == "C7"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)


def test_the_parts_of_the_signing_line_are_spread_over_the_columns():
    table = a_table(layout=layout_of_2020(), campaign=a_campaign(annex2_signing_line="甲｜乙｜丙"))
    merges = {str(merged) for merged in opened(table).merged_cells.ranges}
    assert {"A3:C3", "D3:G3", "H3:K3"} <= merges


def test_more_parts_than_columns_stand_in_one():
    layout = a_layout((["单位"], {"content": "name"}), (["次数"], {}))
    table = a_table(layout=layout, campaign=a_campaign(annex2_signing_line="甲｜乙｜丙"))
    assert signing_parts(table) == ["甲　乙　丙"]


def test_what_somebody_typed_is_not_read_as_a_place():
    table = a_table(campaign=a_campaign(), level="league_city", filled_by_name="{seal}", filled_by_phone="1")
    assert signing_parts(table) == ["填报人：{seal}", "　　年　　月　　日", "电话：1", "单位公章："]


def test_a_campaign_without_a_total_row_has_none():
    table = a_table(a_row("甲市", classes=2), campaign=a_campaign(has_total_row=False))
    assert [line.name for line in table.lines] == ["甲市"]
    assert opened(table).max_row == 7


def test_the_theme_stands_above_the_title_where_the_campaign_wants_it():
    sheet = opened(a_table(a_row("甲市"), campaign=a_campaign(shows_theme_in_annex2=True)))
    assert [sheet[f"A{row}"].value for row in (1, 2, 3)] == ["附件1", "“主题”", "2021年培训情况表"]


def test_long_headings_make_their_row_higher():
    layout = a_layout((["单位"], {"content": "name"}), (["参加创业就业培训并取得职业技能等级证书的青年"], {"width": 6}))
    row = Row(layout, "甲市", frozenset())
    sheet = opened(a_table(row, layout=layout))
    assert sheet.row_dimensions[4].height > 100


@pytest.mark.parametrize(
    ("width", "height", "paper", "size"),
    [
        (700, 500, A4, 12),
        (1100, 500, A4, 8.5),
        (700, 760, A4, 8),
        (1200, 500, A3, 11),
        (3000, 500, A3, 4.5),
    ],
)
def test_what_would_become_too_small_goes_on_a3(width, height, paper, size):
    print_out = choose_paper(width, height, 12)
    assert (print_out.paper, print_out.text_size) == (paper, size)


def test_a_wide_table_is_printed_on_a3_and_the_page_says_so():
    layout = a_layout((["单位"], {"content": "name"}), *(([f"第{number}项"], {}) for number in range(25)))
    table = a_table(Row(layout, "甲市", frozenset()), layout=layout)
    assert opened(table).page_setup.paperSize == 8
    assert str(print_out_of(table)) == "A3 横向，一页，字号约 9 磅"
    assert str(print_out_of(a_table(a_row("甲市")))) == "A4 横向，一页，字号约 12 磅"
