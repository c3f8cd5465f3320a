"""One form makes one entry, however often it is sent."""

import threading
import uuid

import pytest
from django.db import connection
from django.test import Client

from activities.models import Activity
from tests.activities.entries import ADD, add, form_errors, new_uuid, payload, photos, picture, shown_form
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


@pytest.mark.django_db
def test_going_back_and_saving_something_else_is_asked_about_once(log_in):
    client, number = log_in("county_staff"), new_uuid()
    add(client, "symposium", form_uuid=number)
    response = add(client, "symposium", form_uuid=number, participant_count="40")
    assert "已经保存过" in form_errors(response)["__all__"][0]
    assert Activity.objects.get().number in form_errors(response)["__all__"][0]
    meant = shown_form(response)["form_uuid"].value()
    assert add(client, "symposium", form_uuid=str(meant), participant_count="40").status_code == 302
    assert Activity.objects.count() == 2


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
    fields, answers, barrier = payload("symposium", form_uuid=new_uuid()), [], threading.Barrier(2)

    def press():
        client = Client()
        client.force_login(world.accounts["county_staff"])
        barrier.wait()
        try:
            answers.append(client.post(ADD["symposium"], fields).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [302, 302]
    assert Activity.objects.count() == 1
