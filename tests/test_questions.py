"""Each declared question is known everywhere: a new one needs nothing but its declaration and its column."""

from datetime import datetime
from io import BytesIO
from random import Random

import pytest
from django.http import QueryDict
from django.utils import timezone
from openpyxl import load_workbook

from demo.answers import answer, invent_youth
from returnees.answers import as_posted
from returnees.choices import Status
from returnees.forms import QuestionnaireForm
from returnees.models import Returnee
from returnees.models.own_question import CHANGEABLE_QUESTIONS
from returnees.question_types import ALL, Kind, Question, Sensitivity
from returnees.questionnaire import load_questionnaire
from returnees.questions import QUESTIONS
from returnees.receipt_codes import known_receipt_code
from tests.factories import make_entrance
from tests.reports.exports.all_records import post as post_export
from tests.returnees.answering import payload
from tests.returnees.receipts import look_up

pytestmark = pytest.mark.django_db

DIGITS = "0001"


def typed(question, *, again=False):
    """An answer by the names of its fields; `again` another one."""
    match question.kind:
        case Kind.LINE | Kind.PARAGRAPH:
            return {question.key: "丁戊" if again else "甲乙丙"}
        case Kind.PHONE:
            return {question.key: f"1380000{DIGITS}" if again else f"1390000{DIGITS}"}
        case Kind.NUMBER:
            return {question.key: "8" if again else "7"}
        case Kind.YEAR:
            return {question.key: "2018" if again else "2019"}
        case Kind.HOME:
            return {question.key: "150203" if again else "150202"}
        case Kind.BIRTH:
            return dict(zip(question.field_names, ("1994", "5") if again else ("1995", "6"), strict=True))
    codes = [code for code, _ in question.choices if code != question.exclusive]
    return {question.key: [codes[again]] if question.kind is Kind.CHECKBOXES else codes[again]}


def answers_of(status, *, again=False):
    answers = {"sensitive_consent": "on"}
    for question in asked_of(status):
        answers |= typed(question, again=again)
    return answers | {"status": status}


def asked_of(status):
    return [question for question in QUESTIONS if status in question.asked]


@pytest.fixture(params=Status.values)
def status(request):
    return request.param


@pytest.fixture
def returnee(client, world, status):
    """One who answered all that this status is asked."""
    client.post(world.homepage.get_absolute_url(), payload(world.homepage, **answers_of(status)))
    return Returnee.objects.get()


@pytest.fixture
def staff(log_in):
    return log_in("region_manager")


def test_the_page_of_staff_asks_all_of_them(client, world):
    entrance = make_entrance(campaign=world.campaign, committee=world.donghe, channel="staff_filled")
    page = client.get(entrance.get_absolute_url()).content.decode()
    fields = [name for question in QUESTIONS for name in question.field_names]
    assert [name for name in fields if f'name="{name}"' not in page] == []
    assert [question.key for question in QUESTIONS if question.label not in page] == []


def test_what_is_typed_is_stored(returnee, status):
    stored = as_posted(returnee)
    expected = {name: value for question in asked_of(status) for name, value in typed(question).items()}
    expected["status"] = status
    assert {name: stored.getlist(name) if isinstance(expected[name], list) else stored[name] for name in expected} == (
        expected
    )


def test_the_receipt_shows_every_answer(client, returnee, status):
    sections = look_up(client, known_receipt_code(returnee), DIGITS).context["sections"]
    shown = {one.question.key: one for section in sections for one in section.answers}
    assert list(shown) == [question.key for question in asked_of(status)]
    assert [key for key, one in shown.items() if not one.text] == []


def test_every_answer_can_be_corrected_and_the_history_says_so(client, returnee, status):
    fields = [name for question in asked_of(status) for name in question.field_names]
    page = look_up(client, known_receipt_code(returnee), DIGITS, step="correct").content.decode()
    assert [name for name in fields if f'name="{name}"' not in page] == []
    look_up(client, known_receipt_code(returnee), DIGITS, step="save", **answers_of(status, again=True))
    changed = [question.key for question in asked_of(status) if question.key != "status"]
    assert sorted(returnee.corrections.values_list("question", flat=True)) == sorted(changed)


def test_staff_read_every_answer_on_the_record_s_page(returnee, staff, status):
    response = staff.get(f"/admin/returnees/returnee/{returnee.pk}/change/")
    shown = {one.key: one for one in response.context["answers"]}
    assert list(shown) == [question.key for question in asked_of(status)]
    assert [key for key, one in shown.items() if not one.text] == []


def test_staff_correct_every_answer(returnee, staff, status):
    page = staff.get(f"/admin/returnees/returnee/{returnee.pk}/correct/").content.decode()
    fields = [name for question in asked_of(status) for name in question.field_names]
    assert [name for name in fields if f'name="{name}"' not in page] == []


def test_the_export_has_every_answer_and_says_what_it_means(returnee, staff, status):
    content = b"".join(post_export(staff).streaming_content)
    rows, dictionary = load_workbook(BytesIO(content)).worksheets
    headings, values = rows.iter_rows(values_only=True)
    cells = dict(zip(headings, values, strict=True))
    columns = [heading for question in asked_of(status) for heading in headings_of(question)]
    assert [heading for heading in columns if cells[heading] in (None, "")] == []
    described = {heading: meaning for heading, meaning, *_ in dictionary.iter_rows(min_row=2, values_only=True)}
    assert list(described) == list(headings)
    assert [heading for heading, meaning in described.items() if not meaning] == []


def headings_of(question):
    if question.kind is Kind.HOME:
        return ["盟市", "旗县市区"]
    return [column.heading for column in question.columns] or [question.short_label]


def test_a_withdrawal_leaves_nothing_personal_and_nothing_consented_to_apart(client, returnee, status):
    look_up(client, known_receipt_code(returnee), DIGITS, step="erase")
    returnee.refresh_from_db()
    erased = [question for question in QUESTIONS if question.is_personal or question.needs_separate_consent]
    columns = [column.name for question in erased for column in question.columns]
    assert [name for name in columns if getattr(returnee, name) not in (None, "")] == []


def test_every_question_is_fixed_or_can_be_set():
    changeable = {key for key, _ in CHANGEABLE_QUESTIONS}
    assert {question.key for question in QUESTIONS if not question.is_fixed} == changeable


def test_every_column_of_the_model_holds_what_its_question_declares():
    for question in QUESTIONS:
        for column in question.columns:
            if question.kind is Kind.HOME:
                continue
            field = Returnee._meta.get_field(column.name)
            assert str(field.verbose_name) == column.heading
            assert tuple(field.choices or ()) == question.choices
            codes = [code for code, _ in question.choices]
            assert all(len(code) <= field.max_length for code in codes)


def test_the_demo_answers_every_question_as_the_form_would_accept_it(world):
    rng, questionnaire, answered = Random(1), load_questionnaire(world.homepage), set()
    submitted_at = timezone.make_aware(datetime(2020, 2, 10, 12))
    for _ in range(120):
        youth = invent_youth(rng, home=world.donghe, phone="13900000001", submitted_at=submitted_at)
        columns, selections = answer(rng, youth)
        returnee = Returnee(**columns)
        data = {column.field: getattr(returnee, column.name) for q in QUESTIONS for column in q.columns}
        data |= {"home_county": world.donghe.gb_code, "consent": "on", "sensitive_consent": "on"}
        data = {name: value for name, value in data.items() if value is not None} | selections
        form = QuestionnaireForm(querydict(data), questionnaire=questionnaire, on=submitted_at.date())
        assert form.is_valid(), form.errors
        answered |= columns.keys() | selections.keys()
    known = {name for q in QUESTIONS for name in ([column.name for column in q.columns] or [q.key])}
    assert known <= answered


def querydict(data):
    posted = QueryDict(mutable=True)
    for name, value in data.items():
        posted.setlist(name, value if isinstance(value, list) else [str(value)])
    return posted


def test_what_must_be_answered_is_asked_before_the_sending():
    with pytest.raises(ValueError, match="before the sending"):
        Question("x", "x", Kind.LINE, required=ALL, is_after_sending=True)
    assert [question.key for question in QUESTIONS if not question.required and not question.is_after_sending] == []


def test_several_choices_cannot_need_a_separate_consent():
    with pytest.raises(ValueError, match="separate consent"):
        Question("faiths", "x", Kind.CHECKBOXES, sensitivity=Sensitivity.SEPARATE_CONSENT)


def test_only_choices_can_be_counted_on_the_statistics_page():
    with pytest.raises(ValueError, match="only choices"):
        Question("hobby", "x", Kind.LINE, statistics_title="x")
