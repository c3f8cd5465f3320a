from datetime import timedelta

import pytest
from django.db import connection, transaction

from organization.audit import client_address
from organization.choices import Act, Result
from organization.clock import now
from organization.models import AuditEvent
from tests.at_once import at_once


@pytest.mark.django_db
def test_events_are_numbered_in_order_and_say_what_they_are_worth(world):
    events = [AuditEvent.objects.append(act=Act.SIGN_IN, actor=world.accounts["county_staff"]) for _ in range(3)]
    numbers = [event.sequence for event in events]
    assert numbers == [event.pk for event in events] == list(range(numbers[0], numbers[0] + 3))
    assert len({event.digest for event in events}) == 3
    for event in AuditEvent.objects.all():
        assert event.is_genuine


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"act": Act.PASSWORD_CHANGE},
        {"actor": None},
        {"committee": None},
        {"address": "192.0.2.7"},
        {"object_type": "organization.account", "object_id": "7"},
        {"detail": "别的"},
        {"result": Result.REFUSED},
        {"at": now() - timedelta(microseconds=1)},
        {"sequence": 7_000},
        {"id": 7_000},
    ],
)
def test_an_event_of_which_anything_is_changed_is_not_genuine(world, change):
    AuditEvent.objects.append(act=Act.SIGN_IN, actor=world.accounts["county_staff"], address="192.0.2.1")
    AuditEvent.objects.update(**change)
    assert not AuditEvent.objects.get().is_genuine


@pytest.mark.django_db
def test_an_event_written_with_another_key_is_not_genuine(settings):
    event = AuditEvent.objects.append(act=Act.SIGN_IN)
    settings.SECRET_KEY = "another key of more than thirty-two characters"
    assert event.is_genuine
    settings.AUDIT_KEY = "another key of more than thirty-two characters"
    assert not event.is_genuine


@pytest.mark.django_db
def test_a_long_detail_is_truncated():
    event = AuditEvent.objects.append(act=Act.SIGN_IN, detail="长" * 500)
    event.refresh_from_db()
    assert event.detail == "长" * 300
    assert event.is_genuine


@pytest.mark.django_db
def test_a_number_is_not_given_twice():
    first = AuditEvent.objects.append(act=Act.SIGN_IN)
    AuditEvent.objects.all().delete()
    assert AuditEvent.objects.append(act=Act.SIGN_IN).sequence > first.sequence


@pytest.mark.django_db
def test_an_event_costs_two_statements(world, django_assert_num_queries):
    with django_assert_num_queries(2):
        AuditEvent.objects.append(act=Act.SIGN_IN, actor=world.accounts["county_staff"], subject=world.baotou)


@pytest.mark.django_db
def test_auditors_read_it_and_nobody_else(log_in, world):
    AuditEvent.objects.append(act=Act.SIGN_IN, actor=world.accounts["county_staff"])
    response = log_in("auditor").get("/admin/organization/auditevent/")
    assert response.context["cl"].result_count == 1
    for role in ("region_viewer", "system_administrator", "league_city_staff", "county_staff"):
        assert log_in(role).get("/admin/organization/auditevent/").status_code == 403


@pytest.mark.django_db
def test_nobody_adds_changes_or_removes_an_event_by_hand(log_in, world):
    event = AuditEvent.objects.append(act=Act.SIGN_IN, actor=world.accounts["county_staff"])
    client = log_in("auditor")
    assert client.post("/admin/organization/auditevent/add/").status_code == 403
    assert client.post(f"/admin/organization/auditevent/{event.pk}/change/", {}).status_code == 403
    assert client.post(f"/admin/organization/auditevent/{event.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_parallel_events_all_have_their_numbers():
    def append():
        for _ in range(5):
            AuditEvent.objects.append(act=Act.SIGN_IN)

    at_once(*[append] * 4)
    assert AuditEvent.objects.count() == 20
    assert all(event.is_genuine for event in AuditEvent.objects.all())


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes one transaction after another")
@pytest.mark.django_db(transaction=True)
def test_an_act_held_open_holds_up_nobody():
    written = []

    def append():
        with connection.cursor() as cursor:
            # Whoever had to wait would fail instead of being slow.
            cursor.execute("SET lock_timeout = '2s'")
        written.append(AuditEvent.objects.append(act=Act.SIGN_IN).sequence)

    with transaction.atomic():
        held = AuditEvent.objects.append(act=Act.PASSWORD_CHANGE)
        at_once(*[append] * 4)
        assert len(written) == 4
        assert held.sequence < min(written)
    assert AuditEvent.objects.count() == 5


@pytest.mark.parametrize(
    ("gateway_count", "meta", "address"),
    [
        (0, {"REMOTE_ADDR": "192.0.2.1", "HTTP_X_FORWARDED_FOR": "198.51.100.7"}, "192.0.2.1"),
        (1, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9, 198.51.100.7"}, "198.51.100.7"),
        (2, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "9.9.9.9, 203.0.113.9,198.51.100.7"}, "203.0.113.9"),
        (3, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9, 198.51.100.7"}, "203.0.113.9"),
        (1, {"REMOTE_ADDR": "127.0.0.1"}, "127.0.0.1"),
        (0, {"REMOTE_ADDR": "2001:DB8::1"}, "2001:db8::1"),
        (1, {"HTTP_X_FORWARDED_FOR": "<script>"}, None),
        (0, {}, None),
    ],
)
def test_the_address_is_the_gateways_word_only_behind_a_gateway(rf, settings, gateway_count, meta, address):
    settings.GATEWAY_COUNT = gateway_count
    request = rf.get("/")
    request.META.pop("REMOTE_ADDR")
    request.META.update(meta)
    assert client_address(request) == address
