"""Recipes that touch no source file: a kind, a figure, a column and the next campaign are lines of a notice's file."""

from io import BytesIO

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from organization.models import Campaign
from reports.setup.notice_file import notice_path
from reports.setup.opening import prepare_campaign
from tests.factories import make_activity
from tests.recipes.contributing import toml_of
from tests.reports.exports.all_records import ACTIVITIES, grid, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice(tmp_path):
    """A copy of the file of 2020, to which lines are added."""
    path = tmp_path / "campaign.toml"
    path.write_text(notice_path("2020").read_text(encoding="utf-8"), encoding="utf-8")
    return path


@pytest.fixture
def staff(log_in):
    return log_in("county_staff")


def add(path, text, *, below=None):
    content = path.read_text(encoding="utf-8")
    assert below is None or content.count(below) == 1
    path.write_text(content.replace(below, f"{below}\n{text}") if below else f"{content}\n{text}", encoding="utf-8")


def update(path):
    call_command("load_campaign", str(path), "--update")


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def table_headings(client):
    content = client.get("/admin/reports/annex2.xlsx").content
    return {cell.value for row in load_workbook(BytesIO(content)).active.iter_rows(max_row=6) for cell in row}


def test_a_kind_is_lines_of_the_file(staff, world, notice):
    add(notice, toml_of("A kind"))
    update(notice)
    kind = world.campaign.kinds.get(key="job_fair")
    make_activity(kind, campaign=world.campaign, committee=world.donghe, own_figures={"job_count": 30})
    for address in ("/admin/", "/admin/reports/statistics/", "/admin/activities/job_fair/"):
        assert "招聘会" in page(staff, address)
    assert "提供岗位数" in page(staff, "/admin/activities/job_fair/add/")
    [row] = grid(post(staff, ACTIVITIES))
    assert (row["类别"], row["提供岗位数"]) == ("招聘会", 30)


def test_a_figure_is_a_line_of_the_file(staff, world, notice):
    add(notice, toml_of("A figure"), below='key = "lecture"')
    update(notice)
    assert "取得证书人数" in page(staff, "/admin/activities/lecture/add/")
    make_activity("lecture", campaign=world.campaign, committee=world.donghe)
    [row] = grid(post(staff, ACTIVITIES))
    assert row["取得证书人数"] is None


def test_a_column_is_lines_of_the_file(log_in, world, notice):
    client = log_in("region_manager")
    add(notice, toml_of("A kind"))
    assert "提供岗位数" not in table_headings(client)
    add(notice, toml_of("A column"))
    update(notice)
    kind = world.campaign.kinds.get(key="job_fair")
    make_activity(kind, campaign=world.campaign, committee=world.donghe, own_figures={"job_count": 31})
    assert {"招聘会", "提供岗位数"} <= table_headings(client)
    assert "提供岗位数" in page(client, "/admin/reports/annex2/")
    book = load_workbook(BytesIO(client.get("/admin/reports/consolidated.xlsx?source=live").content))
    for name in ("附件2", "旗县明细"):
        assert {"提供岗位数", 31} <= {cell for row in book[name].iter_rows(values_only=True) for cell in row}


def test_the_next_campaign_is_a_file(log_in, world, notice):
    content = notice.read_text(encoding="utf-8").replace('key = "2020"\nyear = 2020', 'key = "2024"\nyear = 2024')
    notice.write_text(
        content.replace("2022-", "2026-").replace("2020-", "2024-").replace("2020共青团", "2024共青团"),
        encoding="utf-8",
    )
    client = log_in("region_manager")
    before = table_headings(client)
    call_command("load_campaign", str(notice))
    campaign = Campaign.objects.get(key="2024")
    prepare_campaign(campaign)
    assert table_headings(client) == before
    client.post("/admin/campaign/", {"campaign": "2024"})
    for address in ("/admin/", "/admin/reports/statistics/", "/admin/reports/board/", "/admin/activities/letter/add/"):
        assert "2024" in page(client, address)
    assert "2024共青团" in page(client, "/admin/reports/annex2/")
