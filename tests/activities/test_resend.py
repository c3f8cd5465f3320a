"""One form makes one entry, however often it is sent."""

import re
import uuid

import pytest

from activities.models import Activity
from tests.activities.entries import ADD, add, change_page, form_errors, new_uuid, payload, photos, picture, shown_form
from tests.at_once import each_at_once, signed_in
from tests.factories import make_activity


@pytest.mark.django_db
def test_each_form_has_a_number_of_its_own(log_in):
    client = log_in("county_staff")
    first, second = (shown_form(client.get(ADD["symposium"]))["form_uuid"].value() for _ in range(2))
    assert first != second
    add(client, "symposium", form_uuid=str(first))
    assert Activity.objects.get().entry_uuid == uuid.UUID(str(first))


@pytest.mark.django_db
@pytest.mark.parametrize("button", ["_save", "_addanother", "_continue"])
def test_sent_again_it_is_answered_with_the_entry_that_is_there(log_in, button):
    client, number = log_in("county_staff"), new_uuid()
    first = add(client, "symposium", form_uuid=number, **{button: "1"})
    again = add(client, "symposium", form_uuid=number, **{button: "1"})
    assert Activity.objects.count() == 1
    assert again.url == first.url
    assert "没有重复记录" in client.get(again.url).content.decode()


def buttons(response):
    """The answers that the page offers, by what its buttons say."""
    pattern = r'<button type="submit"\s+class="quiet"\s+name="answers"\s+value="([^"]+)">([^<]+)</button>'
    return {label: value for value, label in re.findall(pattern, response.content.decode())}


@pytest.mark.django_db
class TestOtherContent:
    """Going back and saving something else: 改它，还是另记一条？"""

    CHANGED = {"participant_count": "40", "remark": "补记"}

    @pytest.fixture
    def asked(self, log_in):
        client, number = log_in("county_staff"), new_uuid()
        add(client, "symposium", form_uuid=number)
        return client, number, add(client, "symposium", form_uuid=number, **self.CHANGED)

    def test_asks_with_both_buttons_and_keeps_what_was_typed(self, asked):
        _, _, response = asked
        number = Activity.objects.get().number
        assert "您刚才已记下" in response.content.decode()
        assert list(buttons(response)) == [f"改 {number}", "另记一条"]
        assert shown_form(response)["participant_count"].value() == "40"
        assert Activity.objects.get().participant_count == 25

    def test_changing_it_changes_it(self, asked):
        client, number, response = asked
        change, _ = buttons(response).values()
        done = add(client, "symposium", form_uuid=number, answers=change, **self.CHANGED)
        assert done.url == "/admin/activities/symposium/"
        assert Activity.objects.values_list("participant_count", "remark").get() == (40, "补记")

    def test_another_one_is_another_one_however_often_it_is_pressed(self, asked):
        client, number, response = asked
        _, another = buttons(response).values()
        for _ in range(2):
            done = add(client, "symposium", form_uuid=number, answers=another, **self.CHANGED)
            assert done.status_code == 302
        assert sorted(Activity.objects.values_list("participant_count", flat=True)) == [25, 40]

    def test_a_further_change_of_the_further_one_is_asked_about_too(self, asked):
        client, number, response = asked
        _, another = buttons(response).values()
        add(client, "symposium", form_uuid=number, answers=another, **self.CHANGED)
        again = add(client, "symposium", form_uuid=number, answers=another, participant_count="41")
        assert Activity.objects.get(participant_count=40).number in again.content.decode()
        assert Activity.objects.count() == 2

    def test_what_somebody_changed_meanwhile_is_asked_about_again(self, asked):
        client, number, response = asked
        change, _ = buttons(response).values()
        entry = Activity.objects.get()
        entry.topic = "同事改的"
        entry.record(by=entry.updated_by)
        again = add(client, "symposium", form_uuid=number, answers=change, **self.CHANGED)
        assert "您刚才已记下" in again.content.decode()
        assert Activity.objects.get().topic == "同事改的"

    def test_errors_of_the_change_are_shown_on_the_page_of_the_entry(self, asked):
        client, number, response = asked
        change, _ = buttons(response).values()
        wrong = add(client, "symposium", form_uuid=number, answers=change, held_on="2020-03-01")
        assert list(form_errors(wrong)) == ["held_on"]
        assert f'action="{change_page(Activity.objects.get())}"' in wrong.content.decode()

    def test_photos_that_were_chosen_go_with_the_answer(self, asked):
        client, number, _ = asked
        page = add(client, "symposium", form_uuid=number, **photos(picture()), **self.CHANGED)
        assert "选好的照片也已收到" in page.content.decode()
        stored = re.findall(r'name="(activity_photos-0-upload-stored)" value="([0-9a-f]{32})"', page.content.decode())
        change, _ = buttons(page).values()
        part = photos(picture()) | dict(stored) | {"activity_photos-0-upload": ""}
        add(client, "symposium", form_uuid=number, answers=change, **part, **self.CHANGED)
        assert Activity.objects.get().activity_photos.count() == 1

    def test_new_photos_alone_are_other_content(self, log_in):
        client, number = log_in("county_staff"), new_uuid()
        add(client, "symposium", form_uuid=number, **photos(picture()))
        page = add(client, "symposium", form_uuid=number, **photos(picture(colour="blue")))
        assert "您刚才已记下" in page.content.decode()

    def test_of_a_deleted_one_only_another_is_offered(self, asked, world):
        client, number, _ = asked
        Activity.objects.get().mark_deleted(by=world.accounts["county_staff"])
        page = add(client, "symposium", form_uuid=number, **self.CHANGED)
        assert "后来被删除了" in page.content.decode()
        assert list(buttons(page)) == ["是，另记一条"]
        add(client, "symposium", form_uuid=number, answers=buttons(page)["是，另记一条"], **self.CHANGED)
        assert Activity.objects.get().participant_count == 40

    @pytest.mark.parametrize(
        "answer", ["change:", "change:x:1", "another:x", "another::", "same:x", "distinct", "\x00", "x" * 900]
    )
    def test_an_answer_that_is_none_asks_again(self, asked, answer):
        client, number, _ = asked
        page = add(client, "symposium", form_uuid=number, answers=[answer] * 200, **self.CHANGED)
        assert "您刚才已记下" in page.content.decode()
        assert Activity.objects.count() == 1

    def test_an_entry_of_others_cannot_be_changed_this_way(self, asked, world):
        client, *_ = asked
        foreign = make_activity(campaign=world.campaign, committee=world.hailar)
        change = f"change:{foreign.pk}:{foreign.updated_at.timestamp()}"
        add(client, "symposium", form_uuid=str(foreign.entry_uuid), answers=change, **self.CHANGED)
        add(client, "symposium", form_uuid=new_uuid(), answers=f"same:{foreign.pk}", **self.CHANGED)
        foreign.refresh_from_db()
        assert foreign.participant_count == 20


@pytest.mark.django_db
def test_a_number_of_others_reveals_nothing_of_their_entry(log_in, world):
    foreign = make_activity(campaign=world.campaign, committee=world.hailar)
    response = add(log_in("county_staff"), "symposium", form_uuid=str(foreign.entry_uuid))
    assert foreign.number not in response.content.decode()
    assert Activity.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["", "x", "0" * 500])
def test_a_form_without_a_readable_number_is_saved_all_the_same(log_in, number):
    assert add(log_in("county_staff"), "symposium", form_uuid=number).status_code == 302


@pytest.mark.django_db
def test_a_resend_of_what_was_deleted_since_brings_nothing_back(log_in, world):
    client, number = log_in("county_staff"), new_uuid()
    add(client, "symposium", form_uuid=number)
    Activity.objects.get().mark_deleted(by=world.accounts["county_staff"])
    response = add(client, "symposium", form_uuid=number)
    assert response.url == "/admin/activities/deleted/"
    assert not Activity.objects.exists()


@pytest.mark.django_db
def test_a_resend_with_its_photos_attaches_them_once(log_in):
    client, number = log_in("county_staff"), new_uuid()
    for _ in range(2):
        assert add(client, "symposium", form_uuid=number, **photos(picture())).status_code == 302
    assert Activity.objects.get().activity_photos.count() == 1


@pytest.mark.django_db(transaction=True)
def test_pressed_twice_at_once_it_is_logged_once(log_in, world):
    log_in("county_staff")
    fields, answers = payload("symposium", form_uuid=new_uuid()), []

    def press(client):
        answers.append(client.post(ADD["symposium"], fields).status_code)

    each_at_once(press, [signed_in(world.accounts["county_staff"]) for _ in range(2)])
    assert answers == [302, 302]
    assert Activity.objects.count() == 1
