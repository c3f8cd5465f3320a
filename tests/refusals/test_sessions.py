"""A session that cannot be written takes back no answer to what is stored, and is written with what depends on it."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.files.storage import FileSystemStorage
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from activities.models import Activity, ActivityPhoto, Photo
from organization.choices import Act
from organization.models import Account, AuditEvent
from tests.activities.entries import add, photos, picture
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "Xue-2020-mapao"


@contextmanager
def refusing(*starts):
    """What begins so; returns how often it was refused."""
    refused = []

    def refuse(execute, sql, params, many, context):
        if sql.startswith(starts):
            refused.append(sql)
            raise OperationalError("database is locked")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield refused


SESSIONS_REFUSED = ('UPDATE "django_session"', 'INSERT INTO "django_session"', 'DELETE FROM "django_session"')


@pytest.fixture
def staff(log_in, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    staff = log_in("county_staff")
    staff.raise_request_exception = False
    # The desk counts what waits, and what is posted makes that old: the session of every such request is written.
    assert staff.get("/admin/").status_code == 200
    return staff


def make_due(staff):
    """The next request extends it."""
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=5))


def test_what_is_stored_is_answered_as_stored(staff):
    with refusing(*SESSIONS_REFUSED) as refused:
        response = add(staff, "symposium", topic="草原上的座谈会")
    assert refused
    assert (response.status_code, Activity.objects.count()) == (302, 1)


def test_a_page_that_reads_is_shown_though_the_session_is_due(staff):
    make_due(staff)
    with refusing(*SESSIONS_REFUSED) as refused:
        assert staff.get("/admin/activities/symposium/").status_code == 200
    assert refused


def test_whoever_was_logged_out_meanwhile_is_told_what_is_stored(staff, monkeypatch):
    """Django would answer that the request was nothing."""
    save = Activity.save

    def save_and_end(self, *arguments, **options):
        save(self, *arguments, **options)
        Session.objects.all().delete()

    monkeypatch.setattr(Activity, "save", save_and_end)
    assert add(staff, "symposium", topic="草原上的座谈会").status_code == 302
    assert Activity.objects.count() == 1
    assert staff.get("/admin/").status_code == 302


def test_what_was_to_be_in_the_session_is_refused(staff, world):
    """The choice of a year is nothing else."""
    world.campaign.pk, world.campaign.key, world.campaign.is_current = None, "2021", False
    world.campaign.save()
    with refusing(*SESSIONS_REFUSED):
        response = staff.post("/admin/campaign/", {"campaign": "2021", "next": "/admin/"})
    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")


@pytest.mark.parametrize("starts", [SESSIONS_REFUSED[:1], SESSIONS_REFUSED[1:]])
def test_a_new_password_is_one_with_the_session_that_knows_it(staff, starts):
    change = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    with refusing(*starts):
        assert staff.post("/admin/password_change/", change).status_code == 503
    assert not Account.objects.get(username=staff_name(staff)).check_password(NEW)
    assert staff.get("/admin/").status_code == 200
    assert staff.post("/admin/password_change/", change).status_code == 302
    with refusing(*SESSIONS_REFUSED):
        assert staff.get("/admin/").status_code == 200


def staff_name(staff):
    return Account.objects.get(pk=staff.session["_auth_user_id"]).username


@pytest.mark.parametrize("starts", [SESSIONS_REFUSED[:1], SESSIONS_REFUSED[1:]])
def test_the_other_sessions_end_together_with_the_renewal_of_this_one(staff, starts):
    with refusing(*starts):
        assert staff.post("/admin/sessions/").status_code == 503
    assert staff.get("/admin/").status_code == 200
    assert not AuditEvent.objects.filter(act=Act.SESSIONS_END).exists()


@pytest.mark.parametrize("starts", [SESSIONS_REFUSED[:1], SESSIONS_REFUSED[1:]])
def test_nobody_is_recorded_as_let_in_who_was_not(staff, starts):
    client, before = Client(raise_request_exception=False), AuditEvent.objects.count()
    with refusing(*starts):
        sent = {"username": staff_name(staff), "password": PASSWORD}
        assert client.post("/admin/login/", sent).status_code == 503
    assert AuditEvent.objects.count() == before


def test_nobody_is_recorded_as_gone_who_is_still_there(staff):
    with refusing(*SESSIONS_REFUSED):
        assert staff.post("/admin/logout/").status_code == 503
    assert not AuditEvent.objects.filter(act=Act.SIGN_OUT).exists()
    assert staff.get("/admin/").status_code == 200


def test_a_file_that_cannot_be_removed_takes_back_nothing(staff, monkeypatch, caplog):
    """What is deleted is deleted; the file is left behind, and the log says so."""

    def refuse(self, name):
        raise OSError(30, "Read-only file system")

    add(staff, "symposium", topic="草原上的座谈会", **photos(picture(), captions=["会场"]))
    ActivityPhoto.objects.all().delete()
    monkeypatch.setattr(FileSystemStorage, "delete", refuse)
    Photo.objects.get().remove()
    assert [record for record in caplog.records if record.name == "django.db.backends.base"]
