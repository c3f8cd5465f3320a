"""The consolidated workbook as a file: who gets it, what it is called, how it prints."""

from datetime import date
from io import BytesIO
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from organization.models import AuditEvent
from reports.choices import Source
from reports.models import Package
from reports.packages import life_cycle
from reports.setup.rows import separate_rows
from tests.factories import (
    make_activity,
    make_campaign,
    make_committee,
    make_returnee,
    make_service,
    submit_package,
)

pytestmark = pytest.mark.django_db

KINDS = ("letter", "visit", "symposium", "lecture", "tour")
FILE = "/admin/reports/consolidated.xlsx"
SHEETS = ["附件2", "报送情况", "旗县明细", "问卷统计", "需求汇总", "服务情况"]
COUNTY_SHEETS = SHEETS[2:]


@pytest.fixture
def staff(world):
    return world.accounts["league_city_staff"]


@pytest.fixture
def work(world):
    for committee in (world.baotou, world.donghe, world.hailar, world.manzhouli):
        for kind in KINDS:
            make_activity(kind, campaign=world.campaign, committee=committee)


def workbook(client, **query):
    response = client.get(FILE, query)
    assert response.status_code == 200
    return load_workbook(BytesIO(response.content))


@pytest.mark.parametrize("role", ["region_manager", "region_viewer"])
def test_the_region_gets_it_and_the_download_is_recorded(log_in, world, work, role):
    client = log_in(role)
    for source in Source:
        response = client.get(FILE, {"source": source.value})
        name = unquote(response["Content-Disposition"])
        title = world.campaign.annex2_title
        assert f"汇总工作簿_内蒙古自治区_{title}_{source.label}_20200210.xlsx" in name
        event = AuditEvent.objects.order_by("-sequence").first()
        assert (event.act, event.detail, event.actor) == ("consolidated_download", source.label, world.accounts[role])
    assert AuditEvent.objects.count() == len(Source)


def test_nobody_else_gets_it(client, log_in):
    assert client.get(FILE).status_code == 302
    for role in ("league_city_staff", "county_staff"):
        assert log_in(role).get(FILE).status_code == 404
    for role in ("auditor", "system_administrator"):
        assert log_in(role).get(FILE).status_code == 403
    assert [event.result for event in AuditEvent.objects.all()] == ["refused"] * 2


@pytest.mark.parametrize("query", [{"source": "x"}, {"source": ""}, {"campaign": "1999"}, {"campaign": "x"}])
def test_an_unknown_source_or_campaign_is_not_found(log_in, query):
    assert log_in("region_manager").get(FILE, query).status_code == 404


def test_the_pages_that_lead_to_it_name_every_sheet(log_in, work):
    client = log_in("region_manager")
    named = "、".join(SHEETS[1:])
    assert f"内有附件2、{named}。" in client.get("/admin/").content.decode()
    assert f"还有{named}。" in client.get("/admin/reports/annex2/").content.decode()


def test_can_be_had_before_the_campaign_is_opened(log_in, world):
    make_campaign(year=2021)
    for source in Source:
        assert workbook(log_in("region_manager"), campaign=2021, source=source.value).sheetnames == SHEETS


def test_names_its_source_in_the_file_and_on_every_page(log_in, work):
    client = log_in("region_manager")
    for source in Source:
        book = workbook(client, source=source.value)
        assert book.properties.subject == f"数据来源：{source.label}"
        assert source.meaning in book.properties.description
        for sheet in book.worksheets:
            assert source.label in sheet.oddFooter.right.text
            assert sheet.title == "附件2" or source.label in sheet["A2"].value
            assert sheet.title == "附件2" or "制表时间：2020-02-10 " in sheet["A2"].value


def test_every_sheet_prints_on_a4_landscape_with_its_heading_and_page_numbers(log_in, work):
    for sheet in workbook(log_in("region_manager")).worksheets[1:]:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_title_rows == "$3:$4"
        assert sheet.freeze_panes == ("B5" if sheet.title == "报送情况" else "C5")
        assert sheet.print_area.startswith(f"'{sheet.title}'!$A$1:")
        assert sheet.oddFooter.center.text == "— &P —"


def test_there_is_room_for_the_page_number(log_in, work):
    for sheet in workbook(log_in("region_manager")).worksheets:
        assert sheet.page_margins.bottom - sheet.page_margins.footer >= 0.3


def test_subtotals_are_distinguished_without_colour(log_in, work):
    for name in COUNTY_SHEETS:
        sheet = workbook(log_in("region_manager"))[name]
        lines = {row[1].value: row for row in sheet.iter_rows(min_row=5, max_row=8)}
        assert lines["小计"][0].font.b
        assert not lines["东河区"][0].font.b
        assert (lines["小计"][3].border.bottom.style, lines["东河区"][3].border.bottom.style) == ("medium", "thin")
        assert lines["小计"][0].fill.fgColor.rgb == "00000000"
        # Folded away, the counties leave the subtotals.
        assert sheet.row_dimensions[lines["东河区"][0].row].outlineLevel == 1
        assert sheet.row_dimensions[lines["小计"][0].row].outlineLevel == 0


def test_text_stays_text(log_in, world, staff):
    package = Package.objects.get(committee=world.baotou)
    life_cycle.write_contact(package=package, name="=1+1", phone="13900000008", seen_revision=0, by=staff)
    sheet = workbook(log_in("region_manager"))["报送情况"]
    name, phone = sheet["H5"], sheet["I5"]
    assert (name.data_type, name.value) == ("s", "=1+1")
    assert (phone.data_type, phone.value, phone.number_format) == ("s", "13900000008", "@")


def test_a_long_name_stays_on_one_line_and_a_large_number_in_its_cell(log_in, world):
    make_committee(parent=world.hulunbuir, place_name="莫力达瓦达斡尔族自治旗")
    make_service(campaign=world.campaign, committee=world.donghe, people_count=9_999_999)
    sheet = workbook(log_in("region_manager"))["服务情况"]
    widths = {cell.column_letter: sheet.column_dimensions[cell.column_letter].width for cell in sheet[6]}
    assert widths["B"] >= 2 * len("莫力达瓦达斡尔族自治旗")
    [letter] = [cell.column_letter for cell in sheet[6] if cell.value == 9_999_999]
    assert widths[letter] >= 9


def test_a_committee_sent_up_with_another_row_is_named_as_counted_twice(log_in, world, work):
    staff = world.accounts["region_manager"]
    submit_package(Package.objects.get(committee=world.hulunbuir), by=staff)
    separate_rows(campaign=world.campaign)
    client = log_in("region_manager")

    def shown():
        sheet = workbook(client, source="submitted")["旗县明细"]
        return [row[:4] for row in sheet.iter_rows(min_row=5, values_only=True)]

    assert ("呼伦贝尔市", "满洲里市（报送后改计入别行）", "微信群", 1) in shown()
    assert not any("重复计入" in (row[0] or "") for row in shown())
    submit_package(Package.objects.get(committee=world.manzhouli), by=staff)
    assert any((row[0] or "").startswith("重复计入：呼伦贝尔市报送的数字里含满洲里市") for row in shown())
    page = client.get("/admin/reports/annex2/", {"source": "submitted"}).content.decode()
    assert "重复计入：呼伦贝尔市" in page


def test_asks_as_many_queries_with_many_entries_as_with_few(log_in, world, work, staff):
    client = log_in("region_manager")
    submit_package(Package.objects.get(committee=world.baotou), by=staff)

    def counted():
        counts = {}
        for source in Source:
            for address in (FILE, "/admin/reports/annex2/"):
                with CaptureQueriesContext(
                    connection,
                ) as queries:
                    assert client.get(address, {"source": source.value}).status_code == 200
                counts[address, source] = len(queries)
        return counts

    few = counted()
    for number in range(3):
        county = make_committee(parent=world.hulunbuir, place_name=f"旗{number}")
        for kind in KINDS:
            for day in (3, 4):
                make_activity(kind, campaign=world.campaign, committee=county, held_on=date(2020, 1, day))
        make_returnee(entrance=world.homepage, home_committee=county, status="A", industry="A-crops")
        make_service(campaign=world.campaign, committee=county)
    submit_package(Package.objects.get(committee=world.hulunbuir), by=world.accounts["region_manager"])
    assert counted() == few
    assert max(few.values()) <= 45, few
