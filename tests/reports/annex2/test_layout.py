"""The head of a table as its columns' headings make it: rows, merges, letters."""

import pytest

from reports.annex2.layout import HeadingCell
from tests.reports.annex2.layouts import a_layout, layout_of_2020

SERIAL, NAME, BLANK = {"content": "serial"}, {"content": "name"}, {"content": "blank"}


def cells(layout):
    """Text, row, column, and how far it is merged down and across."""
    return [(one.text, one.row, one.column, one.row_count, one.column_count) for one in layout.heading_cells]


def covered(layout):
    """Each place of the head and how many cells lie on it."""
    places = [
        (row, column)
        for one in layout.heading_cells
        for row in range(one.row, one.row + one.row_count)
        for column in range(one.column, one.column + one.column_count)
    ]
    return sorted(places)


THREE_LEVELS = a_layout(
    (["序号"], SERIAL),
    (["单位"], NAME),
    (["宣传", "信", "渠道"], {"content": "channels"}),
    (["宣传", "信", "次数"], {}),
    (["宣传", "报道"], {}),
    (["培训", "班次"], {}),
    (["培训", "人数", "总数"], {}),
    (["培训", "人数", "取得证书"], {}),
    (["备注"], BLANK),
)


@pytest.mark.parametrize(
    "layout",
    [
        a_layout((["单位"], NAME), (["次数"], {})),
        layout_of_2020(),
        THREE_LEVELS,
    ],
    ids=["one row", "two rows", "three rows"],
)
def test_every_place_of_the_head_is_covered_once(layout):
    rows, columns = range(layout.heading_row_count), range(len(layout.columns))
    assert covered(layout) == [(row, column) for row in rows for column in columns]
    assert [one for row in layout.heading_rows for one in row] == layout.heading_cells


def test_one_row_of_headings_is_merged_nowhere():
    assert cells(a_layout((["单位"], NAME), (["次数"], {}), (["次数"], {}))) == [
        ("单位", 0, 0, 1, 1),
        ("次数", 0, 1, 1, 1),
        ("次数", 0, 2, 1, 1),
    ]


def test_the_head_of_2020():
    assert cells(layout_of_2020())[:3] == [
        ("盟市", 0, 0, 2, 1),
        ("慰问信发放", 0, 1, 1, 2),
        ("走进青年", 0, 3, 1, 2),
    ]
    assert [column.letter for column in layout_of_2020().columns] == list("ABCDEFGHIJK")


def test_three_rows_of_headings():
    assert cells(THREE_LEVELS) == [
        ("序号", 0, 0, 3, 1),
        ("单位", 0, 1, 3, 1),
        ("宣传", 0, 2, 1, 3),
        ("培训", 0, 5, 1, 3),
        ("备注", 0, 8, 3, 1),
        ("信", 1, 2, 1, 2),
        ("报道", 1, 4, 2, 1),
        ("班次", 1, 5, 2, 1),
        ("人数", 1, 6, 1, 2),
        ("渠道", 2, 2, 1, 1),
        ("次数", 2, 3, 1, 1),
        ("总数", 2, 6, 1, 1),
        ("取得证书", 2, 7, 1, 1),
    ]


def test_the_same_heading_is_merged_only_between_neighbours_below_the_same_one():
    layout = a_layout((["甲", "场次"], {}), (["乙", "场次"], {}), (["甲", "人数"], {}))
    assert [(one.text, one.column_count) for one in layout.heading_rows[0]] == [("甲", 1), ("乙", 1), ("甲", 1)]
    assert [(one.text, one.column_count) for one in layout.heading_rows[1]] == [("场次", 1), ("场次", 1), ("人数", 1)]


def test_a_short_heading_beside_a_longer_one_of_the_same_words_stands_alone():
    layout = a_layout((["培训"], {}), (["培训", "人数"], {}))
    assert layout.heading_cells == [
        HeadingCell("培训", 0, 0, 2, 1),
        HeadingCell("培训", 0, 1, 1, 1),
        HeadingCell("人数", 1, 1, 1, 1),
    ]


def test_letters_go_on_after_z():
    layout = a_layout(*((["次数"], {}) for _ in range(28)))
    assert [column.letter for column in layout.columns][25:] == ["Z", "AA", "AB"]


def test_serial_name_and_blank_columns_are_not_counted():
    assert [column.heading for column in THREE_LEVELS.counted] == [
        *("渠道", "次数", "报道", "班次", "总数", "取得证书"),
    ]
    assert THREE_LEVELS.name.letter == "B"
