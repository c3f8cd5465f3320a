"""What people do on a site whose photos are in a store; and while that does not answer."""

import uuid

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from activities.models import Activity, ActivityImport, ActivityPhoto, Photo
from operations.doctor import files
from operations.doctor.findings import Severity
from organization.machine import measure_media
from tests.activities.entries import add, attach, photos, picture
from tests.activities.exchange import ROWS, confirm, upload, workbook_of
from tests.factories import make_account
from tests.object_store import PUBLIC_BUCKET
from tests.returnees.answering import post

TYPED = "草原上的座谈会"
pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(log_in):
    staff = log_in("county_staff")
    staff.raise_request_exception = False
    return staff


def send_photo(staff):
    return add(staff, "symposium", topic=TYPED, **photos(picture(), captions=["会场"]))


def test_a_photo_is_uploaded_and_shown_to_whom_it_concerns(store, server, staff, world):
    foreigner = Client()
    foreigner.force_login(make_account(committee=world.hailar, role="county_staff"))
    assert send_photo(staff).status_code == 302
    photo = Photo.objects.get()
    stored = server.contents(store)
    assert set(stored) == {photo.path, photo.thumbnail_path}
    for address, name in (("", photo.path), ("small/", photo.thumbnail_path)):
        shown = staff.get(f"/admin/activities/photos/{photo.pk}/{address}")
        assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/jpeg")
        assert b"".join(shown.streaming_content) == stored[name]
        assert foreigner.get(f"/admin/activities/photos/{photo.pk}/{address}").status_code == 404


def test_one_that_is_lost_is_not_found(store, server, staff):
    send_photo(staff)
    photo = Photo.objects.get()
    server.client.delete_object(Bucket=store, Key=photo.path)
    assert staff.get(f"/admin/activities/photos/{photo.pk}/").status_code == 404


def test_what_is_removed_is_gone_after_the_commit(store, server, world, django_capture_on_commit_callbacks):
    photo = attach(world).photo
    ActivityPhoto.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        photo.remove()
        assert len(server.contents(store)) == 2
    assert server.contents(store) == {}


def test_a_workbook_waits_there_until_it_is_confirmed(store, server, staff, django_capture_on_commit_callbacks):
    response = upload(staff, "symposium", workbook_of(ROWS["symposium"]))
    assert list(server.contents(store)) == [ActivityImport.objects.get().path]
    with django_capture_on_commit_callbacks(execute=True):
        confirm(staff, "symposium", response)
    assert Activity.objects.count() == 1
    assert server.contents(store) == {}


class TestAway:
    @pytest.fixture(autouse=True)
    def away(self, use, nowhere):
        use(nowhere)

    def test_what_was_typed_is_given_back(self, staff):
        response = send_photo(staff)
        assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
        assert TYPED in response.text
        assert not Photo.objects.exists()
        assert not Activity.objects.exists()

    def test_an_entry_without_a_photo_is_saved(self, staff):
        assert add(staff, "symposium", topic=TYPED).status_code == 302

    def test_answers_do_not_need_it(self, client, world):
        assert post(client, world.homepage, submission_uuid=uuid.uuid4()).status_code == 200

    def test_a_photo_is_unavailable_and_not_missing(self, staff, use, server, bucket, nowhere):
        use(server.address(bucket))
        send_photo(staff)
        use(nowhere)
        assert staff.get(f"/admin/activities/photos/{Photo.objects.get().pk}/").status_code == 503

    def test_the_desk_says_so(self, log_in):
        assert measure_media() is None
        assert "连不上存储" in log_in("system_administrator").get("/admin/").text


class TestDoctor:
    def test_says_where_it_is_and_that_it_works(self, store, server, world):
        attach(world)
        found = files.check_media()
        assert (found.level, store in found.sentence) == (Severity.FINE, True)
        assert len(server.contents(store)) == 2
        assert measure_media().file_count == 2

    def test_one_that_does_not_answer(self, use, nowhere):
        use(nowhere)
        found = files.check_media()
        assert (found.level, "MEDIA_STORE" in found.cure) == (Severity.ERROR, True)
        assert "EndpointConnectionError" in found.sentence

    def test_one_that_anybody_can_read(self, use, server):
        use(server.address(PUBLIC_BUCKET))
        assert "没有密钥的人也能读" in files.check_media().sentence

    def test_one_of_another_database(self, store, world):
        photo = attach(world).photo
        default_storage.delete(photo.path)
        assert "1 张照片中有 1 张不在" in files.check_media().sentence

    def test_no_folder_of_photos_is_looked_for(self, store, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path / "nowhere"
        assert settings.MEDIA_ROOT not in files.written_folders()
