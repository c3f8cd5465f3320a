"""A whole number is read as people type it, by one reader for all forms and workbooks; nothing is guessed."""

from pathlib import Path

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from organization.whole_numbers import (
    NOT_ONE,
    NOT_WHOLE,
    NUMERALS_TYPED,
    StaffNumberInput,
    WholeNumberField,
    read_whole_number,
)
from tests.test_text_fields import editors, is_ours, load_modules, subclasses


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("50", 50),
        ("50人", 50),
        ("50 人", 50),
        ("５０人", 50),
        ("50人次", 50),
        ("50人/次", 50),
        ("3场", 3),
        ("3场次", 3),
        ("300份", 300),
        ("12户", 12),
        ("7名", 7),
        ("2020年", 2020),
        ("1,234", 1234),
        ("1，234人", 1234),
        ("1 234", 1234),
        ("1,234,567", 1_234_567),
        ("2万", 20_000),
        ("1.2万", 12_000),
        ("1.2万人", 12_000),
        ("50.0", 50),
        ("\u300050\u200b ", 50),
        ("-5", -5),
        ("0", 0),
        ("007", 7),
        ("", None),
        ("\u3000 ", None),
    ],
)
def test_reads_what_is_one_number(typed, number):
    assert read_whole_number(typed) == number


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        *((rough, NOT_ONE) for rough in ("50-60人", "50－60", "50~60", "50到60", "50至60人", "50、60")),
        *((rough, NOT_ONE) for rough in ("约50", "近50人", "50多", "50多人", "50余人", "50+", "10万+", "50左右")),
        *((rough, NOT_ONE) for rough in ("五十多", "几十人", "50人以上", "不到50")),
        *((numeral, NUMERALS_TYPED) for numeral in ("五十", "五十人", "一百二十")),
        *(
            (other, NOT_WHOLE)
            for other in ("50.5", "1,23", "12,3456", "5 0", "人", "50人30场", "abc", "1e3", "1.23456万")
        ),
        ("9" * 30, "这个数太大，请核对。"),
    ],
)
def test_explains_what_is_none_and_does_not_guess(typed, sentence):
    with pytest.raises(ValueError, match=r"。$") as refusal:
        read_whole_number(typed)
    assert str(refusal.value) == sentence


def test_a_figures_own_measure_word_is_read_there_alone():
    assert read_whole_number("12 台", unit="台") == 12
    with pytest.raises(ValueError, match="请填整数"):
        read_whole_number("12台")
    # A unit that is a digit takes nothing away.
    assert read_whole_number("120", unit="0") == 120


def test_a_field_keeps_its_limits_and_its_keyboard():
    field = WholeNumberField(min_value=1, max_value=60)
    assert field.clean("50人") == 50
    for beyond in ("0人", "61人"):
        with pytest.raises(ValidationError):
            field.clean(beyond)
    assert 'type="text"' in field.widget.render("count", 5)
    assert 'inputmode="numeric"' in field.widget.render("count", 5)
    assert not field.has_changed(50, "50人")


def test_every_whole_number_of_a_form_is_read_so(rf):
    load_modules()
    request = rf.get("/")
    declared = [
        f"{form.__module__}.{form.__name__}.{name}"
        for form in set(subclasses(forms.BaseForm))
        if is_ours(form)
        for name, field in form.declared_fields.items()
        if type(field) is forms.IntegerField or isinstance(field.widget, forms.NumberInput)
    ]
    columns = [
        f"{type(editor).__name__}.{column.name}"
        for editor in editors()
        for column in editor.model._meta.concrete_fields
        if isinstance(column, models.IntegerField)
        and column.editable
        and not isinstance(column, models.AutoField | models.BigAutoField)
        if not isinstance(field := editor.formfield_for_dbfield(column, request), WholeNumberField)
        or not isinstance(field.widget, StaffNumberInput)
    ]
    assert (declared, columns) == ([], [])


def test_no_page_sends_a_number_by_an_input_that_drops_it():
    """What is built while a page is made is no class attribute: the sources say it."""
    sources = [
        path
        for app in ("organization", "returnees", "activities", "reports")
        for path in Path(app).rglob("*.py")
        if "migrations" not in path.parts
    ]
    naming = {
        str(path)
        for path in sources
        if any(word in path.read_text() for word in ("NumberInput(", "AdminIntegerFieldWidget", "forms.IntegerField"))
    }
    assert naming == {"organization/whole_numbers.py", "reports/packages/forms.py"}
