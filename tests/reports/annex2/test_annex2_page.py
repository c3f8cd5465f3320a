from datetime import date
from io import BytesIO
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from activities.models import ZeroReport
from organization.models import AuditEvent
from reports.models import Package
from reports.setup.rows import make_rows, separate_rows
from tests.factories import kind_of, make_account, make_activity, make_campaign, make_committee

pytestmark = pytest.mark.django_db

KINDS = ("letter", "visit", "symposium", "lecture", "tour")
PAGE, FILE, ENTRIES = "/admin/reports/annex2/", "/admin/reports/annex2.xlsx", "/admin/reports/annex2/entries/"


@pytest.fixture
def work(world):
    for committee in (world.donghe, world.kundulun, world.hailar):
        for kind in KINDS:
            make_activity(kind, campaign=world.campaign, committee=committee)


def shown(response):
    return {line.name: [cell.value for cell in line.cells[1:]] for line in response.context["lines"]}


def test_the_page_and_the_file_show_the_same(log_in, work):
    client = log_in("region_manager")
    sheet = load_workbook(BytesIO(client.get(FILE).content)).active
    in_file = {row[0]: list(row[1:]) for row in sheet.iter_rows(min_row=7, values_only=True)}
    assert shown(client.get(PAGE)) == in_file


def test_every_number_links_to_entries_with_the_same_sum(log_in, work):
    client = log_in("region_manager")
    for line in client.get(PAGE).context["lines"]:
        for kind in KINDS:
            numbers = [cell.value for cell in line.cells if cell.column.kind == kind and not cell.column.is_text]
            behind = client.get(ENTRIES, {"campaign": 2020, "row": line.key, "kind": kind})
            assert behind.status_code == 200
            assert [value for value in behind.context["sums"] if value != ""] == numbers


def test_a_league_city_gets_its_own_sheet(log_in, work):
    client = log_in("league_city_staff")
    assert list(shown(client.get(PAGE))) == ["包头市"]
    sheet = load_workbook(BytesIO(client.get(FILE).content)).active
    assert [sheet["A7"].value, sheet["D7"].value, sheet["H4"].value] == ["包头市", 20, "盟市团委盖章："]


def test_a_countys_own_sheet_names_the_county_and_its_own_seal(log_in, work):
    client = log_in("county_staff")
    page = client.get(PAGE)
    assert list(shown(page)) == ["东河区"]
    sheet = load_workbook(BytesIO(client.get(FILE).content)).active
    assert [sheet["A5"].value, sheet["A7"].value, sheet["H4"].value] == ["旗县市区", "东河区", "东河区团委盖章："]
    assert next(cell.text for cell in page.context["heading_rows"][0]) == "旗县市区"


def test_a_seal_that_names_nobody_stays_as_it_is(log_in, work, world):
    world.campaign.committee_seal = "（盖章）"
    world.campaign.save()
    sheet = load_workbook(BytesIO(log_in("county_staff").get(FILE).content)).active
    assert sheet["H4"].value == "（盖章）"


def test_a_separate_city_seals_its_own_row(client, log_in, world):
    """The form of the table stays the official one: the row goes up in it."""
    separate_rows(campaign=world.campaign)
    log_in("county_staff")
    client.force_login(make_account(committee=world.manzhouli))
    sheet = load_workbook(BytesIO(client.get(FILE).content)).active
    assert [sheet["A5"].value, sheet["A7"].value, sheet["H4"].value] == ["盟市", "满洲里市", "满洲里市团委盖章："]


def test_a_separate_city_gets_its_own_row(client, log_in, world):
    make_activity(campaign=world.campaign, committee=world.manzhouli)
    separate_rows(campaign=world.campaign)
    log_in("county_staff")
    client.force_login(make_account(committee=world.manzhouli))
    assert list(shown(client.get(PAGE))) == ["满洲里市"]


def test_what_another_committee_adds_to_a_separate_row_is_named_without_a_link(client, log_in, world):
    """满洲里's row counts 扎赉诺尔区, whose entries are not 满洲里's to open."""
    jalainur = make_committee(parent=world.hulunbuir, place_name="扎赉诺尔区", administered_by=world.manzhouli)
    separate_rows(campaign=world.campaign)
    of_city, of_district = (
        make_activity(campaign=world.campaign, committee=committee) for committee in (world.manzhouli, jalainur)
    )
    reporter = make_account(committee=jalainur)
    ZeroReport.objects.create(
        campaign=world.campaign, committee=jalainur, kind=kind_of(world.campaign, "letter"), reported_by=reporter
    )
    log_in("county_staff")
    client.force_login(make_account(committee=world.manzhouli))
    row = Package.objects.get(committee=world.manzhouli).pk
    page = client.get(ENTRIES, {"row": row, "kind": "symposium"}).content.decode()
    assert f"/admin/activities/symposium/{of_city.pk}/change/" in page
    assert of_district.number in page
    assert f"/admin/activities/symposium/{of_district.pk}/change/" not in page
    page = client.get(ENTRIES, {"row": row, "kind": "letter"}).content.decode()
    assert "扎赉诺尔区团委" in page
    assert reporter.username not in page


def test_a_league_city_cannot_open_a_foreign_row(log_in, work, world):
    foreign = Package.objects.get(committee=world.hulunbuir)
    client = log_in("league_city_staff")
    for key in (foreign.pk, "total", "999", "own", "", "x"):
        assert client.get(ENTRIES, {"row": key, "kind": "tour"}).status_code == 404


@pytest.mark.parametrize("query", [{"kind": "tour"}, {"row": "total"}, {"row": "total", "kind": "x"}, {}])
def test_an_incomplete_link_is_not_found(log_in, query):
    assert log_in("region_manager").get(ENTRIES, query).status_code == 404


@pytest.mark.parametrize("year", ["1999", "x", "２０２０", "99999999999", "-1"])
@pytest.mark.parametrize("address", [PAGE, FILE, ENTRIES])
def test_an_unknown_campaign_is_not_found(log_in, address, year):
    assert log_in("region_manager").get(address, {"campaign": year}).status_code == 404


def test_shows_another_campaign_by_its_key(log_in, world):
    other = make_campaign(year=2019)
    make_rows(campaign=other)
    make_activity(campaign=other, committee=world.donghe, held_on=date(2019, 1, 20))
    client = log_in("region_manager")
    assert shown(client.get(PAGE, {"campaign": "2019"}))["包头市"][4] == 1
    assert shown(client.get(PAGE))["包头市"][4] is None


@pytest.mark.parametrize("address", [PAGE, FILE, ENTRIES])
def test_is_closed_to_those_who_have_no_business_with_it(client, log_in, address):
    assert client.get(address).status_code == 302
    for role in ("auditor", "system_administrator"):
        assert log_in(role).get(address).status_code == 403


def test_the_file_is_named_in_chinese_and_its_download_recorded(log_in, world):
    response = log_in("league_city_staff").get(FILE)
    name = unquote(response["Content-Disposition"])
    assert "附件2_包头市_2020共青团联系服务返乡创业青年月活动开展情况统计表.xlsx" in name
    assert "filename*=utf-8''" in response["Content-Disposition"]
    event = AuditEvent.objects.get()
    assert (event.act, event.actor, event.address) == (
        "annex2_download",
        world.accounts["league_city_staff"],
        "127.0.0.1",
    )


def test_says_that_the_regions_own_entries_are_in_no_row(log_in, world):
    make_activity(campaign=world.campaign, committee=world.region)
    client = log_in("region_manager")
    assert "不计入任何一行" in client.get(PAGE).content.decode()
    assert client.get(ENTRIES, {"row": "outside", "kind": "symposium"}).context["page"].paginator.count == 1


def test_entries_show_their_channels_as_annex_2_does(log_in, world):
    make_activity("letter", campaign=world.campaign, committee=world.donghe, channels="wechat_group,sms")
    response = log_in("region_manager").get(ENTRIES, {"row": "total", "kind": "letter"})
    (line,) = response.context["lines"]
    assert line.figures == ["微信群、短信", 1]


def test_pages_of_entries_keep_the_sum_of_all(log_in, world):
    for _ in range(101):
        make_activity("tour", campaign=world.campaign, committee=world.donghe)
    response = log_in("region_manager").get(ENTRIES, {"row": "total", "kind": "tour", "page": "2"})
    assert len(response.context["lines"]) == 1
    assert response.context["sums"] == [101, 101 * 15]


@pytest.mark.parametrize(
    ("address", "query"), [(PAGE, {}), (FILE, {}), (ENTRIES, {"row": "total", "kind": "letter"}), ("/admin/", {})]
)
def test_the_number_of_queries_does_not_depend_on_the_number_of_entries(log_in, world, work, address, query):
    client = log_in("region_manager")

    def count():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address, query).status_code == 200
        return len(queries)

    count()
    few = count()
    for number in range(60):
        for kind in KINDS:
            committee = (world.donghe, world.kundulun, world.hailar, world.manzhouli)[number % 4]
            make_activity(kind, campaign=world.campaign, committee=committee, remark=f"第{number}次")
    assert count() <= few
