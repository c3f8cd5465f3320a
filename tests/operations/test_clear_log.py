from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command

from activities.models import Activity, Photo, Service
from tests.activities.entries import attach
from tests.factories import make_service

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def clear(**options):
    out = StringIO()
    call_command("clear_log", stdout=out, **options)
    return out.getvalue().strip()


@pytest.fixture
def deleted(world):
    use = attach(world)
    use.activity.mark_deleted(by=world.accounts["county_staff"])
    return use


def test_removes_what_can_no_longer_be_restored_with_its_photos(world, settings, deleted):
    other = attach(world, colour="blue")
    settings.GUICHAO_TODAY = date(2020, 2, 10) + timedelta(days=31)
    assert clear() == "已清除 1 条记录、1 张照片。"
    assert [entry.pk for entry in Activity.with_deleted.all()] == [other.activity_id]
    assert list(Photo.objects.all()) == [other.photo]
    assert not default_storage.exists(deleted.photo.path)
    assert default_storage.exists(other.photo.path)


def test_keeps_what_can_still_be_restored(world, settings, deleted):
    settings.GUICHAO_TODAY = date(2020, 2, 10) + timedelta(days=29)
    assert clear() == "已清除 0 条记录、0 张照片。"
    assert default_storage.exists(deleted.photo.path)


def test_keeps_a_photo_of_a_form_that_may_still_be_sent(world, deleted):
    deleted.delete()
    clear()
    assert Photo.objects.exists()


def test_a_dry_run_changes_nothing(world, settings, deleted):
    settings.GUICHAO_TODAY = date(2020, 2, 10) + timedelta(days=31)
    assert clear(dry_run=True) == "应清除 1 条记录、0 张照片，没有改动。"
    assert Activity.with_deleted.exists()


def test_clears_the_work_besides_annex_2_too(world, settings):
    service = make_service(campaign=world.campaign, committee=world.donghe)
    service.mark_deleted(by=world.accounts["county_staff"])
    settings.GUICHAO_TODAY = date(2020, 2, 10) + timedelta(days=31)
    assert clear() == "已清除 1 条记录、0 张照片。"
    assert not Service.with_deleted.exists()
