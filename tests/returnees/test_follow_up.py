"""Cases: for whom one opens, what moves it, and what closes it."""

import uuid
from datetime import UTC, date, datetime, time, timedelta
from importlib import import_module
from itertools import chain

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localtime

from organization.clock import now
from returnees.choices import FOLLOW_UP_TRANSITIONS, FollowUpState, NoteKind
from returnees.follow_up_reasons import describe_reasons, follow_up_reasons
from returnees.models import AllianceMembership, FollowUpCase, FollowUpNote, HandOver, Returnee
from returnees.questions import QUESTIONS
from returnees.receipt_codes import submission_digest
from tests.factories import make_account, make_follow_up_case, make_follow_up_note, make_returnee

pytestmark = pytest.mark.django_db

TODAY = date(2020, 2, 10)
MOMENT = datetime(2020, 2, 1, tzinfo=UTC)
PERSON = {"name": "乌云其其格", "phone": "13900000001", "birth_year": 1995, "birth_month": 6, "age": 24}
FOUNDER = {"alliance_wish": "willing", "industry": "A-crops"}


def accept(world, *, selections=None, home=None, quarantine_reason="", **columns):
    submission_uuid = uuid.uuid4()
    returnee, _ = Returnee.objects.accept(
        submission_uuid=submission_uuid,
        receipt_digest=submission_digest(submission_uuid),
        entrance=world.homepage,
        columns=PERSON | {"home_committee": home or world.donghe, "status": "F"} | columns,
        selections=selections or {},
        free_answers={},
        digest="0" * 64,
        consent_version="1",
        submitted_at=MOMENT,
        quarantine_reason=quarantine_reason,
    )
    return returnee


def correct(returnee, *, selections, home=None, **columns):
    return returnee.correct(
        columns=PERSON | {"home_committee": home or returnee.home_committee, "status": "F"} | columns,
        selections=selections,
        free_answers={},
        questions=QUESTIONS,
        corrected_at=now(),
    )


@pytest.fixture
def case(world):
    return make_follow_up_case(entrance=world.homepage, home_committee=world.donghe)


@pytest.fixture
def staff(world):
    return world.accounts["county_staff"]


def record(case, by, *, state, next_contact_on=None, kind=NoteKind.REACHED, **fields):
    note = FollowUpNote(kind=kind, happened_on=TODAY, written_by=by, **fields)
    return case.record(note, state=state, next_contact_on=next_contact_on)


@pytest.mark.parametrize(
    ("status", "selections", "text", "reasons"),
    [
        ("B", {}, None, ["status:B"]),
        ("D", {"needs": ["loan", "policy"]}, None, ["needs:loan", "needs:policy"]),
        ("A", {"difficulty": ["funds"]}, None, ["difficulty:funds"]),
        ("A", {}, "缺钱", ["difficulty:text"]),
        ("A", {"needs": ["none"], "difficulty": ["none"]}, None, []),
        ("F", {"activity_wishes": ["tour"]}, "", []),
    ],
)
def test_an_intention_a_need_or_a_difficulty_is_a_reason(status, selections, text, reasons):
    assert follow_up_reasons(status, selections, text) == reasons


def test_reasons_read_as_one_line():
    reasons = ["status:B", "needs:loan", "difficulty:funds", "difficulty:text"]
    assert describe_reasons(reasons) == "创业意向、贷款对接（青创易贷）、困难（资金）"
    assert describe_reasons(["difficulty:text"]) == "困难（困难有说明）"


def test_a_case_opens_with_the_answer_at_the_home_county(world):
    returnee = accept(world, selections={"needs": ["loan"]})
    case = returnee.follow_up_case
    assert (case.campaign, case.committee, case.state) == (world.campaign, world.donghe, "to_contact")
    assert (case.waiting_since, case.due_on) == (TODAY, TODAY + timedelta(days=7))
    accept(world, selections={"needs": ["none"]})
    assert FollowUpCase.objects.get() == case


def test_opening_costs_the_answer_one_statement_on_sqlite_and_none_on_postgresql(world):
    world.homepage.campaign  # noqa: B018 read beforehand, as the questionnaire has it
    with CaptureQueriesContext(connection) as without:
        accept(world, selections={"needs": ["none"]})
    with CaptureQueriesContext(connection) as opened:
        accept(world, selections={"needs": ["loan"]})
    assert len(opened) == len(without) + (connection.vendor == "sqlite")
    assert 'INSERT INTO "returnees_followupcase"' in opened[-2]["sql"]


def test_a_quarantined_answer_opens_its_case_on_release(world):
    returnee = accept(world, selections={"needs": ["loan"]}, quarantine_reason="too_fast")
    assert not FollowUpCase.objects.exists()
    returnee.state = "accepted"
    returnee.save()
    FollowUpCase.objects.sync_from(returnee)
    assert FollowUpCase.objects.get().reasons == " needs:loan "


def test_releasing_in_the_list_opens_the_case(log_in, world):
    returnee = accept(world, selections={"needs": ["loan"]}, quarantine_reason="too_fast")
    log_in("county_staff").post("/admin/returnees/returnee/", {"action": "release", "_selected_action": [returnee.pk]})
    assert FollowUpCase.objects.get().returnee == returnee


def test_a_correction_that_gives_a_reason_opens_a_case(world):
    returnee = accept(world, selections={"needs": ["none"]})
    correct(returnee, selections={"needs": ["job"]})
    assert FollowUpCase.objects.get().reasons == " needs:job "


def test_an_ended_case_reopens_for_a_new_reason_only(world, case, staff):
    record(case, staff, state=FollowUpState.DONE)
    correct(case.returnee, selections={"needs": ["loan"]})
    case.refresh_from_db()
    assert (case.state, case.due_on) == ("done", None)
    correct(case.returnee, selections={"needs": ["loan", "job"]})
    case.refresh_from_db()
    assert (case.state, case.due_on) == ("to_contact", TODAY + timedelta(days=7))
    note = case.notes.last()
    assert (note.kind, note.state_before, note.state_after, note.written_by) == ("reopened", "done", "to_contact", None)


def test_a_withdrawn_reason_closes_what_nobody_has_begun(world, case, staff):
    begun = make_follow_up_case(entrance=world.homepage, home_committee=world.donghe)
    record(begun, staff, state=FollowUpState.IN_PROGRESS, next_contact_on=TODAY)
    for one in (case, begun):
        correct(one.returnee, selections={"needs": ["none"]})
        one.refresh_from_db()
    assert (case.closed_because, case.due_on) == ("no_reason", None)
    assert (begun.closed_because, begun.due_on) == ("", TODAY)
    correct(case.returnee, selections={"needs": ["loan"]})
    case.refresh_from_db()
    assert (case.closed_because, case.state) == ("", "to_contact")


def test_a_merged_record_closes_its_case_and_a_split_one_takes_it_up_again(case, staff):
    record(case, staff, state=FollowUpState.IN_PROGRESS, next_contact_on=TODAY)
    case.returnee.state = "merged"
    FollowUpCase.objects.sync_from(case.returnee)
    case.refresh_from_db()
    assert (case.state_label, case.due_on) == ("停止跟进（已合并到另一份问卷）", None)
    case.returnee.state = "accepted"
    FollowUpCase.objects.sync_from(case.returnee)
    case.refresh_from_db()
    assert (case.state_label, case.due_on) == ("办理中", TODAY)


def test_withdrawal_closes_the_case_and_erases_what_was_written(world, case, staff):
    record(case, staff, state=FollowUpState.CONTACTED, next_contact_on=TODAY, text="乌云其其格想办养殖场")
    case.confirm_membership(member_since=TODAY, number="NM-7", by=staff)
    case.hand_over(to=world.kundulun, reason="乌云其其格搬家", by=staff, submission_uuid=uuid.uuid4())
    case.returnee.withdraw(withdrawn_at=now())
    case.refresh_from_db()
    assert (case.closed_because, case.due_on) == ("withdrawn", None)
    assert list(case.notes.exclude(kind="closed").values_list("text", flat=True)) == [None, None]
    assert HandOver.objects.get().reason is None
    assert AllianceMembership.objects.get().number == ""


def exact_times(case):
    """Moments that are no midnights, of all that hangs on the record of a case."""
    rows = (case.notes, case.hand_overs, case.returnee.corrections, AllianceMembership.objects, FollowUpCase.objects)
    return [
        (row._meta.model_name, field.name)
        for row in chain.from_iterable(manager.all() for manager in rows)
        for field in row._meta.concrete_fields
        if isinstance(getattr(row, field.name), datetime) and localtime(getattr(row, field.name)).time() != time.min
    ]


def test_nothing_that_hangs_on_a_withdrawn_record_has_an_exact_time(world, case, staff):
    """A case is moved by its youth's correction and closed by the withdrawal, at their very moments."""
    correct(case.returnee, selections={"needs": ["loan"]}, home=world.hailar)
    case.refresh_from_db()
    record(case, staff, state=FollowUpState.CONTACTED, next_contact_on=TODAY, text="约好了")
    case.confirm_membership(member_since=TODAY, number="NM-7", by=staff)
    assert {name for _, name in exact_times(case)} >= {"written_at", "handed_over_at", "corrected_at", "confirmed_at"}
    case.returnee.withdraw(withdrawn_at=now())
    assert exact_times(case) == []
    assert [note.kind for note in case.notes.order_by("pk")][-1] == "closed"


def test_to_whom_data_was_provided_goes_and_that_it_was_stays(case, staff):
    """Whoever writes down the recipient may write a person there, and the youth's number."""
    make_follow_up_note(case=case, by=staff, kind="loan_referred", recipient="信用社王某", has_recipient_consent=True)
    make_follow_up_note(case=case, by=staff, kind="guidance")
    case.returnee.withdraw(withdrawn_at=now())
    notes = case.notes.exclude(kind="closed").order_by("pk")
    assert list(notes.values_list("recipient", "has_recipient_consent")) == [("（已清除）", True), ("", False)]


def test_nobody_is_confirmed_whose_case_was_closed_meanwhile(case, staff):
    case.returnee.withdraw(withdrawn_at=now())
    with pytest.raises(ValidationError, match="刚刚被别人处理过"):
        case.confirm_membership(member_since=TODAY, number="NM-7", by=staff)
    assert not AllianceMembership.objects.exists()


def test_a_corrected_home_takes_the_case_along(world, case):
    correct(case.returnee, selections={"needs": ["loan"]}, home=world.hailar)
    case.refresh_from_db()
    hand_over = case.hand_overs.get()
    assert (case.committee, hand_over.from_committee, hand_over.handed_over_by) == (world.hailar, world.donghe, None)


def test_a_corrected_home_leaves_a_case_that_staff_handed_over(world, case, staff):
    case.hand_over(to=world.kundulun, reason="搬家", by=staff, submission_uuid=uuid.uuid4())
    correct(case.returnee, selections={"needs": ["loan"]}, home=world.hailar)
    case.refresh_from_db()
    assert case.committee == world.kundulun


def test_a_note_takes_the_case_on(case, staff):
    assert record(case, staff, state=FollowUpState.CONTACTED, next_contact_on=date(2020, 2, 20), text="约好见面")
    case.refresh_from_db()
    assert (case.state, case.next_contact_on, case.due_on) == ("contacted", date(2020, 2, 20), date(2020, 2, 20))
    note = case.notes.get()
    assert (note.state_before, note.state_after, note.committee) == ("to_contact", "contacted", case.committee)


def test_the_same_note_is_stored_once(case, staff):
    sent = uuid.uuid4()
    assert record(case, staff, state=FollowUpState.DONE, submission_uuid=sent)
    assert not record(case, staff, state=FollowUpState.DONE, submission_uuid=sent)
    assert case.notes.count() == 1


@pytest.mark.parametrize("state", FollowUpState)
@pytest.mark.parametrize("new_state", FollowUpState)
def test_goes_only_where_the_transitions_lead(case, staff, state, new_state):
    FollowUpCase.objects.filter(pk=case.pk).update(
        state=state,
        next_contact_on=TODAY if state in ("contacted", "in_progress") else None,
        due_on=None if state == "done" else TODAY,
    )
    case.refresh_from_db()
    next_contact_on = TODAY if new_state in ("contacted", "in_progress") else None
    if new_state in FOLLOW_UP_TRANSITIONS[state] | {state}:
        assert record(case, staff, state=new_state, next_contact_on=next_contact_on)
        return
    with pytest.raises(ValidationError, match="刚刚被别人处理过"):
        record(case, staff, state=new_state, next_contact_on=next_contact_on)


def test_is_overdue_past_the_next_date_or_after_a_week_without_contact(world):
    on = {"entrance": world.homepage, "home_committee": world.donghe}
    waiting = make_follow_up_case(opened_on=TODAY - timedelta(days=8), **on)
    make_follow_up_case(opened_on=TODAY - timedelta(days=7), **on)
    called = {"state": "contacted", "opened_on": TODAY - timedelta(days=30)}
    late = make_follow_up_case(
        next_contact_on=TODAY - timedelta(days=1), due_on=TODAY - timedelta(days=1), **on, **called
    )
    make_follow_up_case(next_contact_on=TODAY, due_on=TODAY, **on, **called)
    make_follow_up_case(state="done", due_on=None, **on)
    cases = FollowUpCase.objects.in_campaign(world.campaign).visible_to(world.accounts["county_staff"])
    assert set(cases.overdue(TODAY)) == {waiting, late}
    assert cases.due(TODAY).count() == 4
    assert cases.waiting().count() == 4
    assert cases.counts_by_state() == {
        "to_contact": 2,
        "contacted": 2,
        "in_progress": 0,
        "done": 1,
        "unreachable": 0,
    }


def test_a_later_next_date_does_not_postpone_the_first_contact(case, staff):
    record(case, staff, kind=NoteKind.NOT_REACHED, state=FollowUpState.TO_CONTACT, next_contact_on=date(2020, 3, 1))
    assert case.due_on == date(2020, 2, 8)


def test_a_case_that_is_handed_over_begins_anew_with_the_other_committee(world, case, staff):
    FollowUpCase.objects.assign(to=staff, by=staff)
    record(case, staff, state=FollowUpState.IN_PROGRESS, next_contact_on=TODAY)
    hand_over = case.hand_over(to=world.hailar, reason="本人在海拉尔", by=staff, submission_uuid=uuid.uuid4())
    case.refresh_from_db()
    assert (case.committee, case.state, case.assigned_to) == (world.hailar, "to_contact", None)
    assert case.due_on == TODAY + timedelta(days=7)
    assert (hand_over.from_committee, hand_over.to_committee, hand_over.state_before) == (
        world.donghe,
        world.hailar,
        "in_progress",
    )


def test_what_is_done_or_already_there_is_not_handed_over(world, case, staff):
    with pytest.raises(ValidationError, match="已经由所选的团委负责"):
        case.hand_over(to=world.donghe, reason="x", by=staff, submission_uuid=uuid.uuid4())
    record(case, staff, state=FollowUpState.DONE)
    with pytest.raises(ValidationError, match="不用移交"):
        case.hand_over(to=world.hailar, reason="x", by=staff, submission_uuid=uuid.uuid4())


def test_the_case_goes_and_the_hand_over_stays_in_sight(world, case, staff):
    case.hand_over(to=world.hailar, reason="搬家", by=staff, submission_uuid=uuid.uuid4())
    there = make_account(committee=world.hailar)
    stranger = make_account(committee=world.manzhouli)
    seen = {
        account: (
            FollowUpCase.objects.visible_to(account).exists(),
            HandOver.objects.visible_to(account).exists(),
            case.returnee.can_read_restricted(account),
        )
        for account in (staff, there, stranger, world.accounts["region_viewer"])
    }
    assert seen == {
        staff: (False, True, False),
        there: (True, True, True),
        stranger: (False, False, False),
        world.accounts["region_viewer"]: (True, True, True),
    }


def test_who_wants_to_start_at_home_is_followed_up_as_the_intending_are(world):
    for status in "BGF":
        answer = {"status": status, "home_committee": world.donghe, "entrance": world.homepage}
        FollowUpCase.objects.sync_from(make_returnee(**answer, **(FOUNDER if status != "F" else {})))
    assert sorted(case.returnee.status for case in FollowUpCase.objects.all()) == ["B", "G"]


def test_without_a_committee_nothing_is_seen(case, staff):
    staff.committee = None
    assert not FollowUpCase.objects.visible_to(staff).exists()
    assert not HandOver.objects.visible_to(staff).exists()


def test_assigns_only_cases_of_the_accounts_committee_or_above(world, case, staff):
    other = make_follow_up_case(entrance=world.homepage, home_committee=world.kundulun)
    above = make_follow_up_case(entrance=world.homepage, home_committee=world.donghe, committee=world.baotou)
    by = world.accounts["league_city_staff"]
    assert FollowUpCase.objects.visible_to(by).assign(to=staff, by=by) == [case.pk, above.pk]
    assert set(FollowUpCase.objects.filter(assigned_to=staff)) == {case, above}
    assert FollowUpCase.objects.visible_to(by).assign(to=staff, by=by) == []
    note = case.notes.get()
    assert (note.kind, note.assigned_to, note.written_by) == ("assigned", staff, by)
    other.refresh_from_db()
    assert other.assigned_to is None


def test_a_membership_is_confirmed_once(case, staff):
    for expected in (True, False):
        assert case.confirm_membership(member_since=TODAY, number="", by=staff) is expected
    assert case.notes.get().kind == "membership"


def test_services_are_tallied_by_the_committee_that_gave_them(world, case, staff):
    for kind in ("guidance", "guidance", "loan_granted"):
        make_follow_up_note(case=case, by=staff, kind=kind)
    make_follow_up_note(case=case, by=staff, kind="loan_referred", recipient="信用社", has_recipient_consent=True)
    case.hand_over(to=world.hailar, reason="搬家", by=staff, submission_uuid=uuid.uuid4())
    make_follow_up_note(case=case, by=staff, kind="training")
    services = FollowUpNote.objects.in_campaign(world.campaign).services()
    assert services.counts_by_committee() == {
        (world.donghe.pk, "guidance"): 2,
        (world.donghe.pk, "loan_referred"): 1,
        (world.hailar.pk, "training"): 1,
    }
    assert services.visible_to(staff).count() == 3


def test_no_row_names_the_youth(world, case, staff):
    note = make_follow_up_note(case=case, by=staff, text="乌云其其格")
    hand_over = case.hand_over(to=world.hailar, reason="乌云其其格", by=staff, submission_uuid=uuid.uuid4())
    case.confirm_membership(member_since=TODAY, number="", by=staff)
    for row in (case, note, hand_over, AllianceMembership.objects.get()):
        assert "乌云" not in str(row)


def test_the_migration_opens_a_case_for_each_accepted_record_with_a_reason(world):
    with_need = make_returnee(entrance=world.homepage, home_committee=world.donghe)
    with_need.answers.create(question="needs", code="job")
    intending = make_returnee(entrance=world.homepage, home_committee=world.hailar, status="B", **FOUNDER)
    make_returnee(entrance=world.homepage, home_committee=world.donghe)
    make_returnee(
        entrance=world.homepage,
        home_committee=world.donghe,
        state="quarantined",
        quarantine_reason="too_fast",
        status="B",
    )
    import_module("returnees.migrations.0003_follow_up").open_cases(apps, None)
    cases = FollowUpCase.objects.order_by("pk").values_list("returnee", "committee", "reasons", "due_on")
    assert list(cases) == [
        (with_need.pk, world.donghe.pk, " needs:job ", date(2020, 2, 8)),
        (intending.pk, world.hailar.pk, " status:B ", date(2020, 2, 8)),
    ]
