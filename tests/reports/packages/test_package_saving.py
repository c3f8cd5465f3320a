"""The page of a package is one form: whatever button is pressed, everything that was typed is saved."""

import pytest

from reports.packages import life_cycle
from tests.factories import submit_package
from tests.reports.packages.pages import address, message_texts, page_fields, picture, post_parts, post_photo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_storage")]


@pytest.fixture
def opened(own, package):
    """What a browser would send of the page as it is, but for what its user types."""
    return page_fields(own.get(address(package)))


TYPED = {"contact-name": "李干事", "contact-phone": "0472-5612345", "summary-text": "走访青年，共话家乡。"}


def assert_typed_is_saved(package):
    package.refresh_from_db()
    assert (package.filled_by_name, package.filled_by_phone) == ("李干事", "0472-5612345")
    assert package.summary_text == "走访青年，共话家乡。"


def test_one_press_saves_every_part(own, package, opened):
    files = {"photo-2-upload": picture(), "photo-2-caption": "座谈会", "photos": [picture(colour="blue")]}
    response = own.post(address(package, "save/"), opened | TYPED | files)
    assert message_texts(response) == [
        "填表人和电话已保存。",
        "文字总结已保存（10 字）。",
        "照片 2 已保存。",
        "照片.jpg：已放在照片 1，请写说明。",
    ]
    assert_typed_is_saved(package)
    assert [(placed.position, placed.caption) for placed in package.photos.all()] == [(1, ""), (2, "座谈会")]


@pytest.mark.parametrize(
    ("button", "leads_to"),
    [
        ({"save": "1"}, ""),
        ({"check": "1"}, "submit/"),
        ({"choose": "2"}, "photos/2/choose/"),
        ({"draft": "1"}, "summary/draft/"),
        ({"zero_report": "letter"}, "#figures"),
    ],
)
def test_every_button_saves_what_was_typed(own, package, opened, button, leads_to):
    response = own.post(address(package, "save/"), opened | TYPED | button)
    assert response["Location"] == address(package, leads_to)
    assert_typed_is_saved(package)


def test_a_photo_is_removed_and_what_was_typed_is_saved(own, package, opened):
    post_photo(own, package, 1, upload=picture(), caption="座谈会")
    seen = {"photo-1-seen_revision": package.photos.get().revision}
    own.post(address(package, "save/"), opened | TYPED | seen | {"remove": "photo-1"})
    assert_typed_is_saved(package)
    assert not package.photos.exists()


def test_what_is_wrong_with_one_part_keeps_no_other_from_being_saved(own, package, opened):
    wrong = {"contact-phone": "12345", "photo-1-caption": "座谈会", "check": "1"}
    response = own.post(address(package, "save/"), opened | TYPED | wrong)
    assert response.status_code == 200
    package.refresh_from_db()
    assert (package.filled_by_name, package.filled_by_phone) == ("李干事", "")
    assert package.summary_text == "走访青年，共话家乡。"
    assert response.context["contact_form"]["phone"].value() == "12345"
    assert response.context["places"][0].form["caption"].value() == "座谈会"


def test_a_press_without_a_change_says_so(own, package, opened):
    assert message_texts(own.post(address(package, "save/"), opened)) == ["没有新的改动，都已保存。"]
    package.refresh_from_db()
    assert package.revision == 0


def test_what_was_saved_by_itself_before_is_not_announced_again(own, package, staff, opened):
    life_cycle.write_contact(package=package, name="李干事", phone="0472-5612345", seen_revision=0, by=staff)
    typed = TYPED | {"contact-seen_revision": "1"}
    assert message_texts(own.post(address(package, "save/"), opened | typed)) == ["文字总结已保存（10 字）。"]


def test_an_older_page_does_not_bring_back_what_it_left_alone(own, package, staff, opened):
    """Without a script the page sends every part; only what was touched on it is meant."""
    life_cycle.write_summary(package=package, text="别人写的", seen_revision=0, by=staff)
    post_photo(own, package, 1, upload=picture(), caption="别人的照片")
    response = own.post(address(package, "save/"), opened | {"contact-name": "李干事"})
    assert response.status_code == 302
    package.refresh_from_db()
    assert (package.summary_text, package.filled_by_name) == ("别人写的", "李干事")
    assert package.photos.get().caption == "别人的照片"


def test_a_suggested_contact_is_saved_with_the_rest(own, world, package, staff):
    submit_package(package, by=staff)
    type(package).objects.filter(pk=package.pk).update(filled_by_name="", filled_by_phone="", state="returned")
    own.post(address(package, "save/"), page_fields(own.get(address(package))))
    package.refresh_from_db()
    assert package.filled_by_name == "李干事"


def test_what_was_typed_is_shown_where_nothing_can_be_changed_any_more(own, package, staff, opened):
    post_photo(own, package, 1, upload=picture(), caption="座谈会")
    submit_package_of_others(package, staff)
    response = own.post(address(package, "save/"), opened | TYPED | {"photo-1-caption": "新的说明"})
    for typed in ("李干事", "走访青年，共话家乡。", "新的说明"):
        assert typed in response.text
    assert "材料已报送" in response.text


def submit_package_of_others(package, staff):
    package.photos.all().delete()
    submit_package(package, by=staff)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"contact-seen_revision": "x"},
        {"contact-seen_revision": "0", "contact-seen_digest": "\0"},
        {"summary-seen_revision": "0"},
        {"photo-1-seen_revision": "9" * 40, "photo-1-caption": "x"},
        {"photo-1-seen_revision": "", "remove": "photo-1"},
        {"scan-seen_revision": "", "remove": "scan"},
        {"photos": "no file"},
    ],
)
def test_nothing_that_can_be_sent_breaks_it(own, package, sent):
    assert own.post(address(package, "save/"), sent).status_code in (200, 302)
    assert own.post(address(package, "save/"), sent, headers={"Accept": "application/json"}).status_code == 200


@pytest.mark.parametrize("button", [{"choose": "x"}, {"choose": "4"}, {"zero_report": "x"}])
def test_a_button_that_there_is_not_is_not_found(own, package, button):
    assert post_parts(own, package, button).status_code == 404
