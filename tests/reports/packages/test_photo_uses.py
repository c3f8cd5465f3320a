"""Photos of a package that are elsewhere too: chosen from the log, or used by others."""

from datetime import date

import pytest

from reports.models import Package
from reports.packages import life_cycle
from reports.packages.views import photos
from reports.setup.rows import make_rows
from tests.factories import make_activity, make_campaign, make_service, submit_package
from tests.reports.packages.pages import (
    address,
    attach,
    message_texts,
    package_of,
    picture,
    placed,
    post_photo,
    stored,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_storage")]


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
