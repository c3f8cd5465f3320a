"""The photos of a package: what is accepted, and who may see it."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from activities.models import Photo
from organization.pictures.source import NO_PHOTO, TOO_MANY_PIXELS
from reports.packages import life_cycle
from tests.factories import make_activity, submit_package
from tests.reports.packages.pages import (
    HEIC,
    PDF,
    address,
    attach,
    message_texts,
    package_of,
    picture,
    placed,
    post_parts,
    post_photo,
    saved_part,
    status_of,
    stored,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_storage")]

DAMAGED = SimpleUploadedFile("坏.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 300)


def errors(response):
    return {name: list(message) for place in response.context["places"] for name, message in place.form.errors.items()}


# Uploading


def test_stores_a_photo_with_its_caption(own, package, staff):
    response = post_photo(own, package, 2, upload=picture(), caption="1月20日，东河区，座谈会")
    assert message_texts(response) == ["照片 2 已保存。"]
    photo = placed(package)[2]
    assert (photo.caption, photo.photo.uploaded_by) == ("1月20日，东河区，座谈会", staff)
    assert default_storage.exists(photo.photo.path)


def test_writes_it_anew_upright_and_without_metadata(own, package):
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "某手机"  # turned by 90 degrees, the maker
    post_photo(own, package, upload=picture(size=(1600, 1200), exif=exif.tobytes()))
    photo = placed(package)[1].photo
    with default_storage.open(photo.path) as file, Image.open(file) as image:
        assert image.size == (1200, 1600)
        assert not image.getexif()


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (DAMAGED, NO_PHOTO),
        (HEIC, NO_PHOTO),
        (SimpleUploadedFile("空.jpg", b""), NO_PHOTO),
        (SimpleUploadedFile("假.jpg", b"<html>"), NO_PHOTO),
        (SimpleUploadedFile("文件.pdf", PDF), NO_PHOTO),
    ],
)
def test_says_why_a_file_is_no_photo_and_keeps_the_caption(own, package, file, message):
    file.seek(0)
    response = post_photo(own, package, upload=file, caption="1月20日，座谈会")
    assert errors(response) == {"upload": [message]}
    assert response.context["places"][0].form["caption"].value() == "1月20日，座谈会"
    assert not package.photos.exists()


def test_a_bomb_is_refused_before_it_unfolds(own, package):
    response = post_photo(own, package, upload=picture(size=(6400, 6400), kind="PNG"))
    assert errors(response) == {"upload": [TOO_MANY_PIXELS]}


def test_a_place_without_a_photo_wants_one(own, package):
    response = post_photo(own, package, caption="1月20日，座谈会")
    assert errors(response) == {"upload": ["请选择照片，说明和照片一起保存。"]}
    assert response.context["places"][0].form["caption"].value() == "1月20日，座谈会"


def test_a_caption_too_long_does_not_lose_the_photo(own, package):
    response = post_photo(own, package, upload=picture(), caption="长" * 81)
    assert "caption" in errors(response)
    assert placed(package)[1].caption == ""
    again = post_photo(own, package, caption="1月20日，座谈会", seen_revision=placed(package)[1].revision)
    assert again.status_code == 302


def test_a_caption_is_mended_without_a_new_photo(own, package):
    post_photo(own, package, upload=picture())
    before = placed(package)[1].photo_id
    post_photo(own, package, caption="1月20日，座谈会")
    assert (placed(package)[1].photo_id, placed(package)[1].caption) == (before, "1月20日，座谈会")


def test_is_removed(own, package):
    post_photo(own, package, upload=picture())
    assert message_texts(post_photo(own, package, remove="1"))[-1] == "照片 1 已去掉。"
    assert not package.photos.exists()


@pytest.mark.parametrize("position", [0, 4, 99])
def test_there_is_no_fourth_place(own, package, position):
    response = post_photo(own, package, position, upload=picture())
    assert response.status_code == (404 if position == 4 else 302)
    assert own.get(address(package, f"photos/{position}/choose/")).status_code == 404
    assert not Photo.objects.exists()


def test_the_second_of_two_is_refused_and_nothing_is_left_behind(own, package, staff):
    life_cycle.set_photo(package=package, position=1, photo=stored(staff), caption="甲", seen_revision=None, by=staff)
    response = post_photo(own, package, upload=picture(colour="blue"), caption="乙", seen_revision="")
    assert "刚才有人改过" in response.text
    assert response.context["places"][0].form["caption"].value() == "乙"
    assert placed(package)[1].caption == "甲"
    assert Photo.objects.count() == 1
    folders, _ = default_storage.listdir("photos")
    assert len([name for folder in folders for name in default_storage.listdir(f"photos/{folder}")[1]]) == 2


def test_warns_of_a_photo_that_prints_badly(own, package):
    post_photo(own, package, upload=picture(size=(900, 600)))
    post_photo(own, package, 2, upload=picture(size=(1280, 900), colour="blue"))
    places = own.get(address(package)).context["places"]
    assert [place.is_small for place in places] == [True, False, False]


def test_what_is_up_accepts_no_photo(own, package, staff):
    submit_package(package, by=staff)
    assert "材料已报送" in post_photo(own, package, upload=picture()).text
    assert own.get(address(package, "photos/1/choose/")).status_code == 302
    assert Photo.objects.count() == 3


# A caption goes with its photo


def test_a_caption_goes_with_its_photo_when_that_is_replaced(own, package):
    post_photo(own, package, upload=picture(), caption="1月20日，座谈会")
    response = post_photo(own, package, upload=picture(colour="blue"))
    assert placed(package)[1].caption == ""
    assert message_texts(response)[-1] == "照片 1 已换，原来的说明“1月20日，座谈会”随原照片去掉了，请写新的。"


def test_a_caption_written_for_the_new_photo_comes_with_it(own, package):
    post_photo(own, package, upload=picture(), caption="1月20日，座谈会")
    post_photo(own, package, upload=picture(colour="blue"), caption="1月21日，走访")
    assert placed(package)[1].caption == "1月21日，走访"


def test_the_second_of_two_captions_is_refused(own, package, staff):
    post_photo(own, package, upload=picture(), caption="甲")
    seen = placed(package)[1].revision
    post_photo(own, package, caption="乙")
    response = post_photo(own, package, caption="丙", seen_revision=seen)
    assert "刚才有人改过" in response.text
    form = response.context["places"][0].form
    assert (form["caption"].value(), placed(package)[1].caption) == ("丙", "乙")
    post_photo(own, package, caption="丙", seen_revision=form["seen_revision"].value())
    assert placed(package)[1].caption == "丙"


def test_an_upload_whose_answer_was_lost_is_no_conflict(own, package):
    for _ in range(2):
        response = post_photo(own, package, upload=picture(), caption="甲", seen_revision="")
        assert response.status_code == 302
    assert package.photos.count() == 1


# Several at once


def add(client, package, *files, **headers):
    return post_parts(client, package, {"photos": list(files)}, **headers)


def named(colour):
    return picture(name=f"{colour}.jpg", colour=colour)


def test_several_photos_go_to_the_free_places(own, package):
    post_photo(own, package, 2, upload=picture(), caption="座谈会")
    response = add(own, package, named("blue"), named("green"))
    assert message_texts(response)[-2:] == [
        "blue.jpg：已放在照片 1，请写说明。",
        "green.jpg：已放在照片 3，请写说明。",
    ]
    assert {position: photo.caption for position, photo in placed(package).items()} == {1: "", 2: "座谈会", 3: ""}


def test_says_which_photos_found_no_place_and_which_are_none(own, package):
    files = (named("blue"), SimpleUploadedFile("假.jpg", b"x"), named("green"), named("black"), named("white"))
    response = add(own, package, *files)
    assert [(outcome.file_name, outcome.message) for outcome in response.context["refused_files"]] == [
        ("假.jpg", NO_PHOTO),
        ("white.jpg", life_cycle.NO_FREE_PLACE),
    ]
    assert "white.jpg：每个位置都已有照片" in response.text
    assert len(placed(package)) == 3
    assert Photo.objects.count() == 3


def test_the_same_photo_is_not_placed_a_second_time(own, package):
    add(own, package, named("blue"))
    answer = saved_part(add(own, package, named("blue"), Accept="application/json"))
    assert (answer["part"], answer["state"]) == ("photo-1", "saved")
    assert answer["message"] == "这张已经是照片 1，没有再放一次。"
    assert len(placed(package)) == 1


def test_photos_for_any_place_are_refused_once_it_is_up(own, package, staff):
    submit_package(package, by=staff)
    answer = saved_part(add(own, package, named("blue"), Accept="application/json"))
    assert answer["message"].startswith("材料已报送")


# Who sees the files


def picture_address(photo, size=""):
    return f"/admin/reports/pictures/{photo.pk}/{size}"


@pytest.mark.parametrize("size", ["", "small/"])
def test_a_photo_is_shown_to_its_committee_and_those_above(log_in, package, staff, size):
    photo = stored(staff)
    life_cycle.set_photo(package=package, position=1, photo=photo, caption="", seen_revision=None, by=staff)
    for role, status in (("league_city_staff", 200), ("region_viewer", 200), ("county_staff", 404), ("auditor", 403)):
        assert status_of(log_in(role), picture_address(photo, size)) == status, role


def test_what_went_up_once_stays_to_be_seen(own, package, staff):
    photo = stored(staff)
    submission = submit_package(package, by=staff)
    submission.photos.filter(position=1).update(photo=photo)
    assert status_of(own, picture_address(photo)) == 200


def test_a_photo_of_the_log_alone_is_not_shown_here(own, world, staff):
    photo = stored(staff)
    attach(make_activity(campaign=world.campaign, committee=world.donghe), photo)
    assert own.get(picture_address(photo)).status_code == 404


def test_another_committees_photo_is_not_there(own, world, manager):
    photo = stored(manager)
    other = package_of(world.hulunbuir)
    life_cycle.set_photo(package=other, position=1, photo=photo, caption="", seen_revision=None, by=manager)
    assert own.get(picture_address(photo)).status_code == 404


def test_a_file_that_is_gone_is_a_404(own, package, staff):
    photo = stored(staff)
    life_cycle.set_photo(package=package, position=1, photo=photo, caption="", seen_revision=None, by=staff)
    default_storage.delete(photo.path)
    assert own.get(picture_address(photo)).status_code == 404
