"""Workbooks as people make them: merged, filtered, with a cover, from other programs."""

from pathlib import Path

import pytest

from activities.models import Activity, ActivityImport
from tests.activities.exchange import ROWS, confirm, upload, workbook_of

pytestmark = pytest.mark.django_db

ROW = ROWS["symposium"]
DATA = Path(__file__).parent / "data"


def upload_case(log_in, name):
    client = log_in("league_city_staff")
    (file,) = DATA.glob(f"{name}-*.xlsx")
    return client, upload(client, "symposium", file.read_bytes())


def imported(log_in, name):
    client, response = upload_case(log_in, name)
    assert not response.context["preview"].faults
    confirm(client, "symposium", response)
    return [
        (entry.committee.short_name, str(entry.held_on), entry.topic, entry.place, entry.participant_count)
        for entry in Activity.objects.order_by("pk")
    ]


ONE = [("东河区团委", "2020-01-18", "测试主题甲", "某镇某村", 31)]


@pytest.mark.parametrize("name", ["01", "07", "16"])
def test_reads_files_of_numbers_of_strict_open_xml_and_with_an_empty_fill(log_in, name):
    assert imported(log_in, name) == ONE


def test_a_merged_cell_is_in_every_row_that_it_covers(log_in):
    assert imported(log_in, "05") == [
        ("东河区团委", "2020-01-18", topic, "某镇某村", count)
        for topic, count in (("测试主题甲", 30), ("测试主题乙", 31), ("测试主题丙", 32))
    ]


def test_a_merged_cell_of_an_optional_column_is_too(log_in):
    assert [entry[2:] for entry in imported(log_in, "06")] == [
        ("测试主题甲", "某镇某村", count) for count in (30, 31, 32)
    ]


def test_a_hidden_row_is_named_and_asked_about(log_in):
    _, response = upload_case(log_in, "08")
    page = response.content.decode()
    assert "第 5 行是隐藏行" in " ".join(page.split())
    assert "筛选后看不见的一" in page
    assert "确认导入，不含隐藏行" in page
    assert [row.number for row in response.context["preview"].rows] == [4]


def look(client, response, choice):
    fields = {"token": response.context["upload"].token, "look": choice}
    return client.post("/admin/activities/symposium/import/confirm/", fields)


def test_a_hidden_row_left_out_stays_out_and_that_is_said(log_in):
    client, response = upload_case(log_in, "08")
    page = confirm(client, "symposium", response, follow=True).content.decode()
    assert [entry.participant_count for entry in Activity.objects.all()] == [31]
    assert "隐藏的 1 行没有导入" in page


def test_a_hidden_row_is_imported_where_that_was_chosen(log_in):
    client, response = upload_case(log_in, "08")
    again = look(client, response, "import")
    assert not Activity.objects.exists()
    assert [row.number for row in again.context["preview"].rows] == [4, 5]
    page = again.content.decode()
    assert "确认导入，含隐藏行" in page
    answers = {"hidden_rows": "import", "similar": "add", "figures": "1"}
    page = confirm(client, "symposium", again, answers=answers, follow=True).content.decode()
    assert sorted(entry.participant_count for entry in Activity.objects.all()) == [31, 999]
    assert "没有导入" not in page


def test_the_choice_can_be_taken_back(log_in):
    client, response = upload_case(log_in, "08")
    back = look(client, look(client, response, "import"), "leave")
    assert [row.number for row in back.context["preview"].rows] == [4]


def hide(*numbers):
    def prepare(sheet):
        for number in numbers:
            sheet.row_dimensions[number].hidden = True

    return prepare


def test_faults_of_hidden_rows_are_none_while_these_stay_out(log_in):
    client = log_in("county_staff")
    content = workbook_of(ROW, ROW | {"日期": "昨天"}, prepare=hide(3))
    response = upload(client, "symposium", content)
    assert response.context["pending"]
    again = look(client, response, "import")
    assert [fault.row for fault in again.context["preview"].faults] == [3]
    assert again.context["pending"] is None


def test_where_all_rows_are_hidden_the_question_is_asked_all_the_same(log_in):
    client = log_in("county_staff")
    response = upload(client, "symposium", workbook_of(ROW, prepare=hide(2)))
    assert "都是隐藏行" in response.content.decode()
    assert look(client, response, "import").context["preview"].created == 1


def test_hidden_examples_are_examples(log_in):
    content = workbook_of({"编号": "说明"} | dict.fromkeys(ROW, "说明"), ROW, prepare=hide(2))
    reading = upload(log_in("county_staff"), "symposium", content).context["reading"]
    assert (reading.examples, reading.hidden_rows) == ([2], [])


def test_hidden_columns_are_read_and_named(log_in):
    def prepare(sheet):
        sheet.column_dimensions["F"].hidden = True

    response = upload(log_in("county_staff"), "symposium", workbook_of(ROW, prepare=prepare))
    assert response.context["reading"].hidden_headings == ["主题"]
    assert "也读取了：主题" in response.content.decode()


def test_a_merged_figure_is_pointed_out(log_in):
    """Each row that it covers has it now, which is not what a sum of these rows means."""

    def prepare(sheet):
        sheet.merge_cells("E2:E3")

    rows = [ROW, {heading: value for heading, value in ROW.items() if heading != "参与人数"} | {"主题": "另一场"}]
    response = upload(log_in("county_staff"), "symposium", workbook_of(*rows, prepare=prepare))
    assert response.context["reading"].merged_figures == [("参与人数", 2, 3, "25")]
    assert "每行都按 25 计" in response.content.decode()


def test_headings_in_merged_cells_are_no_row(log_in):
    def prepare(sheet):
        sheet.insert_rows(2)
        for column in range(1, len(ROW) + 1):
            sheet.merge_cells(start_row=1, end_row=2, start_column=column, end_column=column)
        sheet.cell(1, len(ROW) + 1, "经办")
        sheet.cell(2, len(ROW) + 1, "姓名")

    preview = upload(log_in("county_staff"), "symposium", workbook_of(ROW, prepare=prepare)).context["preview"]
    assert [row.number for row in preview.rows] == [3]


def copied(*titles, hidden=()):
    def prepare(sheet):
        for title in titles:
            sheet.parent.copy_worksheet(sheet).title = title
        for title in hidden:
            sheet.parent[title].sheet_state = "hidden"

    return prepare


def test_two_sheets_that_could_be_meant_are_named(log_in):
    content = workbook_of(ROW, title="一月", prepare=copied("二月"))
    (refusal,) = upload(log_in("county_staff"), "symposium", content).context["form"].errors["workbook"]
    assert "“一月”、“二月”" in refusal
    assert not ActivityImport.objects.exists()


def test_a_hidden_sheet_is_not_meant(log_in):
    content = workbook_of(ROW, title="一月", prepare=copied("二月", hidden=["二月"]))
    assert upload(log_in("county_staff"), "symposium", content).context["preview"].created == 1


def test_beside_the_sheet_named_for_the_kind_others_are_not_read_but_named(log_in):
    content = workbook_of(ROW, title="返乡创业座谈会", prepare=copied("草稿"))
    response = upload(log_in("county_staff"), "symposium", content)
    assert response.context["reading"].other_sheets == ["草稿"]
    assert "没有读取：草稿" in response.content.decode()


def test_a_sheet_named_for_the_kind_without_its_headings_is_a_cover(log_in):
    def prepare(sheet):
        sheet.parent.create_sheet("返乡创业座谈会", 0).append(["封面", "日期", "日期"])

    assert upload(log_in("county_staff"), "symposium", workbook_of(ROW, prepare=prepare)).context["preview"].created


def test_the_row_of_the_sheet_s_end_is_a_row_like_others(log_in):
    content = workbook_of(ROW, prepare=lambda sheet: sheet.cell(1_000_000, 1, "x"))
    preview = upload(log_in("county_staff"), "symposium", content).context["preview"]
    assert {fault.row for fault in preview.faults} == {1_000_000}


@pytest.mark.parametrize(
    ("heading", "written", "number_format", "shown"),
    [("备注", 0.5, "0%", "50%"), ("主题", True, "General", "TRUE"), ("参与人数", "25", "@", "25")],
)
def test_a_cell_is_read_as_it_is_seen(log_in, heading, written, number_format, shown):
    def prepare(sheet):
        column = [cell.value for cell in sheet[1]].index(heading) + 1
        sheet.cell(2, column).number_format = number_format

    content = workbook_of(ROW | {heading: written}, prepare=prepare)
    (row,) = upload(log_in("county_staff"), "symposium", content).context["preview"].rows
    assert (shown, "") in row.cells
