"""From the phone to the office PC: the signed address, as entries and packages use it."""

import errno
import re
from base64 import b64decode
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client
from PIL import Image

from activities.models import Activity, ActivityPhoto, Photo
from activities.views.phone import FULL, EntryPhotos
from organization import phone_upload
from organization.phone_upload import find_signed, sign_place
from organization.qr import qr_image
from reports.models import Package
from reports.packages.views.phone import PackagePhotos
from tests.activities.entries import change_page, picture
from tests.factories import make_activity, submit_package

pytestmark = pytest.mark.django_db

JSON = {"accept": "application/json"}


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def entry(world):
    return make_activity(campaign=world.campaign, committee=world.donghe)


@pytest.fixture
def package(world):
    return Package.objects.select_related("campaign", "committee").get(committee=world.baotou)


@pytest.fixture
def phone():
    """No cookie, no session."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def entry_upload(log_in, world, entry):
    log_in("county_staff")
    return address_of(EntryPhotos(entry), world.accounts["county_staff"])


@pytest.fixture
def package_upload(log_in, world, package):
    log_in("league_city_staff")
    return address_of(PackagePhotos(package), world.accounts["league_city_staff"])


def address_of(place, account):
    return f"/upload/{place.key}/{sign_place(place, account)}/"


def files(count=1):
    return {"photos": [picture(colour=(number * 18, 0, 200), name=f"{number}.jpg") for number in range(1, count + 1)]}


# On the PC


@pytest.mark.parametrize("kind", ["entry", "package"])
def test_the_code_leads_to_the_upload_page_of_the_place(kind, log_in, phone, entry, package):
    client = log_in("county_staff" if kind == "entry" else "league_city_staff")
    path = f"activities/entries/{entry.pk}" if kind == "entry" else f"reports/packages/{package.pk}"
    answer = client.get(f"/admin/{path}/phone/", headers=JSON).json()
    drawn = b64decode(answer["code"].partition("base64,")[2]).decode()
    assert drawn.startswith("<svg")
    scanned = read_code(drawn)
    assert scanned.startswith("http://127.0.0.1:8000/upload/")
    page = phone.get(scanned.removeprefix("http://127.0.0.1:8000"))
    title = "座谈会 HD" if kind == "entry" else "2020 年报送材料的照片"
    assert title in page.content.decode()
    assert answer["seconds"] == 600


def read_code(svg):
    """The path of the code, drawn again as pixels."""
    size = int(re.search(r'viewBox="0 0 (\d+)', svg)[1])
    image = Image.new("L", (size, size), 255)
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1", svg):
        image.paste(0, (int(x), int(y), int(x) + int(length), int(y) + 1))
    (found,) = zxingcpp.read_barcodes(image.resize((size * 6, size * 6), Image.Resampling.NEAREST))
    return found.text


def test_the_page_of_the_code_works_without_script(log_in, entry, phone, entry_upload):
    phone.post(entry_upload, files(2))
    content = log_in("county_staff").get(f"/admin/activities/entries/{entry.pk}/phone/").content.decode()
    assert 'class="code" src="data:image/svg+xml;base64,' in content
    assert content.count("/small/") == 2
    assert "还能放 10 张" in content


def test_the_pc_is_told_what_has_arrived(log_in, entry, phone, entry_upload):
    client, path = log_in("county_staff"), f"/admin/activities/entries/{entry.pk}/phone/?photos"
    assert client.get(path, headers=JSON).json() == {"photos": [], "room": 12}
    phone.post(entry_upload, files(1))
    (arrived,) = client.get(path, headers=JSON).json()["photos"]
    assert client.get(arrived["thumbnail_address"]).getvalue()
    assert phone.get(arrived["thumbnail_address"]).status_code == 302


def test_nobody_opens_a_code_for_a_place_of_others(log_in, world, package):
    foreign = make_activity(campaign=world.campaign, committee=world.hailar)
    client = log_in("county_staff")
    for pk in (foreign.pk, 999999):
        assert client.get(f"/admin/activities/entries/{pk}/phone/").status_code == 404
    for role in ("county_staff", "region_manager", "region_viewer", "auditor"):
        status = 403 if role != "county_staff" else 404
        assert log_in(role).get(f"/admin/reports/packages/{package.pk}/phone/").status_code == status


def test_an_entry_and_a_package_offer_the_code(log_in, entry, package):
    assert f'/entries/{entry.pk}/phone/"' in log_in("county_staff").get(change_page(entry)).content.decode()
    page = log_in("league_city_staff").get(f"/admin/reports/packages/{package.pk}/").content.decode()
    assert f'/packages/{package.pk}/phone/"' in page


# On the phone


def test_several_photos_are_stored_as_the_accounts_own(phone, entry_upload, entry, world):
    response = phone.post(entry_upload, files(3))
    assert response.status_code == 200
    assert "已传 <b data-count>3</b> 张" in response.content.decode()
    uses = entry.activity_photos.select_related("photo")
    assert [use.position for use in uses] == [1, 2, 3]
    assert {use.photo.uploaded_by for use in uses} == {world.accounts["county_staff"]}
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


def test_a_package_fills_its_empty_places(phone, package_upload, package):
    assert "还能放 <b data-room>3</b> 张" in phone.get(package_upload).content.decode()
    phone.post(package_upload, files(2))
    assert [placed.position for placed in package.photos.all()] == [1, 2]
    response = phone.post(package_upload, {"photos": [picture(colour="green"), picture(colour="blue")]})
    assert package.photos.count() == 3
    assert "每个位置都已有照片" in response.content.decode()


def test_the_page_shows_nothing_of_the_place_but_its_title(phone, package_upload, package):
    phone.post(package_upload, files(1))
    content = phone.get(package_upload).content.decode()
    assert "包头" in content
    assert "/pictures/" not in content
    assert "/admin/" not in content


def test_what_is_wrong_stands_with_the_name_of_its_file(phone, entry_upload, entry):
    broken = SimpleUploadedFile("坏的.jpg", b"x")
    response = phone.post(entry_upload, {"photos": [broken, picture()]})
    assert "坏的.jpg：这个文件不是照片" in response.content.decode()
    assert entry.activity_photos.count() == 1
    assert phone.post(entry_upload, {"photos": broken}, headers=JSON).json()["stored"] == 0


def test_without_a_photo_or_with_too_many_nothing_is_stored(phone, entry_upload):
    assert phone_upload.NO_FILE in phone.post(entry_upload, {}).content.decode()
    assert phone_upload.TOO_MANY_FILES in phone.post(entry_upload, files(13)).content.decode()
    assert not Photo.objects.exists()


def test_the_count_goes_on_from_one_sending_to_the_next(phone, entry_upload):
    response = phone.post(entry_upload, files(1) | {"stored_before": "4"})
    assert "<b data-count>5</b>" in response.content.decode()
    for nonsense in ("x", "-1", "9" * 50, "²"):
        assert phone.post(entry_upload, files(1) | {"stored_before": nonsense}).status_code == 200


def test_the_same_photo_twice_is_attached_once(phone, entry_upload, entry):
    for _ in range(2):
        phone.post(entry_upload, files(1))
    assert entry.activity_photos.count() == 1
    assert Photo.objects.count() == 1


def test_an_entry_has_twelve_photos_at_most(phone, entry_upload, entry):
    phone.post(entry_upload, files(12))
    answer = phone.post(entry_upload, {"photos": picture(colour="white")}, headers=JSON).json()
    assert (answer["stored"], answer["room"]) == (0, 0)
    assert FULL in answer["errors"][0]
    assert "照片已经放满了" in phone.get(entry_upload).content.decode()


# Whom the address serves, and how long


def test_after_ten_minutes_it_is_over(phone, log_in, world, entry):
    log_in("county_staff")
    with time_machine.travel("2020-01-20 10:00", tick=False) as clock:
        upload = address_of(EntryPhotos(entry), world.accounts["county_staff"])
        clock.shift(timedelta(minutes=10))
        assert phone.get(upload).status_code == 200
        clock.shift(timedelta(seconds=1))
        response = phone.post(upload, files(1))
    assert response.status_code == 410
    assert "二维码已过期" in response.content.decode()
    assert not Photo.objects.exists()


@pytest.mark.parametrize(("old", "new"), [("entry-", "entry-1"), ("entry-", "package-"), (":", ""), (":", ":x")])
def test_a_changed_address_opens_nothing(phone, entry_upload, old, new):
    token = entry_upload.split("/")[3]
    response = phone.post(f"/upload/entry/{token.replace(old, new)}/", files(1))
    assert response.status_code == 404
    assert not Photo.objects.exists()


def test_the_address_of_an_entry_opens_no_package(phone, entry_upload, package_upload):
    for upload in (entry_upload.replace("/entry/", "/package/", 1), package_upload.replace("/package/", "/entry/", 1)):
        assert phone.get(upload).status_code == 404


def test_nothing_is_read_of_what_comes_to_an_unknown_address(phone, monkeypatch):
    monkeypatch.setattr(WSGIRequest, "_load_post_and_files", lambda request: pytest.fail("was read"))
    assert phone.post("/upload/entry/x/", files(1)).status_code == 404


def test_a_photo_for_which_the_disk_has_no_room_is_sent_again_later(phone, entry_upload, monkeypatch):
    def refuse(*args, **kwargs):
        raise OSError(errno.ENOSPC, "on purpose")

    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", refuse)
    phone.raise_request_exception = False
    large = SimpleUploadedFile("大图.bmp", picture(size=(1600, 1200), kind="BMP").read(), "image/bmp")
    response = phone.post(entry_upload, {"photos": large})
    assert response.status_code == 503
    assert "Retry-After" in response.headers
    assert not Photo.objects.exists()


@pytest.mark.parametrize("what", ["account", "password", "right", "entry"])
def test_rights_are_asked_anew(phone, entry_upload, entry, world, what):
    account = world.accounts["county_staff"]
    if what == "account":
        account.is_active = False
    elif what == "password":
        account.must_change_password = True
    elif what == "right":
        account.committee = world.hailar
    else:
        entry.mark_deleted(by=account)
    account.save()
    response = phone.post(entry_upload, files(1))
    assert response.status_code == 403
    assert phone_upload.CLOSED in response.content.decode()
    assert not ActivityPhoto.objects.exists()
    assert phone.post(entry_upload, files(1), headers=JSON).json()["errors"] == [phone_upload.CLOSED]


def test_a_package_that_was_sent_up_takes_no_more(phone, package_upload, package, world):
    submit_package(package, by=world.accounts["league_city_staff"])
    sent = list(package.photos.values_list("photo"))
    assert phone.post(package_upload, files(1)).status_code == 403
    assert list(package.photos.values_list("photo")) == sent


def test_an_entry_that_goes_while_photos_come_answers(phone, entry_upload, entry, monkeypatch):
    def rewrite_and_delete(file):
        Activity.objects.filter(pk=entry.pk).delete()
        return rewrite(file)

    rewrite = phone_upload.rewrite
    monkeypatch.setattr(phone_upload, "rewrite", rewrite_and_delete)
    assert phone_upload.CLOSED in phone.post(entry_upload, files(1)).content.decode()


def test_a_token_names_the_place_and_the_account(log_in, world, entry):
    log_in("county_staff")
    account = world.accounts["county_staff"]
    place, found = find_signed(EntryPhotos, sign_place(EntryPhotos(entry), account))
    assert (place.pk, found) == (entry.pk, account)


def test_the_code_is_read_by_a_camera():
    image = qr_image("https://example.test/upload/entry/entry-123456-1234:1wFxyz:" + "A" * 43 + "/", largest=400)
    (found,) = zxingcpp.read_barcodes(Image.open(BytesIO(png(image))))
    assert found.text.endswith("A/")


def png(image):
    stream = BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()
