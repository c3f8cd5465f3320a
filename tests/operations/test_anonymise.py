"""Anonymising a campaign whose day has come: what goes, what stays, and when it is refused."""

from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils.timezone import localtime

from activities.models import ActivityImport
from operations import anonymising, daily
from operations.anonymising import anonymise, due_campaigns
from operations.management.commands import anonymise as command
from organization import demo_mark
from organization.choices import Act, Operation
from organization.models import AuditEvent, Campaign, OperationRun
from organization.stored_searches import SESSION_KEY
from returnees.choices import AnonymisedBecause, FollowUpState, NoteKind
from returnees.models import (
    AllianceMembership,
    Anonymisation,
    Correction,
    FollowUpCase,
    FollowUpNote,
    HandOver,
    Returnee,
)
from returnees.models.personal_values import ANONYMISED_TEXT, ERASED
from returnees.receipt_codes import known_receipt_code, receipt_code, receipt_digest
from tests.factories import kind_of, make_account, make_follow_up_note, make_returnee
from tests.operations.state import found_by_sql

pytestmark = pytest.mark.django_db

DUE_ON = date(2020, 6, 1)


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = settings.VAR_DIR = tmp_path
    # The real day, which is later: where it is fixed, nothing is anonymised.
    settings.GUICHAO_TODAY = None


@pytest.fixture(autouse=True)
def rebuilt(monkeypatch):
    """How often the database's files were rebuilt, which is not possible in a transaction: see test_forgetting.py."""
    calls = []
    monkeypatch.setattr(command, "forget_erased", lambda: calls.append("rebuilt"))
    monkeypatch.setitem(daily.TASKS, Operation.FORGET_ERASED, lambda dry_run: "已整理。")
    return calls


@pytest.fixture
def campaign(world):
    Campaign.objects.filter(pk=world.campaign.pk).update(anonymise_on=DUE_ON)
    world.campaign.anonymise_on = DUE_ON
    return world.campaign


@pytest.fixture
def youth(world, campaign):
    return make_returnee(
        entrance=world.homepage,
        home_committee=world.donghe,
        name="巴特尔",
        phone="13800000001",
        age=22,
        ethnicity="02",
        political_status="03",
        township="河东镇",
        wechat_id="bateer-1998",
        sensitive_consented_at=datetime.fromisoformat("2020-02-03T15:04:05+08:00"),
        submitted_at=datetime.fromisoformat("2020-02-03T15:04:05+08:00"),
    )


def run(*arguments, **options):
    out = StringIO()
    call_command("anonymise", *arguments, stdout=out, **options)
    return out.getvalue().strip()


def test_erases_what_tells_a_person_apart_and_keeps_what_counts(world, youth):
    run()
    row = Returnee.objects.get()
    assert {column: getattr(row, column) for column in ERASED["Returnee"]} == ERASED["Returnee"]
    assert (row.age, row.age_group, row.is_minor) == (35, "youth", False)
    assert localtime(row.submitted_at).isoformat() == "2020-02-03T00:00:00+08:00"
    assert (row.state, row.gender, row.status, row.home_committee) == (
        "accepted",
        youth.gender,
        youth.status,
        world.donghe,
    )
    assert row.displayed_name == "（已匿名化）"


def test_what_led_to_the_receipt_leads_there_no_more(world, campaign, youth):
    code = receipt_code(youth.submission_uuid)
    Returnee.objects.update(receipt_digest=receipt_digest(code))
    run()
    row = Returnee.objects.get()
    assert known_receipt_code(row) == ""
    assert Returnee.objects.of_submission(youth.submission_uuid).get() == row


def test_an_age_above_youth_stays_in_its_group(world, campaign):
    make_returnee(entrance=world.homepage, home_committee=world.donghe, age=41)
    run()
    row = Returnee.objects.get()
    assert (row.age, row.age_group) == (36, "stretched")


def test_erases_what_hangs_on_the_record(world, youth):
    Correction.objects.create(returnee=youth, question="name", old_value="巴特尔", new_value="巴图")
    youth.answers.create(question="own-1", text="我叫巴特尔")
    youth.answers.create(question="own-2", number=7)
    youth.answers.create(question="needs", code="loan")
    FollowUpCase.objects.sync_from(youth)
    case, by = youth.follow_up_case, world.accounts["county_staff"]
    youth.answers.create(question="own-3", number=1_371_234_567)
    make_follow_up_note(case=case, by=by, text="巴特尔要贷款", kind=NoteKind.GUIDANCE)
    referred = {"kind": NoteKind.LOAN_REFERRED, "recipient": "巴特尔的舅舅", "has_recipient_consent": True}
    make_follow_up_note(case=case, by=by, **referred)
    HandOver.objects.create(
        case=case,
        campaign=world.campaign,
        from_committee=world.kundulun,
        to_committee=world.donghe,
        state_before=case.state,
        reason="巴特尔搬走了",
    )
    before = FollowUpCase.objects.values("state", "reasons", "due_on", "committee").get()
    run()
    assert Correction.objects.values_list("old_value", "new_value").get() == ("", "")
    assert list(youth.answers.order_by("pk").values_list("text", "number", "code")) == [
        (ANONYMISED_TEXT, None, ""),
        ("", 7, ""),
        ("", None, "loan"),
    ]
    assert set(FollowUpNote.objects.values_list("text", flat=True)) == {None}
    assert HandOver.objects.get().reason is None
    assert FollowUpCase.objects.values("state", "reasons", "due_on", "committee").get() == before
    assert set(FollowUpNote.objects.values_list("recipient", flat=True)) == {"", "（已清除）"}
    moments = [FollowUpCase.objects.get().opened_at, HandOver.objects.get().handed_over_at]
    moments += FollowUpNote.objects.values_list("written_at", flat=True)
    assert {localtime(moment).time().isoformat() for moment in moments} == {"00:00:00"}


def test_records_the_act_and_stores_what_the_certificate_shows(world, youth):
    make_returnee(entrance=world.homepage, home_committee=world.hailar)
    world.campaign.privacy_notices.create(version="2020-2", text="保存到期即匿名化")
    assert run().startswith("已匿名化2020 年度的 2 份问卷")
    certified = Anonymisation.objects.get()
    assert (certified.record_count, certified.due_on, certified.notice_version) == (2, DUE_ON, "2020-2")
    assert certified.command == "anonymise"
    assert {count.committee: count.record_count for count in certified.counts.all()} == {
        world.donghe: 1,
        world.hailar: 1,
    }
    event = AuditEvent.objects.get(act=Act.CAMPAIGN_ANONYMISE)
    assert (event.sequence, event.subject) == (certified.audit_event, f"活动年度 编号 {world.campaign.pk}")
    assert "巴特尔" not in event.detail
    ran = OperationRun.objects.get()
    assert (ran.name, ran.succeeded) == ("anonymise", True)


def test_a_second_run_finds_nothing_and_leaves_the_certificate(youth, rebuilt):
    run()
    assert run() == "没有到期的年度。"
    assert rebuilt == ["rebuilt"]
    assert Anonymisation.objects.count() == AuditEvent.objects.count() == 1


def test_a_record_that_came_at_the_last_moment_is_anonymised_by_the_next_run(world, youth):
    run()
    make_returnee(entrance=world.homepage, home_committee=world.hailar)
    assert "的 1 份问卷" in run()
    assert not Returnee.objects.exclude(personal_erased_at=None).filter(name__isnull=False).exists()
    assert [one.because for one in Anonymisation.objects.all()] == [AnonymisedBecause.DUE, AnonymisedBecause.LEFTOVER]


def test_of_two_processes_that_found_it_due_one_writes_the_certificate(campaign, youth):
    (found,) = due_campaigns()
    assert anonymise(campaign, command="daily").record_count == 1
    assert anonymise(found, command="anonymise") is None
    assert Anonymisation.objects.count() == AuditEvent.objects.count() == 1


def slip_in_note(case, by):
    make_follow_up_note(case=case, by=by, text="巴特尔来电话")


def slip_in_recipient(case, by):
    make_follow_up_note(case=case, by=by, recipient="巴特尔", has_recipient_consent=True)


def slip_in_hand_over(case, by):
    away = {"from_committee": case.committee, "to_committee": case.committee.parent, "state_before": case.state}
    HandOver.objects.create(case=case, campaign=case.campaign, handed_over_by=by, reason="巴特尔搬走了", **away)


def slip_in_correction(case, by):
    Correction.objects.create(returnee=case.returnee, question="name", old_value="巴特", new_value="巴特尔")


def slip_in_answer(case, by):
    case.returnee.answers.create(question="own-1", text="巴特尔")


def slip_in_large_number(case, by):
    case.returnee.answers.create(question="own-1", number=71234567)


def slip_in_membership(case, by):
    AllianceMembership.objects.confirm(case=case, member_since=DUE_ON, number="巴特尔", by=by)


@pytest.mark.parametrize(
    "slip_in",
    [
        slip_in_note,
        slip_in_recipient,
        slip_in_hand_over,
        slip_in_correction,
        slip_in_answer,
        slip_in_large_number,
        slip_in_membership,
    ],
)
def test_what_slipped_in_behind_an_erased_record_is_found_by_the_next_run(world, youth, slip_in):
    youth.answers.create(question="needs", code="loan")
    FollowUpCase.objects.sync_from(youth)
    run()
    assert list(due_campaigns()) == []
    slip_in(FollowUpCase.objects.get(), world.accounts["county_staff"])
    assert list(due_campaigns()) == [world.campaign]
    run()
    assert list(due_campaigns()) == []
    assert found_by_sql(["巴特尔", "71234567"]) == set()
    assert Anonymisation.objects.latest("pk").because == AnonymisedBecause.LEFTOVER


class Killed(BaseException):
    pass


def test_a_run_that_was_killed_goes_on_where_it_was(world, campaign, monkeypatch):
    monkeypatch.setattr(anonymising, "BATCH", 2)
    for _ in range(5):
        make_returnee(entrance=world.homepage, home_committee=world.donghe)

    def kill(run):
        raise Killed

    with pytest.raises(Killed):
        anonymise(campaign, command="daily", after_batch=kill)
    assert Returnee.objects.filter(personal_erased_at=None).count() == 3
    assert [one.pk for one in due_campaigns()] == [campaign.pk]
    run()
    certified = Anonymisation.objects.get()
    assert (certified.record_count, certified.counts.get().record_count) == (5, 5)
    assert not Returnee.objects.filter(personal_erased_at=None).exists()


def test_batches_cost_the_same_number_of_queries(world, campaign, django_assert_max_num_queries):
    for _ in range(20):
        make_returnee(entrance=world.homepage, home_committee=world.donghe)
    with django_assert_max_num_queries(66):
        run()


def test_withdrawn_and_deleted_records_lose_their_exact_age_and_keep_their_state(world, youth):
    by = world.accounts["county_staff"]
    withdrawn = make_returnee(entrance=world.homepage, home_committee=world.donghe, age=19)
    withdrawn.withdraw(withdrawn_at=datetime.fromisoformat("2020-02-04T10:00:00+08:00"))
    deleted = make_returnee(entrance=world.homepage, home_committee=world.donghe, name="误填")
    deleted.mark_deleted(by=by, deletion_reason="test")
    run()
    withdrawn.refresh_from_db()
    assert (withdrawn.state, withdrawn.age) == ("withdrawn", 35)
    assert localtime(withdrawn.personal_erased_at).date() == date(2020, 2, 4)
    deleted = Returnee.with_deleted.get(pk=deleted.pk)
    assert (deleted.state, deleted.name) == ("deleted", None)
    assert (Anonymisation.objects.get().record_count, Anonymisation.objects.get().earlier_count) == (2, 1)


def test_searches_and_workbooks_on_the_server_go_too(world, youth):
    session = SessionStore()
    session[SESSION_KEY] = {"token": {"name": "巴特尔", "at": 0}}
    session["campaign_key"] = "2020"
    session.save()
    by = world.accounts["county_staff"]
    upload = ActivityImport.objects.store(
        b"workbook", kind=kind_of(world.campaign, "symposium"), campaign=world.campaign, by=by
    )
    run()
    assert dict(SessionStore(session.session_key).items()) == {"campaign_key": "2020"}
    assert not default_storage.exists(upload.path)
    assert not ActivityImport.objects.exists()


def test_a_dry_run_counts_and_changes_nothing(youth):
    assert run(dry_run=True) == "应匿名化2020 年度的 1 份问卷，没有改动。"
    assert Returnee.objects.get().name == "巴特尔"
    assert not OperationRun.objects.exists()
    assert not Anonymisation.objects.exists()


def test_daily_runs_it_before_the_trail_is_sealed(youth):
    results = {one.name: one.result for one in daily.run_tasks()}
    assert results["anonymise"].startswith("已匿名化2020 年度的 1 份问卷")
    assert Anonymisation.objects.get().command == "daily"
    order = list(daily.TASKS)
    assert order.index("anonymise") < order.index("forget_erased") < order.index("seal_audit")


def test_other_campaigns_and_the_days_to_come_are_left_alone(world, youth):
    Campaign.objects.update(anonymise_on=date.today() + timedelta(days=40))
    assert run() == "没有到期的年度。"
    assert Returnee.objects.get().name == "巴特尔"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"anonymise_on": None}, "没有定匿名化日期"),
        ({"anonymise_on": date(2999, 1, 1)}, "2999-01-01，还没有到"),
        ({"is_trial": True}, "试用年度不作匿名化"),
    ],
)
def test_a_campaign_that_is_asked_for_and_not_due_is_refused_with_the_reason(youth, changes, sentence):
    Campaign.objects.update(**changes)
    with pytest.raises(CommandError, match=sentence) as refused:
        run("--campaign", "2020")
    assert refused.value.returncode == 1
    assert Returnee.objects.get().name == "巴特尔"
    assert not OperationRun.objects.get().succeeded


def test_an_unknown_key_is_refused(youth):
    with pytest.raises(CommandError, match="没有代码为“1999”的年度"):
        run("--campaign", "1999")


def test_a_trial_keeps_its_own_rule(youth):
    Campaign.objects.update(is_trial=True)
    assert run() == "没有到期的年度。"


def test_where_the_day_is_fixed_nothing_is_anonymised(settings, youth):
    settings.GUICHAO_TODAY = date(2030, 1, 1)
    with pytest.raises(CommandError, match="GUICHAO_TODAY 固定在 2030-01-01"):
        run()
    with pytest.raises(CommandError, match="GUICHAO_TODAY"):
        run(dry_run=True)
    runs = {one.name: one for one in daily.run_tasks()}
    assert not runs["anonymise"].succeeded
    assert Returnee.objects.get().name == "巴特尔"


def test_but_for_the_demo(settings, world, youth):
    settings.GUICHAO_TODAY = date(2030, 1, 1)
    make_account(committee=world.region, role="region_manager", username=demo_mark.DEMO_ACCOUNT)
    run()
    assert Returnee.objects.get().name is None


def test_a_case_of_an_anonymised_campaign_goes_no_further(world, youth):
    youth.answers.create(question="needs", code="loan")
    FollowUpCase.objects.sync_from(youth)
    run()
    case, by = FollowUpCase.objects.get(), world.accounts["county_staff"]
    note = FollowUpNote(kind=NoteKind.REACHED, happened_on=date(2020, 6, 2), written_by=by, text="联系上了")
    with pytest.raises(ValidationError, match="保存期已满"):
        case.record(note, state=FollowUpState.CONTACTED, next_contact_on=date(2020, 6, 9))
    assert FollowUpCase.objects.filter(pk=case.pk).assign(to=by, by=by) == []
    with pytest.raises(ValidationError, match="保存期已满"):
        case.confirm_membership(member_since=date(2020, 6, 2), number="NM-7", by=by)
    with pytest.raises(ValidationError, match="保存期已满"):
        case.hand_over(to=world.kundulun, reason="x", by=by, submission_uuid="6f9619ff-8b86-d011-b42d-00c04fc964ff")


def test_nothing_of_an_anonymised_record_is_changed(world, youth):
    other = make_returnee(entrance=world.homepage, home_committee=world.donghe, phone=youth.phone)
    quarantined = make_returnee(
        entrance=world.homepage, home_committee=world.donghe, state="quarantined", quarantine_reason="too_fast"
    )
    run()
    youth.refresh_from_db()
    assert youth.correct(columns={}, selections={}, free_answers={}, questions=[], corrected_at=None) == []
    assert not youth.withdraw(withdrawn_at=None)
    assert not Returnee.objects.get(pk=quarantined.pk).release()
    with pytest.raises(ValidationError, match="已经清除"):
        youth.merge_into(target=Returnee.objects.get(pk=other.pk))
