"""A question that is asked by an earlier answer, on a phone: with script, without, and without :has()."""

import pytest

from returnees.models import OwnQuestion, OwnQuestionChoice, ReturneeAnswer
from tests.browser.conftest import PHONE
from tests.browser.filling_in import drop_has_rules, fill, fill_field, press, receipt_of

pytestmark = pytest.mark.browser


@pytest.fixture
def questions(address, world):
    """The earlier one, alone in its section with the later one, which is asked of those with cattle."""
    herd = OwnQuestion.objects.create(campaign=world.campaign, label="家里养什么", kind="single", is_required=True)
    cow, _ = (OwnQuestionChoice.objects.create(question=herd, label=label) for label in ("牛", "羊"))
    years = OwnQuestion.objects.create(
        campaign=world.campaign, label="养牛几年了", kind="number", is_required=True, position=2, asked_if=cow
    )
    return herd, years


@pytest.fixture
def codes(questions):
    return [choice.code for choice in questions[0].choices.all()]


def own_answers():
    return {row.question: row.code or row.number for row in ReturneeAnswer.objects.exclude(question="needs")}


@pytest.mark.parametrize("has_rules", [True, False], ids=["has", "no has"])
def test_the_script_shows_it_to_those_who_chose(address, open_page, questions, codes, has_rules):
    (herd, years), (cow, sheep) = questions, codes
    page = open_page(PHONE)
    if not has_rules:
        drop_has_rules(page)
    page.goto(address)
    later = page.locator(f"[name={years.key}]")
    fill(page, "F")
    assert not later.is_visible()
    fill_field(page, herd.key, cow)
    assert later.is_visible()
    assert not page.get_by_text("选“牛”的才填").is_visible()
    fill_field(page, years.key, "3")
    # What nobody is asked is not sent.
    fill_field(page, herd.key, sheep)
    assert not later.is_visible()
    press(page)
    receipt_of(page)
    assert own_answers() == {herd.key: sheep}


@pytest.mark.parametrize("has_rules", [True, False], ids=["has", "no has"])
def test_without_script_it_says_whom_it_asks(address, open_page, questions, codes, has_rules):
    (herd, years), (_, sheep) = questions, codes
    page = open_page(PHONE, java_script_enabled=False)
    if not has_rules:
        drop_has_rules(page)
    page.goto(address)
    fill(page, "F")
    assert page.get_by_text("“家里养什么”选“牛”的才填。").is_visible()
    fill_field(page, herd.key, sheep)
    fill_field(page, years.key, "3")
    press(page)
    assert "没有保留" in page.locator(f"#{years.key}-error").inner_text()
    assert page.locator(f"[name={years.key}]").input_value() == ""
    press(page)
    receipt_of(page)
    assert own_answers() == {herd.key: sheep}


def test_a_section_of_nothing_but_unasked_questions_is_not_there(address, open_page, questions, codes):
    herd, years = questions
    OwnQuestion.objects.filter(pk=herd.pk).update(section="self")
    page = open_page(PHONE)
    page.goto(address)
    fill(page, "F")
    fill_field(page, herd.key, codes[1])
    assert not page.locator("section.card", has=page.locator(f"[name={years.key}]")).is_visible()
    fill_field(page, herd.key, codes[0])
    assert page.locator("section.card", has=page.locator(f"[name={years.key}]")).is_visible()
