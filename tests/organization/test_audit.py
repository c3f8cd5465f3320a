import pytest

from organization.audit import client_address
from organization.choices import Act
from organization.models import AuditEvent
from tests.at_once import at_once


@pytest.mark.django_db
def test_events_form_a_chain(world):
    for _ in range(3):
        AuditEvent.objects.append(act=Act.SIGN_IN, actor=world.accounts["county_staff"])
    events = list(AuditEvent.objects.order_by("sequence"))
    assert [event.sequence for event in events] == [0, 1, 2]
    assert [event.previous_digest for event in events[1:]] == [event.digest for event in events[:2]]
    assert AuditEvent.objects.first_broken() is None


@pytest.mark.django_db
def test_a_long_detail_is_truncated_and_the_chain_holds():
    event = AuditEvent.objects.append(act=Act.SIGN_IN, detail="长" * 500)
    event.refresh_from_db()
    assert event.detail == "长" * 300
    assert AuditEvent.objects.first_broken() is None


@pytest.mark.django_db
@pytest.mark.parametrize("tampering", ["change", "remove"])
def test_tampering_breaks_the_chain(world, tampering):
    for _ in range(3):
        AuditEvent.objects.append(act=Act.SIGN_IN, actor=world.accounts["county_staff"])
    middle = AuditEvent.objects.filter(sequence=1)
    if tampering == "change":
        middle.update(act=Act.PASSWORD_CHANGE)
        assert AuditEvent.objects.first_broken().sequence == 1
    else:
        middle.delete()
        assert AuditEvent.objects.first_broken().sequence == 2


@pytest.mark.django_db
def test_auditors_read_it_and_nobody_else(log_in, world):
    AuditEvent.objects.append(act=Act.SIGN_IN, actor=world.accounts["county_staff"])
    response = log_in("auditor").get("/admin/organization/auditevent/")
    assert response.context["cl"].result_count == 1
    for role in ("region_manager", "system_administrator", "county_staff"):
        assert log_in(role).get("/admin/organization/auditevent/").status_code == 403


@pytest.mark.django_db
def test_nobody_adds_changes_or_removes_an_event_by_hand(log_in, world):
    event = AuditEvent.objects.append(act=Act.SIGN_IN, actor=world.accounts["county_staff"])
    client = log_in("auditor")
    assert client.post("/admin/organization/auditevent/add/").status_code == 403
    assert client.post(f"/admin/organization/auditevent/{event.pk}/change/", {}).status_code == 403
    assert client.post(f"/admin/organization/auditevent/{event.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_parallel_events_stay_one_chain():
    AuditEvent.objects.append(act=Act.SIGN_IN)

    def append():
        for _ in range(5):
            AuditEvent.objects.append(act=Act.SIGN_IN)

    at_once(*[append] * 4)
    assert AuditEvent.objects.count() == 21
    assert AuditEvent.objects.first_broken() is None


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
