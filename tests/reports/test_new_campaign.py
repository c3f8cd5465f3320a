"""A campaign that was only just made: no kinds, no table, no rows. Every page opens and says what comes first."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from reports.models import Package
from reports.setup.rows import make_rows
from tests.factories import kind_of, make_activity, make_campaign, make_column, make_kind

pytestmark = pytest.mark.django_db

STAFF = ("region_manager", "region_viewer", "league_city_staff", "county_staff")
PAGES = ("admin:index", "annex2", "annex2_workbook", "statistics", "work", "completion")
PAGES_OF_THE_REGION = ("board", "board_reminder", "board_zip")
SOURCES = ("live", "submitted", "accepted")
NO_KINDS, NO_COLUMNS, NO_ROWS = "还没有活动类别", "还没有要计数的列", "还没有报送单位"


@pytest.fixture
def new(world):
    return make_campaign(year=2021, with_form=False)


@pytest.fixture
def look(log_in, new):
    """The answer of a page to an account of a role that has switched to the new campaign."""

    def look(role, name, *args, **query):
        client = log_in(role)
        client.post(reverse("admin:choose_campaign"), {"campaign": new.key})
        response = client.get(reverse(name, args=args), query)
        assert response.status_code == 200, (role, name)
        return response

    return look


def grid(response, title="附件2"):
    return list(load_workbook(BytesIO(response.content))[title].iter_rows(values_only=True))


@pytest.fixture(params=["made", "prepared", "with kinds"])
def stage(request, new):
    if request.param != "made":
        make_rows(campaign=new)
    if request.param == "with kinds":
        make_kind(campaign=new, key="fair")
    return request.param


@pytest.mark.parametrize("role", STAFF)
def test_every_page_opens(look, stage, role):
    for page in PAGES:
        look(role, page)


def test_the_pages_of_the_region_open(look, stage):
    for page in PAGES_OF_THE_REGION:
        look("region_manager", page)
    for source in SOURCES:
        look("region_manager", "annex2", source=source)
        look("region_manager", "consolidated", source=source)


def test_the_pages_of_a_package_open(look, new, world):
    make_rows(campaign=new)
    package = Package.objects.in_campaign(new).get(committee=world.baotou)
    for page in ("package", "package_submit", "package_sheet", "package_zip", "package_email"):
        look("league_city_staff", page, package.pk)


def test_the_desk_leads_to_what_comes_first(look):
    missing = look("region_manager", "admin:index").context["desk"]["missing"]
    assert [(sentence.partition("，")[0], address) for sentence, address in missing[:3]] == [
        (NO_KINDS, reverse("admin:activities_activitykind_changelist")),
        (f"汇总表{NO_COLUMNS}", reverse("table_design")),
        (NO_ROWS, reverse("admin:reports_setup_rows", args=["2021"])),
    ]


@pytest.mark.parametrize("role", ["region_viewer", "league_city_staff", "county_staff"])
def test_the_desk_leads_nobody_to_pages_that_are_not_theirs(look, role):
    missing = dict(look(role, "admin:index").context["desk"]["missing"])
    first = {
        sentence: address for sentence, address in missing.items() if NO_KINDS in sentence or NO_COLUMNS in sentence
    }
    assert list(first.values()) == ["", ""]


def test_the_desk_claims_no_entries_where_there_are_no_rows(look):
    assert "个单位都已有记录" not in look("region_manager", "admin:index").content.decode()


def test_page_and_sheet_of_the_table_say_what_comes_first(look):
    page = look("region_manager", "annex2").content.decode()
    sheet = str(grid(look("region_manager", "annex2_workbook")))
    consolidated = str(grid(look("region_manager", "consolidated")))
    for text in (page, sheet, consolidated):
        assert NO_COLUMNS in text
        assert "在筹备的“报送单位”里建立" in text


def test_the_board_says_what_comes_first(look):
    assert "还没有准备，没有报送单位" in look("region_manager", "board").content.decode()


def test_a_table_without_columns_names_its_rows(look, new):
    make_rows(campaign=new)
    rows = grid(look("region_manager", "annex2_workbook"))
    assert [row[0] for row in rows if row[0] in ("单位名称", "包头市", "呼伦贝尔市", "合计")] == [
        "单位名称",
        "包头市",
        "呼伦贝尔市",
        "合计",
    ]


def test_the_column_of_names_stands_first_until_there_is_one(look, new, world):
    make_rows(campaign=new)
    make_kind(campaign=new, key="visit", shape="contact")
    make_column(campaign=new, key="visited", kind=kind_of(new, "visit"), figure="visited_count", heading_1="人数")
    make_activity("visit", campaign=new, committee=world.donghe, visited_count=7)
    rows = [row[:2] for row in grid(look("region_manager", "annex2_workbook"))]
    assert ("单位名称", "人数") in rows
    assert ("包头市", 7) in rows
    make_column(campaign=new, key="name", content="name", heading_1="盟市")
    rows = [row[:2] for row in grid(look("region_manager", "annex2_workbook"))]
    assert ("人数", "盟市") in rows
    assert (7, "包头市") in rows
