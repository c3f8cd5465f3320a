"""All packages, or the chosen ones, as one archive with a list of what is missing in it."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from openpyxl import load_workbook

from organization.choices import Act
from organization.models import AuditEvent
from reports.models import Package, SubmissionPhoto
from reports.overview.board.missing_list import NAME
from reports.packages import life_cycle
from tests.factories import fill_package, make_activity, submit_package

PAGE = "/admin/reports/board/packages.zip"


@pytest.fixture(autouse=True)
def _storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def staff(world):
    return world.accounts["league_city_staff"]


@pytest.fixture
def baotou(world):
    return Package.objects.get(committee=world.baotou)


def sent_up(package, *, by, entry_of):
    """Sent up, with files behind its photos."""
    make_activity("visit", campaign=package.campaign, committee=entry_of, visited_count=12)
    submission = submit_package(package, by=by)
    store_photos(submission)
    return submission


def store_photos(submission):
    for placed in submission.photos.select_related("photo"):
        if not default_storage.exists(placed.photo.path):
            default_storage.save(placed.photo.path, ContentFile(f"photo {placed.position}".encode()))


def archive(response):
    assert response.status_code == 200
    return ZipFile(BytesIO(response.getvalue()))


def missing_lines(opened):
    """By committee: its state, what is held of it, what is lacking."""
    sheet = load_workbook(BytesIO(opened.read(NAME))).active
    return {name: rest for _, name, *rest in sheet.iter_rows(min_row=4, values_only=True)}


def test_has_a_folder_per_committee_in_the_order_of_the_table(log_in, world, baotou, staff):
    hulunbuir = Package.objects.get(committee=world.hulunbuir)
    sent_up(hulunbuir, by=staff, entry_of=world.hailar)
    sent_up(baotou, by=staff, entry_of=world.donghe)
    opened = archive(log_in("region_viewer").get(PAGE, {"sort": "submitted"}))
    assert opened.testzip() is None
    names = opened.namelist()
    assert list(dict.fromkeys(name.split("/")[0] for name in names)) == ["01_包头市", "02_呼伦贝尔市", NAME]
    files = [name.split("/")[1] for name in names if name.startswith("01_")]
    assert files[0].startswith("附件2_包头市_")
    assert files[1].startswith("活动总结_包头市_")
    assert [name[:3] for name in files[2:]] == ["照片1", "照片2", "照片3"]
    assert opened.read(names[2]) == b"photo 1"


def test_holds_what_was_last_sent_up_and_not_what_is_being_changed(log_in, world, baotou, staff):
    sent_up(baotou, by=staff, entry_of=world.donghe)
    life_cycle.return_for_revision(package=baotou, by=staff, reason="请补充", parts=["summary"])
    make_activity("visit", campaign=world.campaign, committee=world.donghe, visited_count=100)
    opened = archive(log_in("region_manager").get(PAGE))
    sheet = load_workbook(BytesIO(opened.read(opened.namelist()[0]))).active
    assert sheet["D7"].value == 12
    state, held, lacking = missing_lines(opened)["包头市"]
    assert state == "退回修改中"
    assert held.startswith("第 1 次报送，2020-02-10")
    assert "包内是上次报送的材料" in lacking


def test_lists_who_never_sent_up_and_what_each_lacks(log_in, world, baotou, staff):
    sent_up(baotou, by=staff, entry_of=world.donghe)
    hulunbuir = Package.objects.get(committee=world.hulunbuir)
    fill_package(hulunbuir, by=staff)
    opened = archive(log_in("region_manager").get(PAGE))
    assert not any("呼伦贝尔市" in name for name in opened.namelist())
    lines = missing_lines(opened)
    assert lines["包头市"] == ["已报送", "第 1 次报送，2020-02-10 " + lines["包头市"][1][-8:], "没有盖章扫描件"]
    state, held, lacking = lines["呼伦贝尔市"]
    assert (state, held) == ("未报送", "没有（从未报送）")
    assert "走进青年没有记录，也没有零报告" in lacking


def test_is_the_list_alone_where_nobody_has_sent_up(log_in, world):
    opened = archive(log_in("region_manager").get(PAGE))
    assert opened.namelist() == [NAME]
    assert set(missing_lines(opened)) == {"包头市", "呼伦贝尔市"}


def test_holds_the_chosen_ones_alone(log_in, world, baotou, staff):
    sent_up(baotou, by=staff, entry_of=world.donghe)
    opened = archive(log_in("region_manager").get(PAGE, {"state": "not_started"}))
    assert opened.namelist() == [NAME]
    assert set(missing_lines(opened)) == {"呼伦贝尔市"}


def test_names_a_file_that_the_storage_has_lost(log_in, world, baotou, staff):
    submission = sent_up(baotou, by=staff, entry_of=world.donghe)
    default_storage.delete(SubmissionPhoto.objects.get(submission=submission, position=2).photo.path)
    opened = archive(log_in("region_manager").get(PAGE))
    assert "文件读不出，没有放入：照片2_" in missing_lines(opened)["包头市"][2]
    assert sum(name.endswith(".jpg") for name in opened.namelist()) == 2


def test_text_of_the_list_begins_no_formula(log_in, world):
    Package.objects.filter(committee=world.baotou).update(printed_name="=1+1")
    opened = archive(log_in("region_manager").get(PAGE))
    sheet = load_workbook(BytesIO(opened.read(NAME))).active
    assert [cell.data_type for cell in sheet["B"][3:]] == ["s", "s"]


@pytest.mark.django_db(transaction=True)
def test_is_recorded_before_the_first_byte_and_holds_no_transaction(log_in, world, baotou, staff, monkeypatch):
    sent_up(baotou, by=staff, entry_of=world.donghe)
    response = log_in("region_manager").get(PAGE)
    event = AuditEvent.objects.get(act=Act.PACKAGE_DOWNLOAD)
    assert event.detail == "打包下载：包头市"
    assert event.actor == world.accounts["region_manager"]
    pieces = 0
    for _ in response.streaming_content:
        pieces += 1
        assert not connection.in_atomic_block
    assert pieces > 5


def test_reads_one_photo_at_a_time(log_in, world, baotou, staff, monkeypatch):
    """So that the memory that it takes does not grow with the number of packages."""
    submission = sent_up(baotou, by=staff, entry_of=world.donghe)
    megabyte = b"x" * 1024 * 1024
    for placed in submission.photos.select_related("photo"):
        default_storage.delete(placed.photo.path)
        default_storage.save(placed.photo.path, ContentFile(megabyte))
    largest = max(len(piece) for piece in log_in("region_manager").get(PAGE).streaming_content)
    assert len(megabyte) <= largest < 1.1 * len(megabyte)
