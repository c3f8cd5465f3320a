"""A deleted entry is nowhere, and can be brought back for thirty days."""

from datetime import date, timedelta

import pytest

from activities.models import Activity, ZeroReport
from organization.models import AuditEvent
from reports.annex2.table import build_table
from tests.activities.entries import change_page, payload
from tests.activities.exchange import ROWS, exported, grid, import_rows, preview_of
from tests.factories import make_activity

pytestmark = pytest.mark.django_db

DELETED = "/admin/activities/deleted/"


@pytest.fixture
def entry(world):
    return make_activity(campaign=world.campaign, committee=world.donghe, topic="家乡如何发展")


def delete(client, entry):
    return client.post(f"/admin/activities/{entry.kind.key}/{entry.pk}/delete/", {"post": "yes"})


def restore(client, entry, **options):
    return client.post(DELETED, {"entry": entry.pk}, **options)


def shown(response):
    return [entry.pk for entry in response.context["page"]]


def test_deletes_after_a_page_that_shows_what_is_deleted(log_in, entry):
    client = log_in("county_staff")
    page = client.get(f"/admin/activities/symposium/{entry.pk}/delete/").content.decode()
    assert entry.number in page
    assert "30 天内" in page
    assert delete(client, entry).url == "/admin/activities/symposium/"
    assert shown(client.get(DELETED)) == [entry.pk]
    assert AuditEvent.objects.get(act="activity_delete").detail == entry.number


def test_what_is_deleted_is_in_no_list_and_no_number(log_in, world, entry):
    client = log_in("county_staff")
    row = ROWS["symposium"] | {"主题": "另一场"}
    import_rows(client, row)
    imported = Activity.objects.get(topic="另一场")
    for gone in (entry, imported):
        delete(client, gone)
    assert client.get("/admin/activities/symposium/").context["cl"].result_count == 0
    assert client.get("/admin/").context["desk"]["kinds"][2].own_entry_count == 0
    assert len(grid(exported(client, "symposium"))) == 1
    assert build_table(world.campaign, world.donghe).rows[0].figures["symposium_session_count"] is None
    assert preview_of(client, row).created == 1
    for page in ("change", "history", "delete"):
        assert client.get(f"/admin/activities/symposium/{entry.pk}/{page}/").status_code == 404


def test_the_numbers_behind_a_figure_leave_it_out(log_in, world, entry):
    client = log_in("county_staff")
    address = "/admin/reports/annex2/entries/?row=own&kind=symposium"
    assert entry.number in client.get(address).content.decode()
    delete(client, entry)
    assert client.get(address).context["lines"] == []


def test_brings_back_what_it_was(log_in, world, entry):
    client = log_in("county_staff")
    delete(client, entry)
    assert restore(client, entry).url == change_page(entry)
    assert Activity.objects.get().topic == "家乡如何发展"
    assert shown(client.get(DELETED)) == []
    assert AuditEvent.objects.filter(act="activity_restore").count() == 1
    assert restore(client, entry).status_code == 404


def test_can_be_undone_for_thirty_days(log_in, world, settings, entry):
    client = log_in("county_staff")
    delete(client, entry)
    settings.GUICHAO_TODAY = date(2020, 2, 10) + timedelta(days=29)
    assert shown(client.get(DELETED)) == [entry.pk]
    settings.GUICHAO_TODAY += timedelta(days=2)
    assert shown(client.get(DELETED)) == []
    assert restore(client, entry).status_code == 404


def test_withdraws_a_zero_report_declared_since(log_in, world, entry):
    client = log_in("county_staff")
    delete(client, entry)
    client.post("/admin/activities/zero/symposium/")
    assert ZeroReport.objects.exists()
    assert "零报告已自动撤销" in restore(client, entry, follow=True).content.decode()
    assert not ZeroReport.objects.exists()


def test_does_not_bring_back_what_no_longer_fits_the_campaign(log_in, world, entry):
    client = log_in("county_staff")
    delete(client, entry)
    world.campaign.starts_on = date(2020, 2, 1)
    world.campaign.save()
    assert "没有恢复" in restore(client, entry, follow=True).content.decode()
    assert not Activity.objects.exists()


def test_is_not_saved_by_a_page_that_was_open_before(log_in, world, entry):
    client = log_in("county_staff")
    delete(client, entry)
    assert client.post(change_page(entry), payload("symposium")).status_code == 404
    assert not Activity.objects.exists()


def test_a_foreign_entry_is_neither_deleted_nor_listed_nor_brought_back(log_in, world):
    foreign = make_activity(campaign=world.campaign, committee=world.hailar)
    client = log_in("league_city_staff")
    assert delete(client, foreign).status_code == 404
    foreign.mark_deleted(by=world.accounts["region_manager"])
    assert shown(client.get(DELETED)) == []
    assert [restore(client, foreign).status_code] == [404]
    assert not Activity.objects.exists()


def test_of_somebody_above_only_the_committee_is_named(log_in, world, entry):
    entry.mark_deleted(by=world.accounts["league_city_staff"])
    content = log_in("county_staff").get(DELETED).content.decode()
    assert "包头市团委" in content
    assert world.accounts["league_city_staff"].username not in content
    assert world.accounts["league_city_staff"].username in log_in("region_manager").get(DELETED).content.decode()


@pytest.mark.parametrize("pk", ["", "x", "9" * 30, "999999"])
def test_an_unknown_entry_answers_404(log_in, pk):
    assert log_in("county_staff").post(DELETED, {"entry": pk}).status_code == 404


@pytest.mark.parametrize("role", ["region_viewer", "auditor", "system_administrator"])
def test_others_delete_and_restore_nothing(log_in, world, entry, role):
    client = log_in(role)
    assert delete(client, entry).status_code == 403
    assert client.get(DELETED).status_code == 403
    assert restore(client, entry).status_code == 403


def test_the_list_offers_no_deletion_of_many(log_in, entry):
    client = log_in("region_manager")
    action = {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"}
    client.post("/admin/activities/symposium/", action)
    assert Activity.objects.exists()


def test_the_list_of_deleted_is_of_the_viewed_campaign_and_pages(log_in, world, django_assert_max_num_queries):
    by = world.accounts["county_staff"]
    for _ in range(60):
        make_activity(campaign=world.campaign, committee=world.donghe).mark_deleted(by=by)
    client = log_in("league_city_staff")
    with django_assert_max_num_queries(12):
        assert len(shown(client.get(DELETED))) == 50
    assert len(shown(client.get(DELETED, {"page": 2}))) == 10
