"""The list of audit events: its filters stand in its address, and objects are called by what they are."""

from datetime import timedelta

import pytest
from django.db import connection

from organization.choices import Act, Result, acts_of_group, group_of_act
from organization.clock import now, today
from organization.models import AuditEvent
from returnees.models import FollowUpNote
from tests.factories import make_follow_up_case, make_returnee
from tests.returnees.follow_up import note, page_of

pytestmark = pytest.mark.django_db

LIST = "/admin/organization/auditevent/"
# PostgreSQL is asked for the lock of the sealer besides.
QUERIES = 22 + (connection.vendor == "postgresql")


def append(act=Act.SIGN_IN, *, days_ago=0, **values):
    event = AuditEvent.objects.append(act=act, **values)
    AuditEvent.objects.filter(pk=event.pk).update(at=now() - timedelta(days=days_ago))
    return event.pk


def listed(client, **query):
    return {event.pk for event in client.get(LIST, query).context["cl"].result_list}


def page(client, **query):
    return " ".join(client.get(LIST, query).content.decode().split())


@pytest.fixture
def auditor(log_in):
    return log_in("auditor")


def test_every_act_is_in_one_group():
    assert [act for act in Act if act not in acts_of_group(group_of_act(act))] == []


def test_acts_of_a_group_stay_together(auditor, world):
    changed = append(Act.ACCOUNT_CHANGE)
    reissued = append(Act.SLIP_REISSUE)
    append(Act.SIGN_IN)
    assert listed(auditor, group="accounts") == {changed, reissued}
    assert listed(auditor, group="accounts", act__exact="slip_reissue") == {reissued}


def test_periods_end_now_and_a_day_is_a_whole_day(auditor):
    events = {days: append(days_ago=days) for days in (0, 2, 6, 7, 29, 30)}
    assert listed(auditor, when="today") == {events[0]}
    assert listed(auditor, when="week") == {events[days] for days in (0, 2, 6)}
    assert listed(auditor, when="month") == {events[days] for days in (0, 2, 6, 7, 29)}
    day = today() - timedelta(days=7)
    assert listed(auditor, when=day.isoformat()) == {events[7]}
    assert f"{day:%Y-%m-%d} 当天" in page(auditor, when=day.isoformat())


@pytest.mark.parametrize("when", ["yesterday", "2020-02-31", "9999-12-31", "0001-01-01"])
def test_a_day_that_has_no_events_lists_none(auditor, when):
    append()
    assert listed(auditor, when=when) == set()


def test_only_what_one_account_did(auditor, world):
    account = world.accounts["county_staff"]
    own = append(actor=account)
    append(actor=world.accounts["region_manager"])
    assert listed(auditor, by=account.pk) == {own}
    assert f'href="{LIST}?by={account.pk}"' in page(auditor)
    assert account.username in page(auditor, by=account.pk)
    assert listed(auditor, by=0) == listed(auditor, by="x") == listed(auditor, by="²") == set()


def test_only_what_was_done_to_one_object(auditor, world):
    account = world.accounts["county_staff"]
    own = append(Act.ACCOUNT_CHANGE, subject=account)
    append(Act.ACCOUNT_CHANGE, subject=world.accounts["region_manager"])
    assert listed(auditor, object=f"organization.account-{account.pk}") == {own}
    assert listed(auditor, object="x") == set()


def test_the_timeline_of_a_record_joins_its_case_and_its_notes(auditor, log_in, world):
    case, other = (make_follow_up_case(entrance=world.homepage, home_committee=world.donghe) for _ in range(2))
    for one in (case, other):
        assert log_in("county_staff").post(page_of(one), note()).status_code == 302
    written = FollowUpNote.objects.get(case=case)
    events = {append(Act.RECORD_OPEN, subject=subject) for subject in (case, case.returnee)}
    events |= {*AuditEvent.objects.about(FollowUpNote, written.pk).values_list("pk", flat=True)}
    assert len(events) == 3
    for about in (f"returnees.returnee-{case.returnee_id}", f"returnees.followupcase-{case.pk}"):
        assert listed(log_in("auditor"), object=about) == events
    assert listed(log_in("auditor"), object=f"returnees.followupnote-{written.pk}") < events


@pytest.mark.parametrize("about", ["returnees.returnee-x", "returnees.returnee-0", "returnees.gone-1", "returnees-1"])
def test_a_timeline_of_what_is_not_there_is_empty(auditor, about):
    append()
    assert listed(auditor, object=about) == set()


def test_only_acts_of_a_committee_and_those_below_it(auditor, world):
    own = append(actor=world.accounts["county_staff"])
    append(actor=world.accounts["region_manager"])
    assert listed(auditor, under=world.baotou.pk) == {own}


def test_an_object_is_named_or_numbered_and_linked_where_the_reader_may_see_it(auditor, world):
    youth = make_returnee(entrance=world.homepage, home_committee=world.donghe)
    append(Act.RETURNEE_DELETE, subject=youth)
    append(Act.COMMITTEE_CHANGE, subject=world.baotou)
    shown = page(auditor)
    assert f"返乡青年 编号 {youth.pk}</td>" in shown
    assert youth.name not in shown
    assert f'<a href="/admin/organization/committee/{world.baotou.pk}/change/">包头市团委</a>' in shown


def test_an_event_has_a_page_that_leads_to_all_that_was_done_to_its_object(auditor, world):
    event = append(Act.COMMITTEE_CHANGE, subject=world.baotou, actor=world.accounts["region_manager"])
    shown = " ".join(auditor.get(f"{LIST}{event}/change/").content.decode().split())
    assert f'<a href="/admin/organization/committee/{world.baotou.pk}/change/">包头市团委</a>' in shown
    assert f'<a href="{LIST}?object=organization.committee-{world.baotou.pk}">看对它做过的一切</a>' in shown
    assert auditor.get(f"{LIST}{append(Act.SIGN_IN)}/change/").status_code == 200
    assert auditor.get(f"{LIST}999999/change/").status_code == 404


def test_a_refused_act_says_so_beside_it(auditor):
    append(Act.PHONE_SHOWN, result=Result.REFUSED)
    assert "显示手机号（拒绝）" in page(auditor)


def test_an_object_of_a_model_that_is_no_more_keeps_what_was_written(auditor):
    event = append()
    AuditEvent.objects.filter(pk=event).update(object_type="returnees.gone", object_id="7")
    assert "returnees.gone 编号 7" in page(auditor)


def test_its_queries_do_not_grow(auditor, world, django_assert_max_num_queries):
    def fill():
        for account in world.accounts.values():
            append(actor=account, subject=account)
            append(actor=account, subject=world.baotou)
            append(actor=account, subject=world.campaign)

    fill()
    with django_assert_max_num_queries(QUERIES):
        auditor.get(LIST)
    fill()
    with django_assert_max_num_queries(QUERIES):
        auditor.get(LIST)
