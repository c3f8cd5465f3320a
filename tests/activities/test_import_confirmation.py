"""What is there already, and what may happen between the preview and the confirmation."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError
from django.test import Client

from activities.exchange.resources import KindResource
from activities.models import Activity, ActivityImport
from organization.choices import Act
from organization.models import AuditEvent
from tests.activities.exchange import ROWS, confirm, import_rows, preview_of, upload, workbook_of
from tests.at_once import each_at_once
from tests.factories import make_account, make_activity, make_campaign

pytestmark = pytest.mark.django_db

ROW = ROWS["symposium"]


def test_a_row_equal_in_all_columns_is_there_already(log_in):
    client = log_in("county_staff")
    import_rows(client, ROW)
    preview = preview_of(client, ROW, ROW | {"主题": "另一场"})
    assert (preview.created, preview.skipped) == (1, 1)
    assert preview.rows[0].label == f"已存在（{Activity.objects.get().number}）"


def test_the_same_row_twice_in_a_file_is_imported_once_and_marked(log_in):
    client = log_in("county_staff")
    assert [row.label for row in preview_of(client, ROW, ROW).rows] == ["新增", "已存在（本文件第 2 行）"]
    import_rows(client, ROW, ROW)
    assert Activity.objects.count() == 1


def test_an_equal_row_of_another_kind_committee_or_year_is_not_the_same(log_in, world):
    fields = {"topic": "家乡", "participant_count": 25}
    make_activity("tour", campaign=world.campaign, committee=world.donghe, **fields)
    make_activity(campaign=world.campaign, committee=world.kundulun, **fields)
    make_activity(campaign=make_campaign(year=2021), committee=world.donghe, held_on="2020-01-20", **fields)
    assert preview_of(log_in("league_city_staff"), ROW).created == 1


def test_a_number_with_other_values_changes_that_entry(log_in, world):
    activity = make_activity(campaign=world.campaign, committee=world.donghe, topic="旧", participant_count=20)
    client = log_in("county_staff")
    response = upload(client, "symposium", workbook_of(ROW | {"编号": activity.number, "主题": "新"}))
    row = response.context["preview"].rows[0]
    assert row.label == "修改（主题、参与人数）"
    assert ("新", "旧") in row.cells
    confirm(client, "symposium", response)
    activity.refresh_from_db()
    assert (activity.topic, activity.participant_count) == ("新", 25)
    assert activity.updated_by == world.accounts["county_staff"]
    assert Activity.objects.count() == 1


def test_a_column_that_the_file_lacks_stays_as_it_is(log_in, world):
    activity = make_activity(campaign=world.campaign, committee=world.donghe, topic="旧", remark="留着")
    row = {heading: value for heading, value in ROW.items() if heading != "主题"} | {"编号": activity.number}
    response = upload(client := log_in("county_staff"), "symposium", workbook_of(row))
    assert "主题" in response.context["reading"].missing_headings
    confirm(client, "symposium", response)
    activity.refresh_from_db()
    assert (activity.topic, activity.remark, activity.participant_count) == ("旧", "留着", 25)


def test_foreign_numbers_answer_like_unknown_ones(log_in, world):
    foreign = make_activity(campaign=world.campaign, committee=world.hailar)
    other_kind = make_activity("tour", campaign=world.campaign, committee=world.donghe)
    other_year = make_activity(campaign=make_campaign(year=2021), committee=world.donghe)
    numbers = [foreign.number, other_kind.number, other_year.number, "HD2020-999999", "HD2020-000000", "第5号"]
    preview = preview_of(log_in("league_city_staff"), *(ROW | {"编号": number} for number in numbers))
    assert {(fault.heading, fault.message) for fault in preview.faults} == {
        ("编号", "没有这个编号。新增的记录请把编号留空。")
    }
    assert len(preview.faults) == len(numbers)


def test_a_number_stands_in_a_file_once(log_in, world):
    number = make_activity(campaign=world.campaign, committee=world.donghe).number
    preview = preview_of(log_in("county_staff"), ROW | {"编号": number}, ROW | {"编号": number})
    assert [(fault.row, fault.message) for fault in preview.faults] == [(3, "第 2 行已经是这个编号。")]


def test_entries_that_may_not_be_changed_are_not(log_in, world, monkeypatch):
    activity = make_activity(campaign=world.campaign, committee=world.donghe)
    client = log_in("county_staff")
    monkeypatch.setattr(
        "activities.admin.ActivityAdmin.has_change_permission", lambda self, request, obj=None: obj is None
    )
    assert preview_of(client, ROW | {"编号": activity.number}).faults[0].message == "这条记录您不能修改。"


def test_a_second_confirmation_says_so_and_imports_nothing(log_in):
    client = log_in("county_staff")
    response = upload(client, "symposium", workbook_of(ROW))
    confirm(client, "symposium", response)
    Activity.objects.all().delete()
    page = confirm(client, "symposium", response, follow=True)
    assert "已经导入过了" in page.content.decode()
    assert not Activity.objects.exists()
    assert AuditEvent.objects.filter(act=Act.ACTIVITY_IMPORT).count() == 1


def test_the_confirmation_keeps_to_the_campaign_of_the_upload(log_in, world):
    make_campaign(year=2021)
    client = log_in("county_staff")
    response = upload(client, "symposium", workbook_of(ROW))
    client.post("/admin/campaign/", {"campaign": 2021})
    confirm(client, "symposium", response)
    assert Activity.objects.get().campaign == world.campaign


def test_the_upload_keeps_to_the_campaign_that_its_page_was_shown_for(log_in, world):
    make_campaign(year=2021)
    client = log_in("county_staff")
    client.post("/admin/campaign/", {"campaign": 2021})
    confirm(client, "symposium", upload(client, "symposium", workbook_of(ROW), year=2020))
    assert Activity.objects.get().campaign == world.campaign


def test_only_who_uploaded_may_confirm(log_in, world, client):
    response = upload(log_in("county_staff"), "symposium", workbook_of(ROW))
    client.force_login(make_account(committee=world.donghe))
    page = confirm(client, "symposium", response, follow=True)
    assert "没有找到这份预览" in page.content.decode()
    assert not Activity.objects.exists()


def test_a_preview_is_confirmed_for_its_own_kind_only(log_in):
    client = log_in("county_staff")
    confirm(client, "lecture", upload(client, "symposium", workbook_of(ROW)))
    assert not Activity.objects.exists()


def test_a_preview_older_than_an_hour_is_gone(log_in, settings):
    client = log_in("county_staff")
    response = upload(client, "symposium", workbook_of(ROW))
    stored = ActivityImport.objects.get()
    ActivityImport.objects.update(uploaded_at=stored.uploaded_at - timedelta(hours=1))
    page = confirm(client, "symposium", response, follow=True)
    assert "已超过一小时" in page.content.decode()
    assert not default_storage.exists(stored.path)
    assert not ActivityImport.objects.exists()
    assert not Activity.objects.exists()


def test_the_stored_file_is_out_of_reach_and_deleted_after_the_import(
    log_in, settings, django_capture_on_commit_callbacks
):
    client = log_in("county_staff")
    response = upload(client, "symposium", workbook_of(ROW))
    stored = ActivityImport.objects.get()
    assert (Path(settings.MEDIA_ROOT) / "imports" / stored.token).is_file()
    assert len(stored.token) == 43
    assert default_storage.exists(stored.path)
    with django_capture_on_commit_callbacks(execute=True):
        confirm(client, "symposium", response)
    assert not default_storage.exists(stored.path)


def test_a_stored_file_that_was_tampered_with_is_not_imported(log_in, settings):
    client = log_in("county_staff")
    response = upload(client, "symposium", workbook_of(ROW))
    stored = Path(settings.MEDIA_ROOT) / ActivityImport.objects.get().path
    stored.write_bytes(workbook_of(ROW, ROW | {"主题": "混入"}))
    confirm(client, "symposium", response)
    assert not Activity.objects.exists()


def test_what_somebody_else_imported_meanwhile_is_not_imported_again(log_in):
    client = log_in("county_staff")
    first, second = (upload(client, "symposium", workbook_of(ROW)) for _ in range(2))
    confirm(client, "symposium", first)
    page = confirm(client, "symposium", second)
    assert "这次没有导入" in page.content.decode()
    assert Activity.objects.count() == 1


def between_check_and_store(monkeypatch, happen):
    store = KindResource.store

    def store_after_it_happened(resource):
        happen()
        return store(resource)

    monkeypatch.setattr(KindResource, "store", store_after_it_happened)


def test_an_equal_entry_that_comes_between_stops_the_import(log_in, world, monkeypatch):
    client = log_in("county_staff")
    response = upload(client, "symposium", workbook_of(ROW, ROW | {"主题": "另一场"}))
    equal = {"campaign": world.campaign, "committee": world.donghe, "topic": "家乡", "participant_count": 25}
    between_check_and_store(monkeypatch, lambda: make_activity(**equal))
    page = confirm(client, "symposium", response)
    assert "这次没有导入" in page.content.decode()
    assert not Activity.objects.filter(topic="另一场").exists()


def test_a_change_that_comes_between_is_not_overwritten(log_in, world, monkeypatch):
    activity = make_activity(campaign=world.campaign, committee=world.donghe, topic="旧")
    client = log_in("county_staff")
    response = upload(client, "symposium", workbook_of(ROW | {"编号": activity.number}))
    between_check_and_store(
        monkeypatch, lambda: Activity.objects.update(topic="同事改的", updated_at=activity.updated_at + timedelta(1))
    )
    confirm(client, "symposium", response)
    assert not Activity.objects.filter(topic="家乡").exists()


def test_a_row_that_the_database_refuses_is_named_and_nothing_is_stored(log_in, monkeypatch):
    client = log_in("county_staff")
    response = upload(client, "symposium", workbook_of(ROW, ROW | {"主题": "不行"}))
    record = Activity.record

    def refuse(activity, **options):
        if activity.topic == "不行":
            raise IntegrityError
        return record(activity, **options)

    monkeypatch.setattr(Activity, "record", refuse)
    page = confirm(client, "symposium", response, follow=True)
    assert "没有导入：第 3 行" in page.content.decode()
    assert not Activity.objects.exists()
    assert not AuditEvent.objects.filter(act=Act.ACTIVITY_IMPORT).exists()


def test_the_preview_writes_nothing_but_the_upload(log_in, django_assert_num_queries, monkeypatch):
    client = log_in("county_staff")
    monkeypatch.setattr(Activity, "record", None)
    assert upload(client, "symposium", workbook_of(ROW)).context["pending"]


@pytest.mark.parametrize("token", ["", "x", "\x00", "a" * 43, "a" * 5000, "中"])
def test_a_forged_token_finds_nothing(log_in, token):
    response = log_in("county_staff").post("/admin/activities/symposium/import/confirm/", {"token": token}, follow=True)
    assert "没有找到这份预览" in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_confirmations_at_the_same_moment_import_once(log_in, world):
    client = log_in("county_staff")
    response = upload(client, "symposium", workbook_of(ROW, ROW | {"主题": "另一场"}))
    # A second file of the same rows, as a colleague would upload it.
    again = upload(client, "symposium", workbook_of(ROW, ROW | {"主题": "另一场"}, headings=list(reversed(ROW))))
    statuses = []

    def send(page):
        statuses.append(confirm(clone(client), "symposium", page).status_code)

    each_at_once(send, [response, again] * 4)
    assert set(statuses) <= {200, 302}
    assert len(statuses) == 8
    assert Activity.objects.count() == 2
    assert AuditEvent.objects.filter(act=Act.ACTIVITY_IMPORT).count() == 1


def clone(client):
    other = Client()
    other.cookies = client.cookies
    return other
