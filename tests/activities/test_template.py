import pytest

from tests.activities.exchange import ROWS, opened, template
from tests.factories import kind_of

pytestmark = pytest.mark.django_db


def validations(sheet):
    return {sheet[f"{str(one.sqref).split(':')[0][0]}1"].value: one for one in sheet.data_validations.dataValidation}


@pytest.mark.parametrize("kind", ROWS)
def test_has_headings_notes_and_a_marked_example(log_in, world, kind):
    sheet = opened(template(log_in("county_staff"), kind)).worksheets[0]
    headings, notes, example = ([cell.value for cell in row] for row in sheet.iter_rows(max_row=3))
    assert sheet.title == kind_of(world.campaign, kind).label
    assert set(ROWS[kind]) < set(headings)
    assert (headings[0], notes[0][:2], example[0]) == ("编号", "说明", "示例")
    assert all(notes)
    assert example[headings.index("备注")] == "这一行是示例，不会导入"
    assert sheet.max_row == 3
    assert sheet.freeze_panes == "B2"


def test_offers_the_own_committees_from_a_hidden_sheet(log_in):
    workbook = opened(template(log_in("league_city_staff"), "symposium"))
    sheet, choices = workbook.worksheets
    assert choices.sheet_state == "hidden"
    formula = validations(sheet)["开展单位"].formula1
    assert formula == "'选项'!$B$1:$B$3"
    assert [choices[f"B{row}"].value for row in (1, 2, 3)] == ["包头市团委", "东河区团委", "昆都仑区团委"]


@pytest.mark.parametrize(
    ("kind", "heading", "offered"),
    [
        ("letter", "发放渠道", 9),
        ("symposium", "状态", 3),
        ("symposium", "线上", 2),
        ("tour", "考察对象", 5),
    ],
)
def test_offers_the_choices_of_a_column(log_in, kind, heading, offered):
    sheet = opened(template(log_in("county_staff"), kind)).worksheets[0]
    validation = validations(sheet)[heading]
    assert validation.type == "list"
    assert validation.formula1.endswith(f"${offered}")
    # Several channels stand in one cell, which no drop-down list can offer.
    assert bool(validation.showErrorMessage) == (heading != "发放渠道")


def test_days_and_counts_are_limited_and_text_columns_are_text(log_in):
    sheet = opened(template(log_in("county_staff"), "symposium")).worksheets[0]
    limits = validations(sheet)
    assert (limits["日期"].type, limits["日期"].formula1, limits["日期"].formula2) == ("date", "43831", "43890")
    assert limits["参与人数"].type == "whole"
    formats = {
        sheet[f"{letter}1"].value: dimension.number_format for letter, dimension in sheet.column_dimensions.items()
    }
    assert (formats["编号"], formats["地点"], formats["日期"]) == ("@", "@", "yyyy-mm-dd")
