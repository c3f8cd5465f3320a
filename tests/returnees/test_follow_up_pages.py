"""The list of cases and the page of one, as staff use them."""

import uuid
from datetime import date

import pytest

from organization.models import AuditEvent
from returnees.models import FollowUpCase, FollowUpNote
from tests.factories import make_campaign, make_entrance, make_follow_up_case, make_returnee
from tests.returnees.follow_up import HAND_OVERS, LIST, MEMBERSHIPS, errors, note, page_of, shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(world):
    return make_follow_up_case(entrance=world.homepage, home_committee=world.donghe)


@pytest.fixture
def foreign(world):
    return make_follow_up_case(entrance=world.homepage, home_committee=world.hailar)


def test_a_committee_sees_the_cases_of_its_own_subtree(log_in, case, foreign):
    assert shown(log_in("county_staff").get(LIST)) == [case]
    assert shown(log_in("league_city_staff").get(LIST)) == [case]
    assert len(shown(log_in("region_viewer").get(LIST))) == 2


@pytest.mark.parametrize("step", ["note", "hand_over", "assign", "confirm"])
def test_a_foreign_case_is_not_found(log_in, world, foreign, step):
    client = log_in("league_city_staff")
    assert client.get(page_of(foreign)).status_code == 404
    answers = note(step=step, to=world.donghe.pk, reason="x", assignee=world.accounts["county_staff"].pk)
    assert client.post(page_of(foreign), answers).status_code == 404
    foreign.refresh_from_db()
    assert (foreign.state, foreign.committee, foreign.assigned_to) == ("to_contact", world.hailar, None)


@pytest.mark.parametrize("pk", ["0", "999999", "9" * 30, "abc", "1_2F"])
def test_a_case_that_is_not_there_is_not_found(log_in, pk):
    assert log_in("region_manager").get(f"{LIST}{pk}/change/").status_code == 404


@pytest.mark.parametrize("role", ["auditor", "system_administrator"])
def test_those_without_business_see_no_cases(log_in, case, role):
    client = log_in(role)
    for address in (LIST, HAND_OVERS, MEMBERSHIPS):
        assert client.get(address).status_code == 403
    assert client.get(page_of(case)).status_code == 404


def test_a_viewer_reads_and_writes_nothing(log_in, world, case):
    client = log_in("region_viewer")
    content = client.get(page_of(case)).content.decode()
    assert "青年的回答" in content
    assert "记一次跟进" not in content
    assert client.post(page_of(case), note()).status_code == 403
    answers = {"action": "assign", "_selected_action": [case.pk], "assignee": world.accounts["county_staff"].pk}
    client.post(LIST, answers)
    assert not FollowUpNote.objects.exists()


def test_shows_another_years_case_by_its_link_but_not_in_the_list(log_in, world):
    past = make_entrance(campaign=make_campaign(year=2019), committee=world.region)
    case = make_follow_up_case(entrance=past, home_committee=world.donghe)
    client = log_in("county_staff")
    assert shown(client.get(LIST)) == []
    assert client.get(page_of(case)).status_code == 200


def test_the_number_is_masked_and_the_answers_are_there(log_in, world):
    returnee = {"phone": "13912345678", "status": "A", "business_name": "羊场", "business_type": "family_farm"}
    sensitive = {"difficulty_text": "缺周转资金", "sensitive_consented_at": "2020-02-01T00:00:00Z"}
    case = make_follow_up_case(
        entrance=world.homepage, home_committee=world.donghe, reasons=["difficulty:text"], returnee=returnee | sensitive
    )
    client = log_in("county_staff")
    for address in (LIST, page_of(case)):
        content = client.get(address).content.decode()
        assert "139****5678" in content
        assert "13912345678" not in content
    assert "缺周转资金" in client.get(page_of(case)).content.decode()


@pytest.mark.parametrize("lookup", ["returnee__phone", "returnee__name__startswith", "reasons", "committee__path"])
def test_hidden_columns_cannot_be_asked_for(log_in, lookup):
    assert log_in("county_staff").get(LIST, {lookup: "1"}).status_code == 400


def test_a_minor_is_marked(log_in, world, case):
    minor = make_follow_up_case(
        entrance=world.homepage, home_committee=world.donghe, returnee={"age": 17, "birth_year": 2002}
    )
    client = log_in("county_staff")
    assert client.get(LIST).content.decode().count("未成年</span>") == 1
    assert "未成年人的完整手机号只有盟市和自治区可以查看" in client.get(page_of(minor)).content.decode()
    assert "未成年" not in client.get(page_of(case)).content.decode()


@pytest.mark.parametrize(
    ("role", "age", "is_offered"),
    [
        ("county_staff", 24, True),
        ("county_staff", 17, False),
        ("league_city_staff", 17, True),
        ("region_viewer", 24, False),
    ],
)
def test_the_number_of_a_minor_is_offered_from_the_league_city_up(log_in, world, role, age, is_offered):
    case = make_follow_up_case(
        entrance=world.homepage, home_committee=world.donghe, returnee={"age": age, "birth_year": 2019 - age}
    )
    content = log_in(role).get(page_of(case)).content.decode()
    assert (f'formaction="{LIST}{case.pk}/phone/"' in content) is is_offered


def test_who_has_a_case_may_call_also_where_the_record_is_another_committee_s(log_in, world, foreign):
    FollowUpCase.objects.filter(pk=foreign.pk).update(committee=world.donghe)
    client, address = log_in("county_staff"), f"{LIST}{foreign.pk}/phone/"
    assert client.get(f"/admin/returnees/returnee/{foreign.returnee_id}/change/").status_code == 404
    assert client.get(address)["Location"] == page_of(foreign)
    content = client.post(address).content.decode()
    assert foreign.returnee.phone in content
    assert page_of(foreign) in content
    event = AuditEvent.objects.get(act="phone_shown")
    assert (event.actor, event.object_id) == (world.accounts["county_staff"], str(foreign.returnee_id))


def test_who_handed_a_case_over_finds_no_number(log_in, world, case):
    FollowUpCase.objects.filter(pk=case.pk).update(committee=world.hailar)
    assert log_in("county_staff").post(f"{LIST}{case.pk}/phone/").status_code == 404
    assert not AuditEvent.objects.filter(act="phone_shown").exists()


def test_the_list_stands_in_the_order_of_the_days(log_in, world):
    on = {"entrance": world.homepage, "home_committee": world.donghe}
    later = make_follow_up_case(opened_on=date(2020, 2, 8), **on)
    first = make_follow_up_case(opened_on=date(2020, 1, 20), **on)
    make_follow_up_case(state="done", due_on=None, **on)
    client = log_in("county_staff")
    response = client.get(LIST)
    assert shown(response) == [first, later]
    assert response.content.decode().count("逾期</span>") == 1


def test_the_filters_narrow_the_list(log_in, world):
    on = {"entrance": world.homepage, "home_committee": world.donghe}
    staff = world.accounts["county_staff"]
    late = make_follow_up_case(opened_on=date(2020, 1, 20), assigned_to=staff, reasons=["needs:job"], **on)
    soon = make_follow_up_case(opened_on=date(2020, 2, 8), reasons=["difficulty:funds"], **on)
    done = make_follow_up_case(state="done", due_on=None, **on)
    closed = make_follow_up_case(closed_because="merged", due_on=None, **on)
    client = log_in("county_staff")
    expected = {
        "state=to_contact": [late, soon],
        "state=done": [done],
        "state=closed": [closed],
        "state=nonsense": [late, soon],
        "due=overdue": [late],
        "due=today": [late],
        "due=week": [late, soon],
        "assigned=me": [late],
        "assigned=nobody": [soon],
        "reason=needs:job": [late],
        "reason=difficulty": [soon],
        f"under={world.donghe.pk}": [late, soon],
        f"under={world.hailar.pk}": [],
    }
    assert {query: shown(client.get(f"{LIST}?{query}")) for query in expected} == expected


def test_queries_of_the_list_do_not_grow(log_in, world, django_assert_max_num_queries):
    for _ in range(60):
        make_follow_up_case(
            entrance=world.homepage, home_committee=world.donghe, assigned_to=world.accounts["county_staff"]
        )
    client = log_in("league_city_staff")
    client.get(LIST)
    with django_assert_max_num_queries(14):
        response = client.get(LIST)
    assert len(shown(response)) == 50


def test_queries_of_the_page_do_not_grow(log_in, world, case, django_assert_max_num_queries):
    client = log_in("county_staff")
    for day in range(10):
        client.post(page_of(case), note(submission_uuid=uuid.uuid4(), next_contact_on=f"2020-02-2{day}"))
    with django_assert_max_num_queries(21):
        response = client.get(page_of(case))
    assert len(response.context["history"]) == 10


def test_one_save_stores_the_note_the_state_and_the_next_date(log_in, world, case):
    client = log_in("county_staff")
    assert client.post(page_of(case), note()).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.due_on) == ("contacted", date(2020, 2, 20))
    stored = case.notes.get()
    assert (stored.kind, stored.text, stored.written_by) == ("reached", "约好见面", world.accounts["county_staff"])
    content = client.get(page_of(case)).content.decode()
    assert "待联系 → 已联系" in content
    assert "约好见面" in content


def test_a_note_that_is_sent_twice_is_stored_once(log_in, case):
    client = log_in("county_staff")
    for _ in range(2):
        assert client.post(page_of(case), note()).status_code == 302
    assert FollowUpNote.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"kind": ""}, "kind", "请选择做了什么"),
        ({"kind": "assigned"}, "kind", "请从列表中选择"),
        ({"happened_on": "2020-02-11"}, "happened_on", "不能晚于 2020-02-10"),
        ({"happened_on": "昨天"}, "happened_on", "请按 2020-02-14 的样子"),
        ({"text": "身份证 110105199003070011"}, "text", "请勿填写身份证号、银行卡号"),
        ({"text": "卡 6222 0000 1111 2222"}, "text", "请勿填写身份证号、银行卡号"),
        ({"kind": "unsolved", "text": ""}, "text", "请写明原因"),
        ({"kind": "loan_referred"}, "recipient", "提供给哪个部门或银行"),
        ({"kind": "handed_on"}, "recipient", "提供给哪个部门或银行"),
        ({"recipient": "信用社"}, "has_recipient_consent", "须征得本人单独同意"),
        ({"has_recipient_consent": "on"}, "recipient", "写明提供给谁"),
        ({"state": "to_contact"}, "state", "已经联系上了"),
        ({"kind": "not_reached"}, "state", "没有联系上，不能改为"),
        ({"state": "nonsense"}, "state", "刚刚被别人处理过"),
        ({"next_contact_on": ""}, "next_contact_on", "请定下次联系日期"),
        ({"next_contact_on": "2020-02-09"}, "next_contact_on", "不能早于 2020-02-10"),
        ({"next_contact_on": "2099-01-01"}, "next_contact_on", "不能晚于"),
        ({"state": "done"}, "next_contact_on", "已办结的不再约"),
        ({"submission_uuid": "x"}, "submission_uuid", "刚刚被别人处理过"),
    ],
)
def test_errors_stand_beside_the_field_and_nothing_typed_is_lost(log_in, case, changes, field, message):
    response = log_in("county_staff").post(page_of(case), note() | changes)
    assert response.status_code == 200
    assert message in str(errors(response)[field])
    assert len(errors(response)) == 1
    assert response.context["note_form"].data["text"] in response.content.decode()
    assert not FollowUpNote.objects.exists()


def test_providing_data_to_another_office_is_agreed_to_and_recorded(log_in, case):
    changes = {"kind": "loan_referred", "recipient": "达茂旗农村信用联社", "has_recipient_consent": "on"}
    assert log_in("county_staff").post(page_of(case), note(**changes)).status_code == 302
    stored = case.notes.get()
    assert (stored.recipient, stored.has_recipient_consent) == ("达茂旗农村信用联社", True)
    event = AuditEvent.objects.get(act="data_provided")
    assert (event.object_type, event.object_id) == ("returnees.followupnote", str(stored.pk))
    assert event.detail == f"个案 编号 {case.pk}"


def test_a_state_that_somebody_else_has_changed_is_reported(log_in, case):
    client = log_in("county_staff")
    client.post(page_of(case), note(kind="other", state="done", next_contact_on=""))
    response = client.post(page_of(case), note(submission_uuid=uuid.uuid4()))
    assert "刚刚被别人处理过" in str(errors(response)["state"])


def test_a_closed_case_accepts_no_note(log_in, case):
    client = log_in("county_staff")
    kept = make_returnee(entrance=case.returnee.entrance, home_committee=case.returnee.home_committee)
    case.returnee.merge_into(target=kept)
    assert "记一次跟进" not in client.get(page_of(case)).content.decode()
    assert client.post(page_of(case), note()).status_code == 200
    assert not FollowUpNote.objects.exclude(kind="closed").exists()


def test_an_erased_case_still_opens(log_in, case):
    client = log_in("county_staff")
    client.post(page_of(case), note())
    case.returnee.withdraw(withdrawn_at="2020-02-10T00:00:00Z")
    content = client.get(page_of(case)).content.decode()
    assert "内容已随个人信息清除" in content
    assert "约好见面" not in content
    assert client.get(f"{LIST}?state=closed").status_code == 200


@pytest.mark.parametrize("step", ["", "nonsense", "record"])
def test_an_unknown_step_does_nothing(log_in, case, step):
    assert log_in("county_staff").post(page_of(case), note(step=step)).status_code == 200
    assert not FollowUpNote.objects.exists()


class TestTwoOnOneCase:
    def shown(self, client, case):
        return {"seen": client.get(page_of(case)).context["note_form"]["seen"].value()}

    def test_the_second_sees_what_the_first_has_set_and_nothing_is_stored(self, log_in, case):
        client = log_in("county_staff")
        second = self.shown(client, case)
        client.post(page_of(case), note(**second))
        later = note(submission_uuid=uuid.uuid4(), next_contact_on="2020-02-25", text="又打了一次", **second)
        response = client.post(page_of(case), later)
        conflicts = [(one.label, one.mine, one.theirs) for one in response.context["note_form"].conflicts]
        assert conflicts == [("下次联系日期", "2020-02-25", "2020-02-20")]
        assert "又打了一次" in response.content.decode()
        assert case.notes.count() == 1

    @pytest.mark.parametrize(("choice", "day"), [("mine", date(2020, 2, 25)), ("theirs", date(2020, 2, 20))])
    def test_the_choice_decides(self, log_in, case, choice, day):
        client = log_in("county_staff")
        second = self.shown(client, case)
        client.post(page_of(case), note(**second))
        again = note(submission_uuid=uuid.uuid4(), next_contact_on="2020-02-25") | self.shown(client, case)
        assert client.post(page_of(case), again | {"keep_next_contact_on": choice}).status_code == 302
        case.refresh_from_db()
        assert (case.next_contact_on, case.notes.count()) == (day, 2)

    def test_the_same_step_twice_is_no_conflict(self, log_in, case):
        client = log_in("county_staff")
        second = self.shown(client, case)
        client.post(page_of(case), note(**second))
        assert client.post(page_of(case), note(submission_uuid=uuid.uuid4(), **second)).status_code == 302
