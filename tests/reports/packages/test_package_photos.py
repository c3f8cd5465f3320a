"""The photos and the scan of a package: what is accepted, who may see it, and where else it is used."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from activities.models import Photo
from activities.models.photo import WrittenFiles
from organization.pictures.rewriting import rewrite
from organization.pictures.source import NO_PHOTO, TOO_MANY_PIXELS
from reports.models import Package, StampedScan
from reports.packages import life_cycle, scan_file
from reports.packages.views import photos
from reports.setup.rows import make_rows
from tests.factories import make_account, make_activity, make_campaign, make_service, submit_package
from tests.reports.packages.pages import address, message_texts, package_of, picture, post_parts, post_photo, saved_part

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_storage")]

DAMAGED = SimpleUploadedFile("坏.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 300)
HEIC = SimpleUploadedFile("苹果.heic", b"\x00\x00\x00\x18ftypheic" + b"\x00" * 300)
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
OTHER_PDF = PDF.replace(b"1 0 obj", b"2 0 obj")


def errors(response):
    return {name: list(message) for place in response.context["places"] for name, message in place.form.errors.items()}


def placed(package):
    return {placed.position: placed for placed in package.photos.select_related("photo")}


def stored(by, colour="red"):
    with WrittenFiles() as files:
        return Photo.objects.store(rewrite(picture(colour=colour)), by=by, files=files)


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


# Choosing from the log


def attach(entry, photo, caption=""):
    return entry.attached_photos.create(photo=photo, caption=caption)


def key_of(attached):
    """What the page sends for a photo of an entry."""
    return f"{'service' if hasattr(attached, 'service_id') else 'activity'}-{attached.pk}"


def test_a_photo_of_ones_own_entries_can_be_chosen(own, world, package, staff):
    entry = make_activity(campaign=world.campaign, committee=world.donghe, place="青年之家", topic="家乡如何发展")
    attached = attach(entry, stored(staff))
    page = own.get(address(package, "photos/3/choose/"))
    assert f'value="{key_of(attached)}"' in page.text
    own.post(address(package, "photos/3/choose/"), {"photo": key_of(attached), "seen_revision": ""})
    chosen = placed(package)[3]
    assert (chosen.photo_id, chosen.caption) == (attached.photo_id, "1月20日，青年之家，家乡如何发展")
    use = own.get(address(package)).context["places"][2].uses[0]
    assert (use.sentence, use.is_warning) == (f"也在活动 {entry.number} 里", False)


def test_a_photo_of_ones_own_services_can_be_chosen(own, world, package, staff):
    training = {"kind": "training", "title": "肉牛养殖技术培训班", "training_tags": "farming_skills"}
    entry = make_service(campaign=world.campaign, committee=world.donghe, **training)
    attached = attach(entry, stored(staff))
    page = own.get(address(package, "photos/3/choose/"))
    assert f'value="{key_of(attached)}"' in page.text
    assert "2020-01-20 东河区" in " ".join(page.text.split())
    own.post(address(package, "photos/3/choose/"), {"photo": key_of(attached), "seen_revision": ""})
    chosen = placed(package)[3]
    assert (chosen.photo_id, chosen.caption) == (attached.photo_id, "1月20日，肉牛养殖技术培训班")
    use = own.get(address(package)).context["places"][2].uses[0]
    assert (use.sentence, use.is_warning) == (f"也在服务记录 {entry.number} 里", False)


def test_the_photos_of_the_newest_entries_come_first_page_by_page(own, world, package, staff, monkeypatch):
    monkeypatch.setattr(photos, "OFFERED_PER_PAGE", 2)
    log = {"campaign": world.campaign, "committee": world.donghe}
    days = [date(2020, 1, 10), date(2020, 1, 20), date(2020, 1, 30)]
    first, third = (attach(make_activity(held_on=day, **log), stored(staff)) for day in (days[0], days[2]))
    second = attach(make_service(served_on=days[1], **log), stored(staff))
    shown = [
        [offered.key for offered in own.get(address(package, "photos/1/choose/"), {"page": page}).context["page"]]
        for page in (1, 2)
    ]
    assert shown == [[key_of(third), key_of(second)], [key_of(first)]]


def test_a_photo_of_others_cannot_be_chosen(own, world, package, staff):
    foreign = attach(make_activity(campaign=world.campaign, committee=world.hailar), stored(staff))
    planned = attach(make_activity(campaign=world.campaign, committee=world.donghe, state="planned"), stored(staff))
    earlier = make_campaign(year=2019)
    past = attach(make_activity(campaign=earlier, committee=world.donghe), stored(staff))
    theirs = attach(make_service(campaign=world.campaign, committee=world.hailar), stored(staff))
    past_service = attach(make_service(campaign=earlier, committee=world.donghe), stored(staff))
    deleted = make_service(campaign=world.campaign, committee=world.donghe)
    gone = attach(deleted, stored(staff))
    deleted.mark_deleted(by=staff)
    assert not own.get(address(package, "photos/1/choose/")).context["page"].object_list
    keys = [key_of(one) for one in (foreign, planned, past, theirs, past_service, gone)]
    for key in (*keys, foreign.pk, "activity-999999", "service-x", "service", "x-1", "", f"service-{'9' * 40}"):
        assert own.post(address(package, "photos/1/choose/"), {"photo": key}).status_code == 404


def test_a_choice_that_came_too_late_is_reported(own, world, package, staff):
    attached = attach(make_activity(campaign=world.campaign, committee=world.donghe), stored(staff))
    life_cycle.set_photo(
        package=package, position=1, photo=stored(staff, "blue"), caption="甲", seen_revision=None, by=staff
    )
    response = own.post(address(package, "photos/1/choose/"), {"photo": key_of(attached), "seen_revision": ""})
    assert message_texts(response)[-1].startswith("刚才有人改过")
    assert placed(package)[1].caption == "甲"


# Used elsewhere


def test_the_same_photo_at_two_places_is_pointed_out(own, package):
    for position in (1, 3):
        post_photo(own, package, position, upload=picture())
    places = own.get(address(package)).context["places"]
    assert [[use.sentence for use in place.uses] for place in places] == [
        ["与照片 3 是同一张，请换一张。"],
        [],
        ["与照片 1 是同一张，请换一张。"],
    ]


def test_a_photo_of_another_committee_is_pointed_out_without_saying_whose(own, world, package, manager, log_in):
    other = package_of(world.hulunbuir)
    life_cycle.set_photo(
        package=other, position=1, photo=stored(manager), caption="别人的说明", seen_revision=None, by=manager
    )
    post_photo(own, package, upload=picture())
    page = own.get(address(package))
    (use,) = page.context["places"][0].uses
    assert (use.sentence, use.url) == ("这张照片已被其他单位使用，请核对是不是本单位的活动。", "")
    assert "呼伦贝尔" not in page.text
    assert "别人的说明" not in page.text
    (named,) = log_in("region_manager").get(address(package)).context["places"][0].uses
    assert (named.sentence, named.url) == ("也用在2020年度呼伦贝尔市的报送材料里，请核对。", address(other))


def test_a_photo_that_went_up_once_is_pointed_out_too(own, world, package, staff, manager):
    other = package_of(world.hulunbuir)
    submission = submit_package(other, by=manager)
    submission.photos.filter(position=1).update(photo=stored(manager))
    post_photo(own, package, upload=picture())
    (use,) = own.get(address(package)).context["places"][0].uses
    assert use.is_warning


@pytest.mark.parametrize("make_entry", [make_activity, make_service])
def test_a_photo_of_another_committees_entry_is_pointed_out(own, world, package, manager, make_entry):
    attach(make_entry(campaign=world.campaign, committee=world.hailar), stored(manager))
    post_photo(own, package, upload=picture())
    (use,) = own.get(address(package)).context["places"][0].uses
    assert use.sentence.startswith("这张照片已被其他单位使用")


def test_a_photo_of_an_earlier_campaign_is_pointed_out(own, world, package, staff):
    earlier = make_campaign(year=2019)
    make_rows(campaign=earlier)
    past = Package.objects.get(campaign=earlier, committee=world.baotou)
    life_cycle.set_photo(package=past, position=1, photo=stored(staff), caption="", seen_revision=None, by=staff)
    post_photo(own, package, upload=picture())
    (use,) = own.get(address(package)).context["places"][0].uses
    assert use.sentence == "也用在2019年度包头市的报送材料里，请核对。"


# Who sees the files


def status_of(client, path):
    response = client.get(path)
    if response.streaming:
        response.getvalue()  # closes the file that it hands out
    return response.status_code


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


# The scan


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
