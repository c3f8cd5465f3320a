"""The import page and the file as a whole."""

import re
from datetime import date

import pytest
from django.contrib.admin.models import LogEntry

from activities.models import Activity, ActivityImport, ZeroReport
from organization.choices import Act
from organization.models import AuditEvent
from tests.activities.exchange import (
    ROWS,
    confirm,
    import_rows,
    opened,
    saved,
    template,
    upload,
    workbook_of,
)
from tests.factories import declare_zero_report

pytestmark = pytest.mark.django_db

ROW = ROWS["symposium"]


@pytest.mark.parametrize("kind", ROWS)
def test_imports_a_row_of_each_kind_after_the_preview(log_in, world, kind):
    client = log_in("county_staff")
    response = upload(client, kind, workbook_of(ROWS[kind]))
    assert response.context["preview"].created == 1
    assert not Activity.objects.exists()
    page = confirm(client, kind, response, follow=True)
    assert "导入完成：新增 1 条，修改 0 条" in page.content.decode()
    activity = Activity.objects.get()
    assert (activity.kind.key, activity.committee, activity.campaign) == (kind, world.donghe, world.campaign)
    assert activity.created_by == world.accounts["county_staff"]
    assert activity.held_on == date(2020, 1, 20)


def test_explains_itself_in_three_steps(log_in):
    page = log_in("county_staff").get("/admin/activities/letter/import/").content.decode()
    assert page.count("<h2>") >= 3
    assert "/admin/activities/letter/template/2020.xlsx" in page


def test_an_import_is_audited_with_its_counts_and_nothing_else(log_in):
    import_rows(log_in("county_staff"), ROW, ROW | {"主题": "李四的座谈"})
    event = AuditEvent.objects.get(act=Act.ACTIVITY_IMPORT)
    assert "新增 2 条" in event.detail
    assert "李四" not in event.detail
    assert LogEntry.objects.count() == 2


def test_withdraws_the_zero_report_like_the_form(log_in, world):
    declare_zero_report(
        campaign=world.campaign, committee=world.donghe, kinds=["symposium"], by=world.accounts["county_staff"]
    )
    page = import_rows(log_in("county_staff"), ROW)
    assert not ZeroReport.objects.exists()
    assert "零报告已自动撤销" in page.content.decode()


def complaint(client, content, **options):
    response = upload(client, "symposium", content, **options)
    assert response.status_code == 200
    return response.context["form"].errors.get("workbook", [""])[0]


def test_the_file_must_be_there_and_be_a_workbook(log_in):
    client = log_in("county_staff")
    response = client.post("/admin/activities/symposium/import/", {"campaign": 2020})
    assert "请先选择" in response.context["form"].errors["workbook"][0]
    assert "空的" in complaint(client, b"")
    assert ".xlsx" in complaint(client, "日期,状态\n".encode(), name="活动.csv")
    assert ".et" in complaint(client, bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 600, name="活动.et")
    assert "没有可以导入的行" in complaint(client, workbook_of(headings=list(ROW)))


@pytest.mark.parametrize("year", ["", "x", "1999", "9" * 30])
def test_a_forged_campaign_is_refused(log_in, year):
    response = upload(log_in("county_staff"), "symposium", workbook_of(ROW), year=year)
    assert response.status_code in (200, 404)
    assert not ActivityImport.objects.exists()


def test_the_file_of_another_kind_is_recognised_by_its_missing_columns(log_in):
    refusal = complaint(log_in("county_staff"), workbook_of(ROWS["visit"]))
    assert "活动场次、参与人数" in refusal
    assert "返乡创业座谈会" in refusal


def test_the_order_of_columns_is_free_and_unknown_ones_are_named(log_in):
    client = log_in("county_staff")
    row = ROW | {"经办人": "王五"}
    response = upload(client, "symposium", workbook_of(row, headings=list(reversed(row))))
    assert response.context["reading"].unknown_headings == ["经办人"]
    assert "经办人" in response.content.decode()
    assert response.context["preview"].created == 1


def test_a_filled_column_without_a_heading_is_named(log_in):
    content = workbook_of(ROW, prepare=lambda sheet: sheet.cell(2, 9, "漏了列名"))
    assert upload(log_in("county_staff"), "symposium", content).context["reading"].unknown_headings == [
        "第 9 列（没有列名）"
    ]


def test_a_column_twice_is_refused(log_in):
    content = workbook_of(ROW, prepare=lambda sheet: sheet.cell(1, 9, "日期"))
    assert "出现了两次" in complaint(log_in("county_staff"), content)


def test_empty_rows_are_no_rows(log_in):
    blank = dict.fromkeys(ROW, "  ")
    content = workbook_of(ROW, blank, {}, ROW | {"主题": "另一场"}, blank, *[{}] * 50)
    preview = upload(log_in("county_staff"), "symposium", content).context["preview"]
    assert [row.number for row in preview.rows] == [2, 5]


def test_more_rows_than_the_limit_are_refused_with_a_reason(log_in, monkeypatch):
    monkeypatch.setattr("activities.exchange.reading.ROW_LIMIT", 2)
    refusal = complaint(log_in("county_staff"), workbook_of(ROW, ROW, ROW))
    assert refusal == "一次最多导入 2 行，这个文件有 3 行，请分成几个文件。"


def test_a_long_file_shows_its_first_rows_and_says_so(log_in, monkeypatch):
    monkeypatch.setattr("activities.exchange.preview.SHOWN_ROWS", 2)
    monkeypatch.setattr("activities.admin.exchange.SHOWN_ROWS", 2)
    client = log_in("county_staff")
    rows = [ROW | {"主题": f"第 {number} 场"} for number in range(3)]
    response = upload(client, "symposium", workbook_of(*rows))
    assert len(response.context["preview"].rows) == 2
    assert "只列出前 2 行" in response.content.decode()
    wrong = upload(client, "symposium", workbook_of(*(row | {"日期": "昨天"} for row in rows)))
    assert "还有 1 处没有列出" in wrong.content.decode()


def test_queries_per_row_stay_few(log_in, django_assert_max_num_queries):
    client = log_in("league_city_staff")
    content = workbook_of(*(ROW | {"主题": f"第 {number} 场"} for number in range(50)))
    with django_assert_max_num_queries(40 + 2 * 50):
        response = upload(client, "symposium", content)
    confirm(client, "symposium", response)
    with django_assert_max_num_queries(40):
        assert upload(client, "symposium", content).context["preview"].skipped == 50


def filled_template(client, *rows, change=None):
    workbook = opened(template(client, "symposium"))
    sheet = workbook.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    for row in rows:
        sheet.append([row.get(heading) for heading in headings])
    if change:
        change(sheet)
    return saved(workbook)


def test_reads_a_filled_template_without_its_example(log_in):
    client = log_in("county_staff")
    response = upload(client, "symposium", filled_template(client, ROW))
    assert response.context["reading"].examples == [2, 3]
    assert [row.number for row in response.context["preview"].rows] == [4]


def test_an_untouched_template_has_nothing_to_import(log_in):
    client = log_in("county_staff")
    assert "没有可以导入的行" in complaint(client, filled_template(client))


def test_the_example_stays_out_even_without_its_mark(log_in):
    client = log_in("county_staff")
    content = filled_template(client, ROW, change=lambda sheet: sheet.cell(3, 1).__setattr__("value", None))
    assert upload(client, "symposium", content).context["preview"].created == 1


def test_an_example_that_was_written_over_is_not_dropped_in_silence(log_in):
    client = log_in("county_staff")
    content = filled_template(client, change=lambda sheet: sheet.cell(3, 6, "真的座谈会"))
    fault = upload(client, "symposium", content).context["preview"].faults[0]
    assert (fault.row, fault.heading) == (3, "编号")
    assert "示例" in fault.message


def test_the_list_offers_what_the_role_may_do(log_in):
    page = log_in("county_staff").get("/admin/activities/symposium/").content.decode()
    assert re.findall("导入 Excel|下载模板|导出 Excel", page) == ["导入 Excel", "下载模板", "导出 Excel"]
    page = log_in("region_viewer").get("/admin/activities/symposium/").content.decode()
    assert re.findall("导入 Excel|下载模板|导出 Excel", page) == ["导出 Excel"]
