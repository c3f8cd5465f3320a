"""The committee's own sheet of Annex 2, to print, stamp and scan."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from organization.models import AuditEvent
from reports.models import Package
from reports.packages import life_cycle
from tests.factories import fill_package, make_activity, submit_package
from tests.reports.annex2.test_annex2_workbook import BLANK, HEAD, MERGES, grid, merges

pytestmark = pytest.mark.django_db


@pytest.fixture
def package(world):
    make_activity("symposium", campaign=world.campaign, committee=world.donghe)
    return Package.objects.get(committee=world.baotou)


def download(client, package):
    response = client.get(reverse("package_sheet", args=[package.pk]))
    assert response.status_code == 200
    return load_workbook(BytesIO(response.content)).active


def filled_in(name, phone):
    line = [f"填表人：{name}", None, None, f"联系电话：{phone}", None, None, None, "盟市团委盖章：", None, None, None]
    return [*HEAD[:3], line, *HEAD[4:]]


def test_the_whole_grid_with_who_filled_it_in(package, staff, log_in):
    fill_package(package, by=staff)
    sheet = download(log_in("league_city_staff"), package)
    assert grid(sheet) == [
        *filled_in("李干事", "13900000008"),
        ["包头市", None, None, None, None, 1, 20, None, None, None, None],
    ]
    assert merges(sheet) == MERGES
    assert sheet["D4"].data_type == "s"


def test_leaves_the_lines_empty_where_nobody_is_named(package, log_in):
    assert grid(download(log_in("league_city_staff"), package))[:6] == filled_in("", "")


def test_shows_what_was_sent_up_while_it_is_with_the_centre(package, staff, world, log_in):
    submit_package(package, by=staff)
    make_activity("symposium", campaign=world.campaign, committee=world.donghe)
    client = log_in("league_city_staff")
    assert grid(download(client, package))[6] == ["包头市", "无", 0, 0, 0, 1, 20, 0, 0, 0, 0]
    life_cycle.withdraw(package=package, by=staff)
    assert grid(download(client, package))[6] == ["包头市", "无", 0, 0, 0, 2, 40, 0, 0, 0, 0]


def test_a_committee_that_says_nothing_has_an_empty_row_and_is_named_below(world, log_in):
    package = Package.objects.get(committee=world.hulunbuir)
    sheet = download(log_in("region_manager"), package)
    assert grid(sheet)[6:] == [["呼伦贝尔市", *BLANK], ["无记录：呼伦贝尔市", *BLANK]]


def test_a_name_of_fifty_characters_gets_two_lines(package, staff, log_in):
    life_cycle.write_contact(package=package, name="=" + "乌" * 49, phone="", seen_revision=0, by=staff)
    sheet = download(log_in("league_city_staff"), package)
    assert sheet["A4"].value == f"填表人：={'乌' * 49}"
    assert sheet["A4"].data_type == "s"
    assert sheet.row_dimensions[4].height > 2 * 14


def test_is_named_for_an_office_and_recorded(package, log_in):
    response = log_in("league_city_staff").get(reverse("package_sheet", args=[package.pk]))
    assert "no-store" in response["Cache-Control"]
    assert "filename*=utf-8''%E9%99%84%E4%BB%B62_%E5%8C%85%E5%A4%B4%E5%B8%82_2020" in response["Content-Disposition"]
    event = AuditEvent.objects.latest("pk")
    assert (event.act, event.detail) == ("package_download", "附件2")


@pytest.mark.parametrize("name", ["package_sheet", "package_summary_document", "package_zip", "package_email"])
def test_a_foreign_package_is_not_found(name, world, log_in):
    foreign = reverse(name, args=[Package.objects.get(committee=world.hulunbuir).pk])
    own = reverse(name, args=[Package.objects.get(committee=world.baotou).pk])
    client = log_in("league_city_staff")
    assert client.get(foreign).status_code == 404
    assert client.get(own).status_code == 200
    assert log_in("county_staff").get(own).status_code == 404
    assert log_in("auditor").get(own).status_code == 403
    assert log_in("region_viewer").get(own).status_code == 200
