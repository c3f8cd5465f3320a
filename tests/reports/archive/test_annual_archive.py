"""The archive of a campaign: who may make it, what is in it, and what is on record of it."""

from datetime import date
from io import BytesIO
from urllib.parse import unquote

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from openpyxl import load_workbook

from operations.anonymising import anonymise
from organization.choices import Act
from organization.models import AuditEvent, AuditSeal
from organization.roles import ROLES
from reports.archive import contents
from reports.archive.manifest import NAME
from reports.models import Package
from reports.packages import life_cycle
from tests.factories import make_activity, make_campaign, make_returnee, submit_package
from tests.reports.archive.archives import PAGE, PURPOSE, content_of, is_as_listed, make, opened

pytestmark = pytest.mark.django_db

NAME_OF_A_YOUTH, PHONE_OF_A_YOUTH = "敖特根巴雅尔", "13712345678"


@pytest.fixture(autouse=True)
def _storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def region(log_in):
    return log_in("region_manager")


@pytest.fixture
def staff(world):
    return world.accounts["league_city_staff"]


@pytest.fixture
def baotou(world):
    return Package.objects.get(committee=world.baotou)


@pytest.fixture
def sent(world, baotou, staff):
    """Sent up, taken back and sent up again, with files behind its photos."""
    make_activity("visit", campaign=world.campaign, committee=world.donghe, visited_count=12)
    first = submit_package(baotou, by=staff)
    life_cycle.withdraw(package=baotou, by=staff)
    baotou.refresh_from_db()
    second = life_cycle.submit(package=baotou, by=staff, seen_revision=baotou.revision)
    for placed in first.photos.select_related("photo"):
        default_storage.save(placed.photo.path, ContentFile(f"photo {placed.position}".encode()))
    return first, second


def names_in(client, campaign):
    return opened(content_of(client, campaign)).namelist()


@pytest.mark.parametrize("role", ROLES)
def test_only_the_regions_staff_make_one(log_in, world, role):
    expected = {"region_manager": 200, "region_viewer": 200, "league_city_staff": 404, "county_staff": 404}
    client = log_in(role)
    assert client.get(PAGE).status_code == expected.get(role, 403)
    assert make(client, world.campaign).status_code == expected.get(role, 403)


def test_the_page_says_what_will_be_in_it_and_who_never_sent_anything_up(region, sent):
    page = region.get(PAGE).content.decode()
    assert "报送过 <strong>2</strong> 次" in page
    assert "从未报送、归档里没有的：呼伦贝尔市" in page
    assert all(folder in page for folder in contents.FOLDERS)


def test_asks_for_the_purpose_and_keeps_what_was_typed(region, world):
    response = make(region, world.campaign, purpose=" ")
    assert "请填写用途" in response.content.decode()
    long = make(region, world.campaign, purpose="存" * 101).content.decode()
    assert "存" * 101 in long
    assert not AuditEvent.objects.exists()


def test_beginning_and_end_are_on_record(region, world, sent):
    AuditEvent.objects.all().delete()
    response = make(region, world.campaign)
    name = unquote(response["Content-Disposition"])
    assert "年度归档_2020" in name
    assert name.endswith("_20200210.zip")
    [begun] = AuditEvent.objects.all()
    assert (begun.act, begun.detail) == (Act.ARCHIVE_MADE, f"用途：{PURPOSE}")
    file_count = len(opened(response.getvalue()).namelist())
    ended = AuditEvent.objects.order_by("-sequence").first()
    assert (ended.act, ended.detail) == (Act.ARCHIVE_END, f"{file_count} 个文件，完整")


def test_a_download_that_is_broken_off_is_on_record(region, world, sent):
    response = make(region, world.campaign)
    next(iter(response.streaming_content))
    response.close()
    ended = AuditEvent.objects.order_by("-sequence").first()
    assert (ended.act, ended.detail) == (Act.ARCHIVE_END, "中断，最多 1 个文件")


def test_has_everything_in_a_fixed_order(region, world, sent):
    names = names_in(region, world.campaign)
    assert names == names_in(region, world.campaign)
    assert (names[0], names[-1]) == ("说明.txt", NAME)
    assert names[1:4] == [f"1_汇总工作簿/汇总工作簿_{label}.xlsx" for label in ("按已报送", "按已确认", "按最新记录")]
    folders = list(dict.fromkeys(name.rpartition("/")[0] for name in names if name.startswith("2_")))
    assert folders == [f"2_报送材料/01_包头市/第{number}次报送_20200210" for number in (1, 2)]
    kinds = [name.rpartition("/")[2][:2] for name in names if name.startswith(folders[0])]
    assert kinds == ["附件", "活动", "照片", "照片", "照片", "照片", "照片"][: len(kinds)]
    assert names[-4:-1] == ["3_统计/统计.xlsx", "4_审计封条/审计封条.txt", "5_匿名化/匿名化计划.txt"]


def test_windows_reads_the_names_and_can_store_them(region, world, sent):
    for info in opened(content_of(region, world.campaign)).infolist():
        assert info.flag_bits & 0x800
        assert not set(info.filename) & set('\\:*?"<>|')
        assert not any(part.startswith(" ") or part.endswith((" ", ".")) for part in info.filename.split("/"))


def test_every_file_is_as_the_manifest_says(region, world, sent):
    assert is_as_listed(opened(content_of(region, world.campaign)))


def test_packages_are_as_they_were_sent_up(region, world, sent):
    make_activity("visit", campaign=world.campaign, committee=world.donghe, visited_count=1000)
    archive = opened(content_of(region, world.campaign))
    sheet = next(name for name in archive.namelist() if "附件2_" in name and "第1次" in name)
    numbers = {cell for row in load_workbook(BytesIO(archive.read(sheet))).active.values for cell in row}
    assert 12 in numbers
    assert 1012 not in numbers


def test_the_three_sources_differ_where_they_should(region, world, sent):
    make_activity("visit", campaign=world.campaign, committee=world.donghe, visited_count=1000)
    archive = opened(content_of(region, world.campaign))
    found = {}
    for label in ("按已报送", "按已确认", "按最新记录"):
        book = load_workbook(BytesIO(archive.read(f"1_汇总工作簿/汇总工作簿_{label}.xlsx")))
        found[label] = {cell for row in book["附件2"].values for cell in row}
    assert (12 in found["按已报送"], 12 in found["按已确认"], 1012 in found["按最新记录"]) == (True, False, True)


def test_a_file_that_the_site_has_lost_is_named_in_the_manifest(region, world, sent):
    lost = sent[0].photos.select_related("photo").first()
    default_storage.delete(lost.photo.path)
    archive = opened(content_of(region, world.campaign))
    manifest = archive.read(NAME).decode()
    assert manifest.count("# 缺少：2_报送材料/01_包头市/") == 2  # both times it was sent up
    assert is_as_listed(archive)
    assert len([name for name in archive.namelist() if name.endswith("（文件缺失）.txt")]) == 2


def test_a_campaign_without_anything_has_an_archive_too(region):
    empty = make_campaign(key="2021", year=2021, with_form=False)
    page = region.get(PAGE, {"campaign": "2021"}).content.decode()
    assert "年度还没有准备" in page
    archive = opened(content_of(region, empty))
    assert not [name for name in archive.namelist() if name.startswith("2_")]
    assert is_as_listed(archive)


def test_holds_the_last_seal_which_holds_the_making(region, world):
    archive = opened(content_of(region, world.campaign))
    text = archive.read("4_审计封条/审计封条.txt").decode("utf-8-sig")
    seal = AuditSeal.objects.latest_one()
    assert seal.code in text
    assert seal.digest in text
    made = AuditEvent.objects.get(act=Act.ARCHIVE_MADE)
    assert made.sequence <= seal.reach


def test_says_what_will_be_erased_and_when(region, world):
    make_returnee(entrance=world.homepage, home_committee=world.donghe)
    world.campaign.anonymise_on = date(2020, 12, 31)
    world.campaign.save()
    text = opened(content_of(region, world.campaign)).read("5_匿名化/匿名化计划.txt").decode("utf-8-sig")
    assert "匿名化日期：2020-12-31" in text
    assert "现有问卷：1 份" in text
    assert "会清除：姓名、" in text


def test_holds_the_certificate_once_there_is_one(region, world, settings):
    make_returnee(entrance=world.homepage, home_committee=world.donghe)
    world.campaign.anonymise_on = date(2020, 3, 5)
    world.campaign.save()
    settings.GUICHAO_TODAY = date(2020, 3, 6)
    anonymise(world.campaign, command="anonymise")
    archive = opened(content_of(region, world.campaign))
    assert "匿名化的问卷：1 份" in archive.read("5_匿名化/匿名化证明.txt").decode("utf-8-sig")
    assert "5_匿名化/匿名化计划.txt" not in archive.namelist()


def test_the_desk_of_the_region_offers_it_from_30_days_before(log_in, world):
    world.campaign.anonymise_on = date(2020, 3, 11)
    world.campaign.save()
    assert PAGE in log_in("region_viewer").get("/admin/").content.decode()
    assert PAGE in log_in("region_viewer").get("/admin/reports/retention/").content.decode()
    assert PAGE not in log_in("league_city_staff").get("/admin/").content.decode()
    world.campaign.anonymise_on = date(2020, 3, 12)
    world.campaign.save()
    assert PAGE not in log_in("region_viewer").get("/admin/").content.decode()


def test_the_statistics_are_those_of_the_page(region, world):
    make_activity("visit", campaign=world.campaign, committee=world.donghe, visited_count=12)
    content = opened(content_of(region, world.campaign)).read("3_统计/统计.xlsx")
    book = load_workbook(BytesIO(content))
    assert "活动，逐周" in book.sheetnames
    cells = [cell for sheet in book for row in sheet.values for cell in row if cell is not None]
    assert "已开展的活动记录，逐周" in cells


def test_no_value_of_a_youth_is_in_any_file(region, world, sent):
    make_returnee(entrance=world.homepage, home_committee=world.donghe, name=NAME_OF_A_YOUTH, phone=PHONE_OF_A_YOUTH)
    archive = opened(content_of(region, world.campaign))
    for name in archive.namelist():
        texts = [archive.read(name)]
        if name.endswith((".xlsx", ".docx")):
            inner = opened(texts[0])
            texts = [inner.read(part) for part in inner.namelist()]
        assert not any(value.encode() in text for value in (NAME_OF_A_YOUTH, PHONE_OF_A_YOUTH) for text in texts), name


def test_the_table_leads_to_it(region, log_in, world):
    assert PAGE in region.get("/admin/reports/annex2/").content.decode()
    assert PAGE not in log_in("league_city_staff").get("/admin/reports/annex2/").content.decode()
