"""Withdrawing one's own answer by its receipt."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.utils.timezone import localdate

from organization.clock import now, start_of_day, today
from returnees.choices import ReturneeState
from returnees.entrances.summary import build_summary
from returnees.models import Correction, Entrance, FollowUpCase, FollowUpNote, Returnee, ReturneeAnswer
from returnees.questions import QUESTIONS
from returnees.receipt_codes import known_receipt_code, receipt_code
from tests.returnees.answering import ENTREPRENEUR, payload
from tests.returnees.receipts import CODE, SENSITIVE, correct, corrected, look_up, own_question, put_into, text_of

pytestmark = pytest.mark.django_db


def test_withdrawal_is_confirmed_first(client, returnee):
    response = look_up(client, step="withdraw")
    assert "不能恢复" in text_of(response)
    returnee.refresh_from_db()
    assert returnee.state == ReturneeState.ACCEPTED


def test_each_question_whose_answer_is_erased_is_named_before(client, returnee):
    content = text_of(look_up(client, step="withdraw"))
    erased = [question for question in QUESTIONS if question.is_personal or question.needs_separate_consent]
    assert [question.key for question in erased if question.short_label not in content] == []


def test_withdrawal_erases_what_is_personal_and_keeps_what_counts(client, world, entrepreneur):
    own = own_question(world, "text")
    ReturneeAnswer.objects.create(returnee=entrepreneur, question=own.key, text="我是乌云其其格")
    correct(client, world, **ENTREPRENEUR | SENSITIVE | {own.key: "我是乌云其其格"}, name="乌云")
    assert Correction.objects.exists()
    response = look_up(client, step="erase")
    assert "已经撤回" in text_of(response)
    entrepreneur.refresh_from_db()
    assert entrepreneur.state == ReturneeState.WITHDRAWN
    assert localdate(entrepreneur.personal_erased_at) == today()
    for column in ("name", "phone", "birth_year", "birth_month", "township", "business_name", "wechat_id"):
        assert getattr(entrepreneur, column) is None
    assert entrepreneur.content_digest == ""
    assert (entrepreneur.difficulty_text, entrepreneur.ethnicity, entrepreneur.political_status) == (None, "", "")
    assert (entrepreneur.home_committee, entrepreneur.age, entrepreneur.status) == (world.donghe, 24, "A")
    assert not ReturneeAnswer.objects.exclude(text="").exists()
    assert entrepreneur.answers.filter(question="difficulty", code="funds").exists()
    assert set(Correction.objects.values_list("old_value", "new_value")) == {("", "")}


def test_withdrawal_leaves_neither_moment_nor_entrance_nor_what_a_code_follows_from(client, world):
    answers = payload(world.homepage, **ENTREPRENEUR | SENSITIVE | {"sensitive_consent": "on"})
    submitted_at = now()
    client.post(world.homepage.get_absolute_url(), answers)
    before = Returnee.objects.get()
    code = known_receipt_code(before)
    look_up(client, code, **corrected(world, **ENTREPRENEUR | SENSITIVE | {"sensitive_consent": "on"}, name="乌云"))
    assert Correction.objects.exists()
    moments = [value.time() for row in rows_of_records() for value in row.values() if isinstance(value, datetime)]
    assert len(set(moments)) > 2
    look_up(client, code, step="erase")
    after = Returnee.objects.get()
    assert (after.entrance, after.content_digest, after.sensitive_consented_at) == (None, "", None)
    assert known_receipt_code(after) == ""
    assert before.submission_uuid != after.submission_uuid
    stored = str(list(rows_of_records()))
    assert code not in stored
    assert str(before.submission_uuid) not in stored
    midnight = start_of_day(localdate(submitted_at))
    (correction,), case = Correction.objects.all(), FollowUpCase.objects.get()
    assert {after.submitted_at, case.opened_at, correction.corrected_at} == {midnight}
    assert "已经撤回" in text_of(look_up(client, code))


def test_numbers_that_the_youth_typed_go_like_texts(client, world, entrepreneur):
    own, chosen = own_question(world, "number"), own_question(world, "single")
    entrepreneur.answers.create(question=own.key, number=71234567)
    entrepreneur.answers.create(question=chosen.key, code="1")
    look_up(client, step="erase")
    assert not entrepreneur.answers.filter(question=own.key).exists()
    assert entrepreneur.answers.filter(question=chosen.key).exists()


def test_the_code_of_before_leaves_its_digest_too(client, world, returnee):
    look_up(client, step="erase")
    after = Returnee.objects.get()
    assert after.submission_uuid == returnee.submission_uuid
    assert receipt_code(after.submission_uuid) != CODE
    assert "已经撤回" in text_of(look_up(client))


@pytest.mark.parametrize("state", ["accepted", "quarantined"])
def test_a_withdrawn_record_goes_on_counting_where_it_came_in(client, world, returnee, state):
    if state != "accepted":
        put_into(returnee, state)
    entrance = returnee.entrance

    def counts():
        (line,) = [one for one in build_summary(*viewer).lines if one.committee == entrance.committee]
        listed = Entrance.objects.with_counts().get(pk=entrance.pk)
        assert (listed.submissions, listed.answers) == (line.total.submissions, line.total.answers)
        return listed.submissions, listed.answers

    viewer = world.campaign, world.accounts["region_manager"]
    assert counts() == (1, int(state == "accepted"))
    look_up(client, step="erase")
    assert counts() == (1, 0)
    returnee.refresh_from_db()
    returnee.withdraw(withdrawn_at=now())
    assert counts() == (1, 0)


def test_an_entrance_that_is_saved_meanwhile_forgets_no_withdrawal(log_in, world, returnee):
    client, entrance = log_in("region_manager"), returnee.entrance
    address = f"/admin/returnees/entrance/{entrance.pk}/change/"
    form = client.get(address).context["adminform"].form

    def withdraw_first(self, *arguments, **options):
        returnee.withdraw(withdrawn_at=now())
        return save(self, *arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        save = Entrance.save
        patch.setattr(Entrance, "save", withdraw_first)
        client.post(address, {name: form[name].value() or "" for name in form.fields} | {"label": "火车站"})
    entrance.refresh_from_db()
    assert (entrance.label, entrance.withdrawn_count) == ("火车站", 1)


def rows_of_records():
    hidden = {"personal_erased_at"}
    for table in (Returnee, ReturneeAnswer, Correction, FollowUpCase, FollowUpNote):
        for row in table.objects.values():
            yield {name: value for name, value in row.items() if name not in hidden}


def everything_stored():
    """Every value of every row that belongs to records, as one text."""
    tables = (Returnee, ReturneeAnswer, Correction)
    return "\n".join(str(row) for table in tables for row in table.objects.values())


def test_nothing_personal_is_left_in_any_row(client, world, entrepreneur):
    correct(client, world, **ENTREPRENEUR | SENSITIVE, name="阿拉坦", township="某嘎查", wechat_id="wx_abcdef")
    personal = ("乌云", "阿拉坦", "1390000", "某苏木", "某嘎查", "草原牧歌", "周转", "abc_123", "wx_abcdef", "蒙古")
    assert any(value in everything_stored() for value in personal)
    look_up(client, step="erase")
    assert not [value for value in personal if value in everything_stored()]


@pytest.mark.parametrize("step", ["", "erase", "withdraw", "correct", "save", "copy"])
def test_afterwards_every_step_says_that_and_when_it_was_withdrawn(client, world, returnee, step):
    with time_machine.travel(datetime(2020, 2, 10, 2, 30, tzinfo=UTC), tick=False):
        look_up(client, step="erase")
    with time_machine.travel(datetime(2020, 2, 12, 2, 30, tzinfo=UTC), tick=False):
        response = look_up(client, **corrected(world, name="又回来了") | {"step": step})
    assert response.status_code == 200
    assert "2020年2月10日 10:30" in text_of(response)
    assert Returnee.objects.get().name is None


def test_a_withdrawal_under_a_correction_wins(client, world, returnee):
    late = Returnee.objects.get()
    look_up(client, step="erase")
    columns = {"status": "F", "name": "又回来了", "age": 24}
    assert late.correct(columns=columns, selections={}, free_answers={}, questions=[], corrected_at=now()) == []
    assert (late.state, Returnee.objects.get().name) == (ReturneeState.WITHDRAWN, None)


def test_an_anonymised_record_says_so_and_cannot_be_changed(client, world, returnee):
    returnee.withdraw(withdrawn_at=now())
    Returnee.objects.update(state=ReturneeState.ACCEPTED)
    assert "到期删除" in text_of(look_up(client, step="erase"))
    assert Returnee.objects.get().state == ReturneeState.ACCEPTED


@pytest.mark.parametrize("state", ["quarantined", "rejected", "merged"])
def test_whatever_staff_decided_can_be_withdrawn(client, returnee, state):
    put_into(returnee, state)
    look_up(client, step="erase")
    returnee.refresh_from_db()
    assert (returnee.state, returnee.merged_into) == (ReturneeState.WITHDRAWN, None)
