"""What every kind of entry besides Annex 2 has: deletions that can be undone, and forms that store once."""

import re
import uuid
from datetime import date, timedelta

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


THIRD = {"kind": "ticket_help", "served_on": date(2020, 1, 20), "people_count": 44}
OTHERS = {"name": "另一个群", "link": "https://example.org/2", "title": "另一篇"}


def carried(response):
    """The answers to earlier questions, which the page sends again."""
    return re.findall(r'<input type="hidden" name="answers" value="([^"]+)">', response.content.decode())


def buttons(response):
    """The answers that the page offers, by what its buttons say."""
    page = response.content.decode()
    return {label: value for value, label in re.findall(r'name="answers"\s+value="([^"]+)">([^<]+)</button>', page)}


class TestSentAgain:
    @pytest.fixture(params=FORMS)
    def asked(self, request, log_in):
        """A form gone back to and changed: the client, its address, what was sent, and the answer."""
        client, model, (payload, number) = log_in("county_staff"), request.param, FORMS[request.param]
        sent, add = payload(form_uuid=str(uuid.uuid4())), address(model._meta.model_name, "add/")
        client.post(add, sent)
        changed = sent | {number: "33"} | {name: value for name, value in OTHERS.items() if name in sent}
        return model, number, lambda **answer: client.post(add, changed | answer, follow=True)

    def test_changed_it_is_asked_about_and_keeps_what_was_typed(self, asked):
        model, number, send = asked
        response = send()
        entry = model.objects.get()
        assert "您刚才已记下" in response.content.decode()
        assert "改它，还是另记一条？" in response.content.decode()
        assert list(buttons(response)) == [f"改 {entry.number}", "另记一条"]
        assert "请更正" not in response.content.decode()
        assert response.context["adminform"].form[number].value() == "33"
        assert getattr(entry, number) != 33

    def test_changing_it_changes_it(self, asked):
        model, number, send = asked
        change, _ = buttons(send()).values()
        send(answers=change)
        assert getattr(model.objects.get(), number) == 33

    def test_another_one_is_stored_once(self, asked):
        model, _, send = asked
        _, another = buttons(send()).values()
        for _ in range(2):
            send(answers=another)
        assert model.objects.count() == 2

    def test_another_one_that_equals_a_third_is_asked_about_once_each(self, log_in, world):
        client, add = log_in("county_staff"), address("service", "add/")
        make_service(campaign=world.campaign, committee=world.donghe, **THIRD)
        sent = test_services.payload(form_uuid=str(uuid.uuid4()))
        client.post(add, sent)
        changed = sent | {"people_count": "44"}
        another = buttons(client.post(add, changed))["另记一条"]
        asked = client.post(add, changed | {"answers": another})
        assert "是同一条吗？" in asked.content.decode()
        client.post(add, changed | {"answers": [*carried(asked), buttons(asked)["不是，另记一条"]]})
        assert Service.objects.count() == 3

    def test_an_answer_stays_given_while_something_else_is_wrong(self, asked):
        model, number, send = asked
        another = buttons(send())["另记一条"]
        refused = send(answers=another, **{number: "-1"})
        send(answers=carried(refused))
        assert model.objects.count() == 2

    def test_of_a_deleted_one_only_another_is_offered(self, asked, world):
        model, _, send = asked
        model.objects.get().mark_deleted(by=world.accounts["county_staff"])
        response = send()
        assert "后来被删除了" in response.content.decode()
        assert list(buttons(response)) == ["另记一条"]
        send(answers=buttons(response)["另记一条"])
        assert model.objects.count() == 1

    @pytest.mark.parametrize(
        "answer", ["change:", "change:x:1", "another:x", "same:x", "same:999999", "\x00", "x" * 900]
    )
    def test_an_answer_that_is_none_asks_again(self, asked, answer):
        model, _, send = asked
        assert "您刚才已记下" in send(answers=answer).content.decode()
        assert model.objects.count() == 1


class TestEqual:
    """Without the script, a form that was gone back to has another number."""

    @pytest.fixture
    def send(self, log_in):
        client = log_in("county_staff")
        return lambda **more: client.post(
            address("service", "add/"), test_services.payload(form_uuid=str(uuid.uuid4())) | more, follow=True
        )

    def test_is_asked_about(self, send):
        send()
        response = send()
        assert f"{Service.objects.get().number}</a> 相同，是同一条吗？" in response.content.decode()
        assert list(buttons(response)) == ["是同一条，不再记", "不是，另记一条"]

    def test_the_same_is_not_stored(self, send):
        send()
        assert "没有另记" in send(answers=buttons(send())["是同一条，不再记"]).content.decode()
        assert Service.objects.count() == 1

    def test_another_one_is_stored_where_it_is_meant(self, send):
        send()
        send(answers=buttons(send())["不是，另记一条"])
        assert Service.objects.count() == 2

    def test_what_differs_is_not_asked_about(self, send):
        send()
        send(remark="另一次")
        assert Service.objects.count() == 2

    def test_of_others_nothing_is_said(self, send, world):
        send()
        Service.objects.update(committee=world.hailar)
        send()
        assert Service.objects.count() == 2


def test_the_same_number_of_another_account_s_form_is_another_form(log_in, world):
    sent = test_services.payload(form_uuid=str(uuid.uuid4()))
    log_in("county_staff").post(address("service", "add/"), sent)
    log_in("region_manager").post(
        address("service", "add/"), sent | {"committee": str(world.donghe.pk), "remark": "另一次"}
    )
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
