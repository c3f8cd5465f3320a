"""Showing one phone number: who may, and what is recorded of it."""

import pytest

from organization.models import AuditEvent
from tests.factories import make_follow_up_case, make_returnee

pytestmark = pytest.mark.django_db

LIST = "/admin/returnees/returnee/"
PHONE = "13912345678"


@pytest.fixture
def returnee(world):
    return make_returnee(entrance=world.homepage, home_committee=world.donghe, phone=PHONE)


def address(returnee):
    return f"{LIST}{returnee.pk}/phone/"


def test_one_number_is_shown_and_recorded(log_in, world, returnee):
    response = log_in("county_staff").post(address(returnee))
    assert response.status_code == 200
    assert PHONE in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    event = AuditEvent.objects.get()
    assert (event.act, event.actor, event.result) == ("phone_shown", world.accounts["county_staff"], "done")
    assert event.object_id == str(returnee.pk)
    assert PHONE[-4:] not in event.detail


def test_the_script_is_answered_in_json(log_in, returnee):
    response = log_in("county_staff").post(address(returnee), headers={"Accept": "application/json"})
    assert response.json() == {"phone": PHONE, "refusal": ""}
    assert AuditEvent.objects.count() == 1


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_at_an_address_shows_nothing(log_in, returnee, method):
    response = getattr(log_in("county_staff"), method)(address(returnee))
    assert response["Location"] == f"{LIST}{returnee.pk}/change/"
    assert not AuditEvent.objects.exists()


def test_nothing_is_shown_that_could_not_be_recorded(log_in, returnee, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    client = log_in("county_staff")
    monkeypatch.setattr("returnees.admin.phone.append_audit_event", fail)
    client.raise_request_exception = False
    response = client.post(address(returnee))
    assert response.status_code == 500
    assert PHONE not in response.content.decode()


@pytest.mark.parametrize("age", [14, 17])
@pytest.mark.parametrize(
    ("role", "is_shown"), [("county_staff", False), ("league_city_staff", True), ("region_manager", True)]
)
def test_a_minors_number_is_for_league_city_and_region(log_in, world, age, role, is_shown):
    minor = make_returnee(entrance=world.homepage, home_committee=world.donghe, phone=PHONE, age=age)
    response = log_in(role).post(address(minor))
    assert (response.status_code, PHONE in response.content.decode()) == ((200, True) if is_shown else (403, False))
    assert ("报盟市团委" in response.content.decode()) is not is_shown
    event = AuditEvent.objects.get()
    assert (event.result, event.detail) == ("done" if is_shown else "refused", "未成年")


def test_at_eighteen_the_county_may(log_in, world):
    adult = make_returnee(entrance=world.homepage, home_committee=world.donghe, phone=PHONE, age=18)
    assert PHONE in log_in("county_staff").post(address(adult)).content.decode()


def test_a_viewer_is_refused_and_that_is_recorded(log_in, returnee):
    response = log_in("region_viewer").post(address(returnee), headers={"Accept": "application/json"})
    assert (response.status_code, response.json()["phone"]) == (403, "")
    assert AuditEvent.objects.get().result == "refused"


def test_a_foreign_record_is_not_found(log_in, world):
    foreign = make_returnee(entrance=world.homepage, home_committee=world.hailar)
    assert log_in("county_staff").post(address(foreign)).status_code == 404
    assert log_in("county_staff").post(f"{LIST}{'9' * 30}/phone/").status_code == 404
    assert not AuditEvent.objects.exists()


def test_of_a_withdrawn_record_there_is_no_number(log_in, returnee):
    returnee.withdraw(withdrawn_at=returnee.submitted_at)
    assert log_in("county_staff").post(address(returnee)).status_code == 404


def test_pages_carry_the_number_masked(log_in, returnee):
    client = log_in("county_staff")
    for page in ("", f"{returnee.pk}/change/", f"{returnee.pk}/compare/", f"{returnee.pk}/correct/", "quarantine/"):
        assert PHONE not in client.get(LIST + page).content.decode()


def test_the_page_with_the_number_leads_back_to_the_case(log_in, world):
    case = make_follow_up_case(entrance=world.homepage, home_committee=world.donghe)
    case_page = f"/admin/returnees/followupcase/{case.pk}/change/"
    client = log_in("county_staff")
    assert case_page in client.post(address(case.returnee)).content.decode()
    type(case).objects.filter(pk=case.pk).update(committee=world.hailar)
    assert case_page not in client.post(address(case.returnee)).content.decode()
