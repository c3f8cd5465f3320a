"""Withdrawing one's own answer by its receipt."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.utils.timezone import localdate

from organization.clock import now, today
from returnees.choices import ReturneeState
from returnees.models import Correction, Returnee, ReturneeAnswer
from returnees.questions import QUESTIONS
from tests.returnees.answering import ENTREPRENEUR
from tests.returnees.receipts import SENSITIVE, correct, corrected, look_up, own_question, put_into, text_of

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
