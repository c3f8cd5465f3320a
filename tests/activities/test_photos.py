"""The photos of an entry, as its form and the addresses of the files deal with them."""

import re
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from activities.models import Activity, ActivityPhoto, Photo
from organization.pictures import rewriting
from tests.activities.entries import ADD, add, attach, change_page, form_errors, new_uuid, payload, photos, picture

pytestmark = pytest.mark.django_db

DAMAGED = SimpleUploadedFile("坏.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 300)


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def stored_files():
    return sorted(_files_below("photos"))


def _files_below(folder):
    if not default_storage.exists(folder):
        return
    folders, files = default_storage.listdir(folder)
    yield from (f"{folder}/{name}" for name in files)
    for name in folders:
        yield from _files_below(f"{folder}/{name}")


def photo_errors(response):
    (inline,) = response.context["inline_admin_formsets"]
    return [dict(form.errors) for form in inline.formset.forms if form.errors]


def opened(response):
    return Image.open(BytesIO(response.getvalue()))


# Attaching


def test_keeps_photos_with_captions_in_their_order(log_in, world):
    client = log_in("county_staff")
    files = [picture(colour=colour) for colour in ("red", "blue")]
    assert add(client, "tour", **photos(*files, captions=["产业园", "温室"])).status_code == 302
    attached = Activity.objects.get().activity_photos.all()
    assert [(use.caption, use.position) for use in attached] == [("产业园", 1), ("温室", 2)]
    assert all(use.photo.uploaded_by == world.accounts["county_staff"] for use in attached)
    assert len(stored_files()) == 4


def test_a_photo_is_stored_under_a_name_that_nobody_can_guess(log_in):
    add(log_in("county_staff"), "tour", **photos(picture(name="../../东河区.jpg")))
    photo = Photo.objects.get()
    assert len(photo.name) == 32
    assert stored_files() == [photo.thumbnail_path, photo.path]


def test_the_same_picture_twice_is_attached_once(log_in):
    add(log_in("county_staff"), "tour", **photos(picture(), picture()))
    assert Activity.objects.get().activity_photos.count() == 1


def test_further_photos_come_after_those_that_are_there(log_in, world):
    use = attach(world)
    client = log_in("county_staff")
    stored = {
        "activity_photos-0-id": use.pk,
        "activity_photos-0-activity": use.activity_id,
        "activity_photos-0-caption": "改过的说明",
        "activity_photos-0-position": "5",
    }
    changes = photos(picture(colour="blue"), initial=1) | stored
    assert client.post(change_page(use.activity), payload("symposium", **changes)).status_code == 302
    assert [use.caption for use in use.activity.activity_photos.all()] == ["改过的说明", ""]


def test_a_photo_is_removed_from_an_entry(log_in, world):
    use = attach(world)
    gone = {
        "activity_photos-0-id": use.pk,
        "activity_photos-0-activity": use.activity_id,
        "activity_photos-0-caption": "",
        "activity_photos-0-position": "0",
        "activity_photos-0-DELETE": "on",
    }
    log_in("county_staff").post(change_page(use.activity), payload("symposium", **photos(initial=1), **gone))
    assert not ActivityPhoto.objects.exists()


def test_an_entry_has_twelve_photos_at_most(log_in):
    files = [picture(colour=(number, 0, 0)) for number in range(13)]
    response = add(log_in("county_staff"), "tour", **photos(*files))
    assert response.status_code == 200
    assert "12" in response.content.decode()
    assert not Activity.objects.exists()


# What is wrong stands beside the file


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (lambda: DAMAGED, "不是照片，或已损坏"),
        (lambda: SimpleUploadedFile("假.jpg", b"<html><script>alert(1)</script></html>"), "不是照片"),
        (lambda: SimpleUploadedFile("a.heic", b"\x00\x00\x00\x18ftypheic" + b"\x00" * 50), "不是照片"),
        (lambda: SimpleUploadedFile("a.avif", b"\x00\x00\x00\x18ftypavif" + b"\x00" * 50), "AVIF"),
        (lambda: SimpleUploadedFile("空.jpg", b""), "不是照片"),
    ],
)
def test_shows_what_is_wrong_and_keeps_the_rest(log_in, file, reason):
    upload = file()
    upload.seek(0)
    client = log_in("county_staff")
    response = add(client, "tour", place="产业园", **photos(upload, picture(), captions=["门口", "温室"]))
    assert reason in photo_errors(response)[0]["upload"][0]
    content = response.content.decode()
    assert 'value="产业园"' in content
    assert 'value="门口"' in content
    assert content.count("已收到这张照片") == 1
    assert not Activity.objects.exists()


def test_a_file_that_is_too_large_is_refused(log_in, monkeypatch):
    monkeypatch.setattr(rewriting, "FILE_LIMIT", 100)
    response = add(log_in("county_staff"), "tour", **photos(picture()))
    assert "20 MB" in photo_errors(response)[0]["upload"][0]


def test_a_bomb_is_refused_before_it_is_unpacked(log_in, monkeypatch):
    bomb = picture(size=(6400, 6400), kind="PNG")
    monkeypatch.setattr(Image, "frombytes", lambda *args: pytest.fail("was unpacked"))
    response = add(log_in("county_staff"), "tour", **photos(bomb))
    assert "像素太多" in photo_errors(response)[0]["upload"][0]


def test_a_caption_without_a_photo_is_refused(log_in):
    part = photos(picture(), captions=["门口"])
    del part["activity_photos-0-upload"]
    response = add(log_in("county_staff"), "tour", **part)
    assert "请选择照片" in photo_errors(response)[0]["upload"][0]


def test_a_good_photo_need_not_be_chosen_again_after_another_error(log_in):
    client = log_in("county_staff")
    response = add(client, "tour", held_on="2020-03-01", **photos(picture(), captions=["温室"]))
    assert list(form_errors(response)) == ["held_on"]
    stored = Photo.objects.get()
    part = photos(picture(), captions=["温室"])
    part["activity_photos-0-upload-stored"] = stored.name
    del part["activity_photos-0-upload"]
    assert f'value="{stored.name}"' in response.content.decode()
    assert add(client, "tour", **part).status_code == 302
    assert Activity.objects.get().activity_photos.get().photo == stored


def test_nobody_attaches_what_another_has_uploaded(log_in, world):
    add(log_in("league_city_staff"), "tour", held_on="2020-03-01", **photos(picture()))
    part = photos(picture())
    part["activity_photos-0-upload-stored"] = Photo.objects.get().name
    del part["activity_photos-0-upload"]
    assert photo_errors(add(log_in("county_staff"), "tour", **part))
    assert not ActivityPhoto.objects.exists()


def test_nothing_is_stored_where_the_entry_is_not(log_in, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(ActivityPhoto, "save", fail)
    client = log_in("county_staff")
    client.raise_request_exception = False
    add(client, "tour", **photos(picture()))
    assert not Activity.objects.exists()
    assert stored_files() == []


def test_a_form_without_its_photos_part_is_saved(log_in):
    assert add(log_in("county_staff"), "tour", form_uuid=new_uuid()).status_code == 302


def test_the_form_accepts_several_photos_and_shows_those_that_are_there(log_in, world):
    use = attach(world)
    client = log_in("county_staff")
    assert client.get(ADD["tour"]).content.decode().count('type="file"') == 3
    content = client.get(change_page(use.activity)).content.decode()
    assert f"/admin/activities/photos/{use.photo_id}/small/" in content
    assert 'value="座谈会现场"' in content


# Looking at them


@pytest.mark.parametrize("size", ["", "small/"])
def test_a_photo_is_shown_to_those_who_see_its_entry(log_in, world, size):
    use = attach(world)
    response = log_in("league_city_staff").get(f"/admin/activities/photos/{use.photo_id}/{size}")
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "private" in response["Cache-Control"]
    assert opened(response).format == "JPEG"


def test_a_photo_of_others_is_like_one_that_does_not_exist(log_in, world):
    foreign = attach(world, committee=world.hailar, by=world.accounts["region_manager"])
    client = log_in("league_city_staff")
    for pk in (foreign.photo_id, 999999):
        assert client.get(f"/admin/activities/photos/{pk}/").status_code == 404


def test_a_photo_of_a_deleted_entry_is_shown_to_nobody(log_in, world):
    use = attach(world)
    use.activity.mark_deleted(by=world.accounts["county_staff"])
    assert log_in("region_manager").get(f"/admin/activities/photos/{use.photo_id}/").status_code == 404


def test_nobody_signed_out_sees_a_photo(client, world):
    use = attach(world)
    assert client.get(f"/admin/activities/photos/{use.photo_id}/").status_code == 302


@pytest.mark.parametrize("role", ["auditor", "system_administrator"])
def test_those_without_the_log_see_no_photo(log_in, world, role):
    use = attach(world)
    assert log_in(role).get(f"/admin/activities/photos/{use.photo_id}/").status_code == 403


def test_a_viewer_sees_photos_and_changes_none(log_in, world):
    use = attach(world)
    content = log_in("region_viewer").get(change_page(use.activity)).content.decode()
    assert f"/admin/activities/photos/{use.photo_id}/small/" in content
    assert 'type="file"' not in content


def test_a_lost_file_answers_404(log_in, world):
    use = attach(world)
    default_storage.delete(use.photo.path)
    assert log_in("county_staff").get(f"/admin/activities/photos/{use.photo_id}/").status_code == 404


def test_the_photos_are_folded_away_until_there_is_one(log_in):
    client, unfolded = log_in("county_staff"), re.compile(r'id="activity_photos-group"\s+open')
    error = {"held_on": "2020-03-01"}
    assert not unfolded.search(add(client, "tour", **error).content.decode())
    assert unfolded.search(add(client, "tour", **error, **photos(picture())).content.decode())


def test_a_caption_that_somebody_else_has_changed_is_asked_about(log_in):
    client = log_in("county_staff")
    add(client, "tour", **photos(picture(), captions=["原来的说明"]))
    use = ActivityPhoto.objects.get()
    form = client.get(change_page(use.activity)).context["inline_admin_formsets"][0].formset.forms[0]
    shown = {
        **photos(initial=1),
        "activity_photos-0-id": str(use.pk),
        "activity_photos-0-activity": str(use.activity_id),
        "activity_photos-0-position": "1",
        form.shown_name: form.shown_version,
    }
    first, second = (payload("tour") | shown | {"activity_photos-0-caption": text} for text in ("甲写的", "乙写的"))
    assert client.post(change_page(use.activity), first).status_code == 302
    response = client.post(change_page(use.activity), second)
    (conflict,) = response.context["inline_admin_formsets"][0].formset.forms[0].conflicts
    assert (conflict.mine, conflict.theirs) == ("乙写的", "甲写的")
    use.refresh_from_db()
    assert use.caption == "甲写的"
