"""The stamped scan of a package: what is accepted, and who may see it."""

from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from organization.pictures.source import NO_PHOTO
from reports.models import StampedScan
from reports.packages import life_cycle, scan_file
from tests.factories import make_account, submit_package
from tests.reports.packages.pages import (
    HEIC,
    PDF,
    message_texts,
    picture,
    post_parts,
    status_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_storage")]

OTHER_PDF = PDF.replace(b"1 0 obj", b"2 0 obj")


def set_scan(client, package, file=None, **changes):
    package.refresh_from_db()
    sent = {"seen_revision": package.scan_id or ""} | ({"upload": file} if file else {})
    return post_parts(client, package, {"scan": sent} | ({"remove": "scan"} if changes.get("remove") else {}))


def scan_address(package):
    package.refresh_from_db()
    return f"/admin/reports/scans/{package.scan_id}/"


def test_stores_a_pdf_as_it_comes_and_serves_it_as_a_download(own, package):
    assert message_texts(set_scan(own, package, SimpleUploadedFile("盖章.pdf", PDF))) == ["盖章扫描件已保存。"]
    response = own.get(scan_address(package))
    assert response.getvalue() == PDF
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Type"] == "application/pdf"


def test_writes_a_picture_of_it_anew_at_a_good_size(own, package):
    set_scan(own, package, picture(size=(4000, 2800), name="盖章.png", kind="PNG"))
    response = own.get(scan_address(package))
    with Image.open(BytesIO(response.getvalue())) as image:
        assert (image.format, image.size) == ("JPEG", (3500, 2450))


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (SimpleUploadedFile("盖章.pdf", PDF[:-6]), scan_file.BROKEN_PDF),
        (SimpleUploadedFile("盖章.pdf", b"MZ" + PDF), NO_PHOTO),
        (SimpleUploadedFile("盖章.docx", b"PK\x03\x04"), NO_PHOTO),
        (HEIC, NO_PHOTO),
    ],
)
def test_says_why_a_file_is_no_scan(own, package, file, message):
    file.seek(0)
    response = set_scan(own, package, file)
    assert response.context["scan_form"].errors["upload"] == [message]
    assert not StampedScan.objects.exists()


def test_a_pdf_of_more_than_ten_megabytes_is_refused(own, package, monkeypatch):
    monkeypatch.setattr(scan_file, "PDF_LIMIT", len(PDF) - 1)
    response = set_scan(own, package, SimpleUploadedFile("盖章.pdf", PDF))
    assert response.context["scan_form"].errors["upload"] == [scan_file.TOO_LARGE]


def test_a_scan_is_removed_and_the_one_that_went_up_stays(own, package, staff):
    set_scan(own, package, SimpleUploadedFile("盖章.pdf", PDF))
    package.refresh_from_db()
    submit_package(package, by=staff)
    life_cycle.withdraw(package=package, by=staff)
    went_up = scan_address(package)
    assert message_texts(set_scan(own, package, remove="1"))[-1] == "盖章扫描件已去掉。"
    package.refresh_from_db()
    assert package.scan is None
    assert status_of(own, went_up) == 200


def test_a_scan_that_never_went_up_goes_with_its_file(own, package, django_capture_on_commit_callbacks):
    set_scan(own, package, SimpleUploadedFile("盖章.pdf", PDF))
    (first,) = StampedScan.objects.all()
    with django_capture_on_commit_callbacks(execute=True):
        set_scan(own, package, SimpleUploadedFile("盖章.pdf", OTHER_PDF))
    assert StampedScan.objects.count() == 1
    assert not default_storage.exists(first.path)
    package.refresh_from_db()
    assert default_storage.exists(package.scan.path)


def test_the_second_scan_of_two_is_refused(own, package):
    set_scan(own, package, SimpleUploadedFile("盖章.pdf", PDF))
    other = SimpleUploadedFile("盖章.pdf", OTHER_PDF)
    response = post_parts(own, package, {"scan": {"seen_revision": "", "upload": other}})
    assert "刚才有人改过" in response.text
    assert StampedScan.objects.count() == 1


def test_a_scan_whose_answer_was_lost_is_no_conflict(own, package):
    for _ in range(2):
        upload = SimpleUploadedFile("盖章.pdf", PDF)
        assert post_parts(own, package, {"scan": {"seen_revision": "", "upload": upload}}).status_code == 302
    assert StampedScan.objects.count() == 1


def test_another_committees_scan_is_not_there(own, package, world, log_in):
    set_scan(own, package, SimpleUploadedFile("盖章.pdf", PDF))
    scan = scan_address(package)
    world.accounts["league_city_staff"] = make_account(committee=world.hulunbuir, role="league_city_staff")
    assert log_in("league_city_staff").get(scan).status_code == 404
    assert log_in("county_staff").get(scan).status_code == 404
    assert status_of(log_in("region_viewer"), scan) == 200
