"""Kinds and columns that a campaign has besides those of 2020: in the consolidated workbook and in all records out."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from activities.shapes import Shape
from reports.models import AnnexColumn
from tests.factories import kind_of, make_activity, make_campaign, make_column, make_kind
from tests.reports.exports.all_records import ACTIVITIES, grid, post

pytestmark = pytest.mark.django_db

CONSOLIDATED = "/admin/reports/consolidated.xlsx"


@pytest.fixture
def training(world):
    return make_kind(
        campaign=world.campaign,
        key="training",
        label="技能培训",
        shape=Shape.MEETING,
        position=10,
        details=[{"column": "topic", "label": "培训内容"}, "participant_count"],
        figures=[{"key": "certificate_count", "label": "取得证书人数"}],
    )


@pytest.fixture
def job_fair(world):
    figures = [{"key": "company_count", "label": "参加企业数"}, {"key": "job_count", "label": "提供岗位数"}]
    return make_kind(campaign=world.campaign, key="job_fair", label="招聘会", position=11, figures=figures)


@pytest.fixture
def work(world, training, job_fair):
    of = {"campaign": world.campaign, "committee": world.donghe}
    make_activity("visit", **of)
    make_activity(
        training, **of, participant_count=50, topic="电商", own_figures={"certificate_count": 40}, session_count=2
    )
    make_activity(job_fair, **of, own_figures={"company_count": 12})
    make_activity(job_fair, campaign=world.campaign, committee=world.hailar, own_figures={"company_count": 3})


def county_sheet(client, **query):
    response = client.get(CONSOLIDATED, query)
    assert response.status_code == 200
    return load_workbook(BytesIO(response.content))["旗县明细"]


class TestCountySheet:
    def test_has_the_kinds_that_a_column_names(self, log_in, world, work, job_fair):
        client = log_in("region_manager")
        assert county_sheet(client).max_column == 12
        column = {"campaign": world.campaign, "heading_1": "招聘会", "kind": job_fair}
        make_column(**column, key="fair_companies", heading_2="参加企业数", figure="company_count")
        make_column(**column, key="fair_jobs", heading_2="提供岗位数", figure="job_count")
        sheet = county_sheet(client)
        assert (sheet["M3"].value, sheet["M4"].value, sheet["N4"].value) == ("招聘会", "参加企业数", "提供岗位数")
        assert "M3:N3" in map(str, sheet.merged_cells.ranges)
        rows = {row[:2]: row[12:14] for row in sheet.iter_rows(min_row=5, values_only=True)}
        assert rows["包头市", "东河区"] == (12, None)
        assert rows["包头市", "小计"] == (12, None)
        assert rows["合计", None] == (15, None)

    def test_stands_below_three_rows_of_heading(self, log_in, world, work, training):
        AnnexColumn.objects.in_campaign(world.campaign).delete()
        column = {"campaign": world.campaign, "kind": training}
        make_column(campaign=world.campaign, key="serial", content="serial", heading_1="序号", width=5)
        make_column(campaign=world.campaign, key="name", content="name", heading_1="单位", width=20)
        make_column(**column, key="sessions", heading_1="培训", heading_2="场次", figure="session_count")
        for key, heading, figure in (("people", "人数", "participant_count"), ("sure", "取证", "certificate_count")):
            headings = {"heading_1": "培训", "heading_2": "参加", "heading_3": heading}
            make_column(**column, key=key, **headings, figure=figure)
        make_column(campaign=world.campaign, key="remark", content="blank", heading_1="备注", width=15)
        sheet = county_sheet(log_in("region_manager"))
        head = [list(row) for row in sheet.iter_rows(min_row=3, max_row=5, values_only=True)]
        assert head == [
            ["单位", "旗县市区", "培训", None, None, "备注"],
            [None, None, "场次", "参加", None, None],
            [None, None, None, "人数", "取证", None],
        ]
        merged = {str(area) for area in sheet.merged_cells.ranges}
        assert {"A3:A5", "B3:B5", "C3:E3", "C4:C5", "D4:E4", "F3:F5"} <= merged
        assert (sheet.print_title_rows, sheet.freeze_panes) == ("$3:$5", "C6")
        rows = {row[:2]: row[2:] for row in sheet.iter_rows(min_row=6, values_only=True)}
        assert rows["包头市", "东河区"] == (2, 50, 40, None)
        assert sheet.column_dimensions["F"].width == 15
        assert (
            {cell.border.bottom.style for cell in sheet[5]} == {cell.border.top.style for cell in sheet[3]} == {"thin"}
        )


def test_the_sheets_name_the_ages_of_the_campaign(log_in, world):
    type(world.campaign).objects.update(youngest_age=16, youth_until_age=30, oldest_age=30)
    book = load_workbook(BytesIO(log_in("region_manager").get(CONSOLIDATED).content))
    sheet = book["问卷统计"]
    texts = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert "青年\n16–30\n周岁" in texts
    assert not any("放宽" in text for text in texts)
    assert any("青年为 16–30 周岁。" in text for text in texts)


class TestAllRecords:
    def test_hold_every_kind_with_its_own_figures(self, log_in, work):
        rows = grid(post(log_in("county_staff"), ACTIVITIES))
        assert [row["类别"] for row in rows] == ["走进青年", "技能培训", "招聘会"]
        visit, training, fair = rows
        assert (training["活动场次"], training["参与人数"], training["取得证书人数"]) == (2, 50, 40)
        assert training["主题／培训内容"] == "电商"
        assert (fair["参加企业数"], fair["提供岗位数"], fair["取得证书人数"]) == (12, None, None)
        assert (visit["参加企业数"], visit["联系走访青年人数"]) == (None, 10)

    def test_of_a_kind_have_what_it_asks_for(self, log_in, work):
        (row,) = grid(post(log_in("county_staff"), reverse("full_export", args=["training"])))
        assert list(row) == [
            *("编号", "类别", "盟市", "旗县市区", "单位", "状态", "日期", "合计至"),
            *("培训内容", "活动场次", "参与人数", "取得证书人数"),
            *("备注", "照片张数", "记录时间", "最后修改时间"),
        ]
        (row,) = grid(post(log_in("county_staff"), reverse("full_export", args=["job_fair"])))
        assert (row["参加企业数"], row["提供岗位数"]) == (12, None)

    def test_are_offered_together_and_by_kind(self, log_in, world, work):
        content = log_in("county_staff").get(ACTIVITIES).content.decode()
        assert "导出 Excel：七类活动" in content
        for kind in ("letter", "training", "job_fair"):
            assert f"/admin/reports/export/{kind}/" in content

    def test_are_of_the_kinds_of_the_posted_campaign(self, log_in, world, work):
        later = make_campaign(year=2021)
        address = reverse("full_export", args=["job_fair"])
        assert post(log_in("county_staff"), address, campaign=2021).status_code == 404
        make_activity(make_kind(campaign=later, key="job_fair", label="双选会"), campaign=later, committee=world.donghe)
        (row,) = grid(post(log_in("county_staff"), address, campaign=2021))
        assert row["类别"] == "双选会"

    def test_of_a_retired_kind_are_still_there(self, log_in, world, work, job_fair):
        type(job_fair).objects.filter(pk=job_fair.pk).update(is_active=False)
        make_kind(campaign=world.campaign, key="empty", label="从未记过", is_active=False)
        client = log_in("county_staff")
        assert len(grid(post(client, ACTIVITIES))) == 3
        assert len(grid(post(client, reverse("full_export", args=["job_fair"])))) == 1
        assert client.get(reverse("full_export", args=["empty"])).status_code == 404

    def test_take_one_query_more_a_batch_where_kinds_have_figures_of_their_own(self, log_in, work):
        client = log_in("county_staff")
        counts = {}
        for kind in ("visit", "job_fair"):
            response = post(client, reverse("full_export", args=[kind]))
            with CaptureQueriesContext(connection) as queries:
                assert len(grid(response)) == 1
            counts[kind] = len(queries)
        assert counts["job_fair"] == counts["visit"] + 1


def test_pages_take_as_many_queries_with_more_kinds(log_in, world, work):
    def counted():
        counts = {}
        for address in (ACTIVITIES, CONSOLIDATED):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counts[address] = len(queries)
        return counts

    client = log_in("region_manager")
    make_column(campaign=world.campaign, key="jobs", kind=kind_of(world.campaign, "job_fair"), figure="company_count")
    few = counted()
    for number in range(5):
        kind = make_kind(campaign=world.campaign, key=f"kind_{number}", label=f"第{number}类", figures=["one"])
        make_column(campaign=world.campaign, key=f"column_{number}", kind=kind, figure="one")
        make_activity(kind, campaign=world.campaign, committee=world.donghe, own_figures={"one": 1})
    assert counted() == few
