"""What every kind of entry besides Annex 2 has: deletions that can be undone, and forms that store once."""

import uuid
from datetime import timedelta

import pytest

from activities.models import Publicity, Service, WechatGroup
from organization.clock import now
from organization.deletion import RESTORABLE_FOR
from organization.models import AuditEvent
from tests.activities import test_publicity, test_services, test_wechat_groups
from tests.factories import (
    make_campaign,
    make_headcount,
    make_publicity,
    make_service,
    make_wechat_group,
)

pytestmark = pytest.mark.django_db

FORMS = {
    Service: (test_services.payload, "people_count"),
    WechatGroup: (test_wechat_groups.payload, "member_count"),
    Publicity: (test_publicity.payload, "read_count"),
}
MAKERS = {
    "service": make_service,
    "wechatgroup": make_wechat_group,
    "headcount": make_headcount,
    "publicity": make_publicity,
}


def address(entry, page=""):
    name = entry if isinstance(entry, str) else entry._meta.model_name
    return f"/admin/activities/{name}/{page}"


@pytest.fixture(params=MAKERS)
def entry(request, world):
    return MAKERS[request.param](campaign=world.campaign, committee=world.donghe)


def delete(client, entry):
    return client.post(address(entry, f"{entry.pk}/delete/"), {"post": "yes"})


def restore(client, entry, shown="deleted"):
    chosen = {"action": "restore", "_selected_action": [entry.pk]}
    return client.post(address(entry, f"?shown={shown}"), chosen, follow=True)


def listed(client, entry, **query):
    return [row.pk for row in client.get(address(entry), query).context["cl"].result_list]


def acts():
    return list(AuditEvent.objects.order_by("sequence").values_list("act", flat=True))


def test_a_deleted_entry_is_in_no_list_or_sum_and_comes_back(log_in, entry):
    client = log_in("county_staff")
    assert client.get(address(entry, f"{entry.pk}/delete/")).status_code == 200
    assert delete(client, entry).status_code == 302
    response = client.get(address(entry))
    assert response.context["cl"].result_count == 0
    assert not any(figure for _, figure, _ in response.context["sums"])
    assert client.get(address(entry, f"{entry.pk}/change/")).status_code == 404
    assert listed(client, entry, shown="deleted") == [entry.pk]
    assert "已恢复" in restore(client, entry).content.decode()
    assert listed(client, entry) == [entry.pk]
    assert acts()[-2:] == ["entry_delete", "entry_restore"]


def test_a_deletion_can_be_undone_for_thirty_days(log_in, entry):
    client = log_in("county_staff")
    delete(client, entry)
    rows = type(entry).with_deleted.filter(pk=entry.pk)
    rows.update(deleted_at=now() - RESTORABLE_FOR + timedelta(minutes=1))
    assert listed(client, entry, shown="deleted") == [entry.pk]
    rows.update(deleted_at=now() - RESTORABLE_FOR)
    assert listed(client, entry, shown="deleted") == []
    restore(client, entry)
    assert listed(client, entry) == []


def test_a_deleted_entry_is_listed_without_a_link(log_in, entry):
    client = log_in("county_staff")
    delete(client, entry)
    page = client.get(address(entry), {"shown": "deleted"}).content.decode()
    assert entry.number in page
    assert f"/{entry.pk}/change/" not in page


def test_nobody_restores_or_deletes_the_entries_of_others(log_in, world, entry):
    delete(log_in("county_staff"), entry)
    type(entry).with_deleted.update(committee=world.hailar)
    client = log_in("league_city_staff")
    assert listed(client, entry, shown="deleted") == []
    restore(client, entry)
    assert not type(entry).objects.exists()
    type(entry).with_deleted.update(deleted_at=None, deleted_by=None)
    assert delete(client, entry).status_code == 404
    assert type(entry).objects.exists()


def test_a_viewer_neither_deletes_nor_restores(log_in, entry):
    assert delete(log_in("region_viewer"), entry).status_code == 403
    delete(log_in("county_staff"), entry)
    restore(log_in("region_viewer"), entry)
    assert not type(entry).objects.exists()


def test_an_entry_that_was_made_anew_keeps_its_deleted_twin_away(log_in, world):
    client = log_in("county_staff")
    group = make_wechat_group(campaign=world.campaign, committee=world.donghe, name="团员青年之家")
    delete(client, group)
    make_wechat_group(campaign=world.campaign, committee=world.donghe, name="团员青年之家")
    assert "没有恢复" in restore(client, group).content.decode()
    assert WechatGroup.objects.count() == 1


@pytest.mark.parametrize("model", FORMS)
def test_a_form_sent_twice_stores_once(log_in, model):
    client, (payload, _) = log_in("county_staff"), FORMS[model]
    sent = payload(form_uuid=str(uuid.uuid4()))
    client.post(address(model._meta.model_name, "add/"), sent)
    response = client.post(address(model._meta.model_name, "add/"), sent, follow=True)
    assert "没有重复记录" in response.content.decode()
    assert model.objects.count() == 1


@pytest.mark.parametrize("model", FORMS)
def test_a_form_gone_back_to_and_changed_is_asked_about_and_then_stored(log_in, model):
    client, (payload, number) = log_in("county_staff"), FORMS[model]
    sent = payload(form_uuid=str(uuid.uuid4()))
    add = address(model._meta.model_name, "add/")
    client.post(add, sent)
    others = {"name": "另一个群", "link": "https://example.org/2", "title": "另一篇"}
    changed = sent | {number: "33"} | {name: value for name, value in others.items() if name in sent}
    form = client.post(add, changed).context["adminform"].form
    assert "刚才已经保存过" in str(form.errors)
    assert form[number].value() == "33"
    assert model.objects.count() == 1
    client.post(add, changed | {"form_uuid": form["form_uuid"].value()})
    assert model.objects.count() == 2


def test_the_same_number_of_another_account_s_form_is_another_form(log_in, world):
    sent = test_services.payload(form_uuid=str(uuid.uuid4()))
    log_in("county_staff").post(address("service", "add/"), sent)
    log_in("region_manager").post(address("service", "add/"), sent | {"committee": str(world.donghe.pk)})
    assert Service.objects.count() == 2


def test_a_form_acts_on_the_campaign_that_it_was_shown_for(log_in, world, settings):
    later = make_campaign(year=2021)
    client = log_in("county_staff")
    shown_for = client.get(address("service", "add/")).context["adminform"].form["shown_for"].value()
    client.post("/admin/campaign/", {"campaign": "2021"})
    response = client.post(address("service", "add/"), test_services.payload(shown_for=str(shown_for)), follow=True)
    assert "2020 年度" in response.content.decode()
    assert Service.objects.get().campaign == world.campaign
    assert not Service.objects.in_campaign(later).exists()


@pytest.mark.parametrize("shown_for", ["", "x", "1999", "²⁰²⁰", "9" * 30])
def test_an_unreadable_campaign_is_that_looked_at(log_in, world, shown_for):
    response = log_in("county_staff").post(address("service", "add/"), test_services.payload(shown_for=shown_for))
    assert response.status_code in (200, 302)
    assert all(service.campaign == world.campaign for service in Service.objects.all())
