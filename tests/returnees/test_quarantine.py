"""The suspected bots: what a person sees of them, and what is decided."""

import pytest

from organization.models import AuditEvent
from returnees.models import Returnee, ReturneeAnswer
from tests.factories import make_campaign, make_entrance, make_returnee

pytestmark = pytest.mark.django_db

LIST = "/admin/returnees/returnee/"
PAGE = f"{LIST}quarantine/"


@pytest.fixture
def suspect(world):
    return make_returnee(entrance=world.homepage, home_committee=world.donghe, state="quarantined")


def decide(client, returnee, decision, **more):
    return client.post(f"{LIST}{returnee.pk}/review/", {"decision": decision} | more)


def shown(client, **query):
    return [returnee for returnee, _ in client.get(PAGE, query).context["cards"]]


def test_shows_the_signal_and_the_answers(log_in, suspect):
    ReturneeAnswer.objects.create(returnee=suspect, question="needs", code="job")
    content = log_in("county_staff").get(PAGE).content.decode()
    for text in ("填得太快", "乌云其其格", "139****0001", "就业岗位"):
        assert text in content
    Returnee.objects.update(quarantine_reason="honeypot")
    assert "填了隐藏的空格" in log_in("county_staff").get(PAGE).content.decode()


def test_lists_the_own_subtree_of_the_viewed_campaign(log_in, world, suspect):
    make_returnee(entrance=world.homepage, home_committee=world.hailar, state="quarantined")
    make_returnee(entrance=world.homepage, home_committee=world.donghe)
    earlier = make_entrance(campaign=make_campaign(year=2019), committee=world.donghe)
    make_returnee(entrance=earlier, home_committee=world.donghe, state="quarantined")
    assert shown(log_in("county_staff")) == [suspect]


@pytest.mark.parametrize(
    ("decision", "state", "act"),
    [("release", "accepted", "quarantine_release"), ("reject", "rejected", "quarantine_reject")],
)
def test_each_decision_is_recorded_and_can_be_undone(log_in, suspect, decision, state, act):
    client = log_in("county_staff")
    assert decide(client, suspect, decision, back="quarantine")["Location"] == PAGE
    assert Returnee.objects.get().state == state
    record = f"{LIST}{suspect.pk}/change/"
    assert "退回待核实" in client.get(record).content.decode()
    assert decide(client, suspect, "again")["Location"] == record
    assert Returnee.objects.get().state == "quarantined"
    assert list(AuditEvent.objects.exclude(act="record_open").order_by("sequence").values_list("act", flat=True)) == [
        act,
        "quarantine_again",
    ]


def test_the_rejected_have_a_list_of_their_own(log_in, suspect):
    suspect.reject()
    client = log_in("county_staff")
    assert shown(client) == []
    assert shown(client, tab="rejected") == [suspect]


def test_the_second_decision_changes_nothing_and_is_not_recorded(log_in, suspect):
    suspect.reject()
    response = log_in("county_staff").post(f"{LIST}{suspect.pk}/review/", {"decision": "release"}, follow=True)
    assert "刚刚被别人处理过" in response.content.decode()
    assert not AuditEvent.objects.exclude(act="record_open").exists()


def test_a_foreign_one_is_not_found(log_in, world):
    foreign = make_returnee(entrance=world.homepage, home_committee=world.hailar, state="quarantined")
    assert decide(log_in("county_staff"), foreign, "release").status_code == 404
    assert Returnee.objects.get().state == "quarantined"


def test_a_viewer_looks_and_decides_nothing(log_in, suspect):
    client = log_in("region_viewer")
    assert "是真人" not in client.get(PAGE).content.decode()
    assert decide(client, suspect, "release").status_code == 403


@pytest.mark.parametrize("decision", ["", "x", "withdraw"])
def test_an_unknown_decision_is_none(log_in, suspect, decision):
    assert decide(log_in("county_staff"), suspect, decision).status_code == 404


@pytest.mark.parametrize("query", [{"page": "x"}, {"page": "0"}, {"page": "999"}, {"tab": "x"}, {"tab": "deleted"}])
def test_no_address_makes_an_error_of_ours(log_in, suspect, query):
    assert shown(log_in("county_staff"), **query) == [suspect]


def test_queries_do_not_grow(log_in, world, suspect, django_assert_max_num_queries):
    for _ in range(30):
        make_returnee(entrance=world.homepage, home_committee=world.donghe, state="quarantined")
    client = log_in("league_city_staff")
    with django_assert_max_num_queries(13):
        assert len(shown(client)) == 20
