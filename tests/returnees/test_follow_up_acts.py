"""Passing cases on: hand-overs, assignments and memberships, as staff use them."""

from datetime import date

import pytest
from django.contrib.admin.models import LogEntry

from organization.models import AuditEvent
from returnees.models import AllianceMembership, FollowUpCase, HandOver
from tests.factories import make_account, make_follow_up_case
from tests.returnees.follow_up import HAND_OVERS, LIST, MEMBERSHIPS, SOME_UUID, errors, note, page_of, shown

pytestmark = pytest.mark.django_db

WILLING = {"status": "B", "industry": "A-crops", "alliance_wish": "willing"}


@pytest.fixture
def case(world):
    return make_follow_up_case(entrance=world.homepage, home_committee=world.donghe)


@pytest.fixture
def foreign(world):
    return make_follow_up_case(entrance=world.homepage, home_committee=world.hailar)


def hand_over(to):
    return {"step": "hand_over", "to": to.pk, "reason": "已迁到海拉尔", "submission_uuid": SOME_UUID}


def test_a_handed_over_case_is_the_other_committees(log_in, world, case, client):
    client = log_in("county_staff")
    assert client.post(page_of(case), hand_over(world.hailar)).url == LIST
    assert client.get(page_of(case)).status_code == 404
    assert shown(client.get(LIST)) == []
    content = client.get(HAND_OVERS).content.decode()
    assert "海拉尔区团委 · 待联系" in content
    assert page_of(case) not in content
    there = make_account(committee=world.hailar)
    client.force_login(there)
    content = client.get(page_of(case)).content.decode()
    assert "已迁到海拉尔" in content
    assert page_of(case) in client.get(HAND_OVERS).content.decode()
    event = AuditEvent.objects.get(act="follow_up_hand_over")
    assert (event.object_id, event.detail) == (str(case.pk), "")


def test_what_is_recorded_leads_to_the_next_case_that_is_due(log_in, world, case):
    own = {"entrance": world.homepage, "home_committee": world.donghe}
    make_follow_up_case(**own, due_on=date(2020, 3, 1))
    make_follow_up_case(entrance=world.homepage, home_committee=world.kundulun, due_on=date(2020, 2, 1))
    client = log_in("league_city_staff")
    assert "办下一个到期的" not in client.post(page_of(case), note(), follow=True).content.decode()
    due = make_follow_up_case(**own, due_on=date(2020, 2, 9))
    shown_after = client.post(page_of(case), note(text="又打了一次"), follow=True).content.decode()
    assert f'<a href="{page_of(due)}">办下一个到期的（编号 {due.pk}）</a>' in shown_after


def test_a_hand_over_that_is_sent_twice_is_made_once(log_in, world, case):
    client = log_in("county_staff")
    for _ in range(2):
        assert client.post(page_of(case), hand_over(world.hailar)).url == LIST
    assert HandOver.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"to": ""}, "to", "请选择移交给哪个团委"),
        ({"to": "999999"}, "to", "请从列表中选择"),
        ({"reason": " "}, "reason", "请写明为什么移交"),
        ({"reason": "110105199003070011"}, "reason", "请勿填写身份证号"),
        ({"submission_uuid": "x"}, "submission_uuid", "刚刚被别人处理过"),
    ],
)
def test_a_hand_over_says_to_whom_and_why(log_in, world, case, changes, field, message):
    response = log_in("county_staff").post(page_of(case), hand_over(world.hailar) | changes)
    assert message in str(errors(response, "hand_over_form")[field])
    assert not HandOver.objects.exists()


def test_to_the_same_committee_nothing_is_handed_over(log_in, world, case):
    response = log_in("county_staff").post(page_of(case), hand_over(world.donghe))
    assert "to" in errors(response, "hand_over_form")


def test_hand_overs_are_narrowed_by_their_direction(log_in, world, case):
    client = log_in("county_staff")
    client.post(page_of(case), hand_over(world.hailar))
    for direction, count in (("out", 1), ("in", 0)):
        assert len(shown(client.get(f"{HAND_OVERS}?direction={direction}"))) == count
    client = log_in("league_city_staff")
    assert len(shown(client.get(HAND_OVERS))) == 1
    client.force_login(make_account(committee=world.manzhouli))
    assert shown(client.get(HAND_OVERS)) == []


def test_a_case_is_assigned_to_an_account_of_its_committee(log_in, world, case):
    client = log_in("league_city_staff")
    staff = world.accounts["county_staff"]
    assert client.post(page_of(case), {"step": "assign", "assignee": staff.pk}).status_code == 302
    case.refresh_from_db()
    assert case.assigned_to == staff


def test_nobody_else_is_offered(log_in, world, case):
    above, elsewhere = world.accounts["league_city_staff"], make_account(committee=world.kundulun)
    away = make_account(committee=world.donghe)
    away.is_active = False
    away.save()
    client = log_in("league_city_staff")
    for account in (above, elsewhere, away):
        response = client.post(page_of(case), {"step": "assign", "assignee": account.pk})
        assert "请从列表中选择人员" in str(errors(response, "assign_form")["assignee"])


def chosen(*cases, **changes):
    return {"action": "assign", "_selected_action": [case.pk for case in cases]} | changes


def test_many_are_assigned_at_once(log_in, world, case, foreign):
    other = make_follow_up_case(entrance=world.homepage, home_committee=world.kundulun)
    client = log_in("league_city_staff")
    staff = world.accounts["county_staff"]
    asked = client.post(LIST, chosen(case, other, foreign))
    assert "选了 2 个个案" in asked.content.decode()
    response = client.post(LIST, chosen(case, other, foreign, assignee=staff.pk), follow=True)
    assert "已把 1 个指派给" in response.content.decode()
    assert "另有 1 个没有改动" in response.content.decode()
    assert list(FollowUpCase.objects.filter(assigned_to=staff)) == [case]


def test_all_that_the_filters_leave_are_assigned_at_once(log_in, world):
    for _ in range(55):
        make_follow_up_case(entrance=world.homepage, home_committee=world.donghe, reasons=["needs:job"])
    kept = make_follow_up_case(entrance=world.homepage, home_committee=world.donghe)
    client = log_in("county_staff")
    page = shown(client.get(f"{LIST}?reason=needs:job"))
    answers = chosen(*page, select_across="1", assignee=world.accounts["county_staff"].pk)
    client.post(f"{LIST}?reason=needs:job", answers)
    assert list(FollowUpCase.objects.filter(assigned_to=None)) == [kept]


def test_too_many_at_once_are_refused(log_in, world, case, monkeypatch):
    monkeypatch.setattr("returnees.admin.follow_ups.MAX_ASSIGNED", 0)
    client = log_in("county_staff")
    response = client.post(LIST, chosen(case, assignee=world.accounts["county_staff"].pk), follow=True)
    assert "一次最多指派 0 个" in response.content.decode()
    assert not FollowUpCase.objects.exclude(assigned_to=None).exists()


def test_without_an_account_chosen_it_is_asked_for_again(log_in, case):
    response = log_in("county_staff").post(LIST, chosen(case, assignee=""))
    assert "请选择人员" in str(response.context["form"].errors)


@pytest.fixture
def applicant(world):
    return make_follow_up_case(
        entrance=world.homepage, home_committee=world.donghe, reasons=["status:B"], returnee=WILLING
    )


def test_a_wish_becomes_a_membership_when_staff_confirm_it(log_in, world, applicant):
    client = log_in("county_staff")
    assert "确认为青创联盟会员" in client.get(page_of(applicant)).content.decode()
    answers = {"step": "confirm", "member_since": "2020-02-08", "number": "NM-2020-7"}
    for _ in range(2):
        assert client.post(page_of(applicant), answers).status_code == 302
    membership = AllianceMembership.objects.in_campaign(world.campaign).visible_to(world.accounts["county_staff"]).get()
    assert (membership.member_since, membership.number) == (date(2020, 2, 8), "NM-2020-7")
    assert AuditEvent.objects.filter(act="membership_confirm").count() == 1
    content = client.get(page_of(applicant)).content.decode()
    assert "2020-02-08 入会，编号 NM-2020-7" in content
    assert "本人愿意加入" not in content
    assert "NM-2020-7" in client.get(MEMBERSHIPS).content.decode()


def test_a_membership_lies_not_in_the_future(log_in, applicant):
    answers = {"step": "confirm", "member_since": "2020-02-11", "number": "6222000011112222333"}
    response = log_in("county_staff").post(page_of(applicant), answers)
    assert set(errors(response, "membership_form")) == {"member_since", "number"}


def test_who_did_not_apply_is_not_confirmed(log_in, case):
    client = log_in("county_staff")
    assert "确认为青创联盟会员" not in client.get(page_of(case)).content.decode()
    client.post(page_of(case), {"step": "confirm", "member_since": "2020-02-08"})
    assert not AllianceMembership.objects.exists()


def test_neither_messages_nor_logs_name_the_youth(log_in, world, applicant):
    client = log_in("league_city_staff")
    texts = []
    for answers in (
        note(),
        {"step": "confirm", "member_since": "2020-02-08"},
        {"step": "assign", "assignee": world.accounts["county_staff"].pk},
        hand_over(world.kundulun),
    ):
        client.post(page_of(applicant), answers)
        texts += [str(message) for message in client.get(HAND_OVERS).context["messages"]]
    texts += [f"{entry.object_repr}{entry.change_message}" for entry in LogEntry.objects.all()]
    texts += [event.detail for event in AuditEvent.objects.all()]
    assert len([text for text in texts if text]) >= 4
    assert not [text for text in texts if applicant.returnee.name in text or applicant.returnee.phone in text]


@pytest.mark.parametrize("address", [HAND_OVERS, MEMBERSHIPS])
def test_facts_are_read_not_written(log_in, world, applicant, address):
    client = log_in("region_manager")
    client.post(page_of(applicant), {"step": "confirm", "member_since": "2020-02-08"})
    client.post(page_of(applicant), hand_over(world.kundulun))
    pk = shown(client.get(address))[0].pk
    assert client.post(f"{address}{pk}/change/", {"reason": "x"}).status_code == 403
    assert client.post(f"{address}{pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.get(f"{address}add/").status_code == 403
    assert client.get(f"{address}{pk}/change/").status_code == 200


def test_no_case_is_added_or_deleted_by_hand(log_in, case):
    client = log_in("region_manager")
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{case.pk}/delete/", {"post": "yes"}).status_code == 403
