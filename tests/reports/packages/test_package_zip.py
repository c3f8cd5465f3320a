"""One zip of everything: names, order, what of when, and archives that every unpacker opens."""

import subprocess
import zipfile
from datetime import datetime
from io import BytesIO
from shutil import which
from urllib.parse import unquote

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from organization.models import AuditEvent
from organization.zip_stream import stream_zip
from reports.choices import PackageState
from reports.models import Package, StampedScan
from reports.packages import life_cycle
from reports.packages.documents.contents import live_contents
from reports.packages.documents.email import build_email
from reports.packages.documents.file_names import photo_name, safe_stem
from reports.packages.documents.package_zip import PackageFile, in_folder, package_files
from tests.factories import declare_zero_report, fill_package, make_activity, submit_package

pytestmark = pytest.mark.django_db

AT = datetime(2020, 2, 14, 9, 30)
TITLE = "2020共青团联系服务返乡创业青年月活动开展情况统计表"
SHEET, SUMMARY = f"附件2_包头市_{TITLE}.xlsx", "活动总结_包头市_2020返乡创业青年月活动.docx"
PHOTOS = [f"照片{position}_座谈会现场.jpg" for position in (1, 2, 3)]


@pytest.fixture(autouse=True)
def _storage_in_memory(settings):
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = settings.STORAGES | {"default": memory}


@pytest.fixture
def package(world, staff):
    """Filled in, with the files of its photos and of its scan."""
    package = fill_package(Package.objects.get(committee=world.baotou), by=staff)
    for placed in package.photos.all():
        default_storage.save(placed.photo.path, ContentFile(f"照片{placed.position}".encode()))
    scan = StampedScan.objects.create(name="a" * 32, extension="pdf", byte_count=3, digest="0" * 64, uploaded_by=staff)
    default_storage.save(scan.path, ContentFile(b"%PDF"))
    life_cycle.set_scan(package=package, scan=scan, seen_scan_id=None, by=staff)
    package.refresh_from_db()
    return package


def archive_of(response):
    assert response.status_code == 200
    assert response.streaming
    return zipfile.ZipFile(BytesIO(response.getvalue()))


def name_of(response):
    return unquote(response["Content-Disposition"].partition("utf-8''")[2])


def made(*files):
    return b"".join(stream_zip(files, at=AT))


def a_file(name, content=b"x"):
    return PackageFile(name, "photos", lambda: content)


def test_has_every_part_in_the_order_of_an_office(package, log_in):
    response = log_in("league_city_staff").get(reverse("package_zip", args=[package.pk]))
    archive = archive_of(response)
    assert archive.namelist() == [SHEET, SUMMARY, *PHOTOS, "盖章扫描件_包头市.pdf"]
    assert archive.testzip() is None
    assert archive.read(PHOTOS[1]) == "照片2".encode()
    assert archive.read("盖章扫描件_包头市.pdf") == b"%PDF"


def test_says_in_its_name_that_it_is_not_sent_up(package, log_in, staff):
    client = log_in("league_city_staff")
    address = reverse("package_zip", args=[package.pk])
    assert name_of(client.get(address)) == "包头市_2020返乡创业青年月活动报送材料_未报送.zip"
    send_up(package, staff)
    assert name_of(client.get(address)) == "包头市_2020返乡创业青年月活动报送材料_第1次报送.zip"
    life_cycle.withdraw(package=package, by=staff)
    assert name_of(client.get(address)) == "包头市_2020返乡创业青年月活动报送材料_未报送.zip"


def send_up(package, staff):
    """As `submit_package`, without filling it in once more."""
    declare_zero_report(campaign=package.campaign, committee=package.committee, by=staff)
    package.refresh_from_db()
    return life_cycle.submit(package=package, by=staff, seen_revision=package.revision)


def test_an_empty_package_has_its_sheet_alone(world, log_in):
    empty = Package.objects.get(committee=world.hulunbuir)
    archive = archive_of(log_in("region_manager").get(reverse("package_zip", args=[empty.pk])))
    assert archive.namelist() == [f"附件2_呼伦贝尔市_{TITLE}.xlsx"]


def test_every_submission_gives_what_went_up_then(package, staff, world, log_in):
    first = send_up(package, staff)
    life_cycle.withdraw(package=package, by=staff)
    package.refresh_from_db()
    life_cycle.set_photo(
        package=package, position=1, photo=None, caption="", seen_revision=package.photos.first().revision, by=staff
    )
    life_cycle.set_scan(package=package, scan=None, seen_scan_id=package.scan_id, by=staff)
    client = log_in("league_city_staff")
    then = archive_of(client.get(reverse("submission_zip", args=[first.pk])))
    now = archive_of(client.get(reverse("package_zip", args=[package.pk])))
    assert then.namelist() == [SHEET, SUMMARY, *PHOTOS, "盖章扫描件_包头市.pdf"]
    assert now.namelist() == [SHEET, SUMMARY, *PHOTOS[1:]]


def test_a_foreign_submission_is_not_found(world, log_in):
    foreign = Package.objects.get(committee=world.hulunbuir)
    submission = submit_package(foreign, by=world.accounts["region_manager"])
    address = reverse("submission_zip", args=[submission.pk])
    assert log_in("league_city_staff").get(address).status_code == 404
    assert log_in("region_viewer").get(address).status_code == 200
    assert log_in("auditor").get(address).status_code == 403


def test_is_recorded_before_the_first_byte(package, log_in):
    response = log_in("league_city_staff").get(reverse("package_zip", args=[package.pk]))
    event = AuditEvent.objects.latest("pk")
    assert (event.act, event.object_id, event.detail) == ("package_download", str(package.pk), "压缩包（未报送）")
    response.close()


def test_asks_the_database_nothing_while_it_is_sent(package, log_in, django_assert_num_queries):
    response = log_in("league_city_staff").get(reverse("package_zip", args=[package.pk]))
    with django_assert_num_queries(0):
        response.getvalue()


def test_asks_no_more_for_a_longer_log(package, world, log_in, django_assert_num_queries):
    client, address = log_in("league_city_staff"), reverse("package_zip", args=[package.pk])
    for _ in range(2):
        with django_assert_num_queries(19):
            client.get(address).getvalue()
        for _ in range(40):
            make_activity(campaign=world.campaign, committee=world.donghe)


def test_a_lost_file_is_named_and_the_others_still_come(package, log_in, caplog):
    default_storage.delete(package.photos.get(position=2).photo.path)
    archive = archive_of(log_in("league_city_staff").get(reverse("package_zip", args=[package.pk])))
    assert "照片2_座谈会现场.jpg（文件缺失）.txt" in archive.namelist()
    assert archive.read(PHOTOS[2]) == "照片3".encode()
    assert "cannot be read" in caplog.text


def test_names_are_marked_as_utf8_and_sizes_stand_before_the_files():
    archive = zipfile.ZipFile(BytesIO(made(a_file("照片1_现场.jpg", b"a" * 70_000), a_file("说明.txt", b"b" * 999))))
    photo, text = archive.infolist()
    assert photo.flag_bits == text.flag_bits == 0x800
    assert (photo.compress_type, text.compress_type) == (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    assert photo.date_time == (2020, 2, 14, 9, 30, 0)
    assert (photo.external_attr >> 16) & 0o777 == 0o644


def test_is_read_from_its_beginning_as_from_its_end():
    """As viewers on phones do, that know only the heads of the files."""
    content = made(a_file("甲.jpg", b"123"), a_file("乙.jpg", b"45678"))
    assert content[:4] == b"PK\x03\x04"
    size, name_length = int.from_bytes(content[18:22], "little"), int.from_bytes(content[26:28], "little")
    assert (size, content[30 + name_length : 30 + name_length + size]) == (3, b"123")


def test_keeps_one_file_in_memory_at_a_time():
    sizes, largest = iter(range(1000)), 200_000
    pieces = [
        len(piece) for piece in stream_zip((a_file(f"{next(sizes)}.jpg", b"x" * largest) for _ in range(30)), at=AT)
    ]
    assert max(pieces) < largest + 1000
    assert sum(pieces) > 30 * largest


def test_files_are_read_only_when_their_turn_comes():
    read = []
    files = [
        PackageFile(f"{number}.jpg", "photos", lambda number=number: read.append(number) or b"") for number in "123"
    ]
    stream = stream_zip(files, at=AT)
    next(stream)
    assert read == ["1"]


@pytest.mark.skipif(not which("unzip"), reason="no unzip on this machine")
def test_an_unpacker_of_another_make_agrees(tmp_path):
    (tmp_path / "a.zip").write_bytes(made(a_file("照片1_磴口县.jpg", b"photo"), a_file("目录/说明.txt", b"text")))
    subprocess.run(
        ["unzip", "-q", "a.zip"], cwd=tmp_path, check=True, env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}
    )
    assert (tmp_path / "照片1_磴口县.jpg").read_bytes() == b"photo"
    assert (tmp_path / "目录" / "说明.txt").read_bytes() == b"text"


@pytest.mark.parametrize(
    ("caption", "name"),
    [
        ("座谈会现场", "照片1_座谈会现场.jpg"),
        ("", "照片1.jpg"),
        ("../../etc/passwd", "照片1_／..／etc／passwd.jpg"),
        ('1/20 14:00 "返乡"<座谈>|会?*\\', "照片1_1／20 14：00 ＂返乡＂＜座谈＞｜会？＊＼.jpg"),
        ("现场...  ", "照片1_现场.jpg"),
        ("现\u202egpj.exe\u200b场\n", "照片1_现gpj.exe场.jpg"),
        ("\ud83d", "照片1.jpg"),
    ],
)
def test_a_caption_becomes_a_name_that_windows_takes(caption, name):
    assert photo_name(1, caption) == name


def test_a_name_is_cut_to_what_every_file_system_holds():
    name = photo_name(3, "莫力达瓦达斡尔族自治旗" * 8)
    assert name.startswith("照片3_莫力达瓦达斡尔族自治旗")
    assert len(name.encode()) <= 184
    assert "\ufffd" not in name
    assert safe_stem("𠮷" * 100) == "𠮷" * 45


def test_the_same_caption_thrice_gives_three_names(package):
    names = [file.name.lower() for file in package_files(live_contents(package))]
    assert len(set(names)) == len(names) == 6


def test_folders_are_safe_too(package):
    files = list(in_folder("a/../b", package_files(live_contents(package))))
    assert {file.name.partition("/")[0] for file in files} == {"a／..／b"}
    assert files[0].name == f"a／..／b/{SHEET}"


def test_the_email_lists_what_goes_along(package, world):
    world.campaign.contact_email = "centre@example.org"
    world.campaign.save()
    email = build_email(live_contents(Package.objects.get(pk=package.pk)))
    assert email.to == "centre@example.org"
    assert email.subject == "包头市团委+返乡创业青年活动月材料"
    assert email.text.split("\n") == [
        "青年创业就业服务中心：",
        "　　现报送包头市团委2020年返乡创业青年活动月材料，请查收。",
        "　　附件：",
        *(
            f"　　{number}．{name}"
            for number, name in enumerate([SHEET, SUMMARY, *PHOTOS, "盖章扫描件_包头市.pdf"], start=1)
        ),
        "",
        "　　填表人：李干事　联系电话：13900000008",
        "　　包头市团委",
        "　　2020年2月10日",
    ]


def test_the_page_of_the_email_can_be_copied_without_a_script(package, log_in):
    page = log_in("league_city_staff").get(reverse("package_email", args=[package.pk])).content.decode()
    assert "未填写" in page
    assert 'value="包头市团委+返乡创业青年活动月材料" readonly' in page
    assert 'data-copy="email-text" hidden' in page
    assert reverse("package_zip", args=[package.pk]) in page


def test_what_is_accepted_is_served_as_it_was_accepted(package, staff, world, log_in):
    submission = send_up(package, staff)
    life_cycle.accept(package=package, by=world.accounts["region_manager"], seen_submission_id=submission.pk)
    package.refresh_from_db()
    assert package.state == PackageState.ACCEPTED
    response = log_in("league_city_staff").get(reverse("package_zip", args=[package.pk]))
    assert name_of(response).endswith("_第1次报送.zip")
    response.close()
