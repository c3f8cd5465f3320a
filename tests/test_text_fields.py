"""Every text field of every form goes through the door for text: a later one cannot forget it."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module

import pytest
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models

from organization.text import clean_line, clean_paragraphs

APPS = ("organization", "returnees", "activities", "reports", "operations", "config")
TYPED = "甲\u200b乙\v丙\ufeff\x07"
# Their text is one of those that were offered, or a row's key.
CHOSEN = (forms.ChoiceField, forms.MultipleChoiceField, forms.ModelChoiceField, forms.FileField, forms.MultiValueField)


def load_modules() -> None:
    for app in APPS:
        for module in pkgutil.walk_packages(import_module(app).__path__, f"{app}."):
            # The server's entry looks for collected static files, and there are none in a test run.
            if ".migrations" not in module.name and module.name != "config.wsgi":
                import_module(module.name)


def subclasses(parent: type) -> Iterator[type]:
    for child in parent.__subclasses__():
        yield child
        yield from subclasses(child)


def is_let_in(field: forms.Field) -> bool:
    """Whether something that nobody sees comes in by the field. A password is whatever was typed."""
    if isinstance(field, CHOSEN) or isinstance(field.widget, (forms.PasswordInput, forms.FileInput)):
        return False
    try:
        value = field.to_python(TYPED)
        if isinstance(field, forms.RegexField):
            field.run_validators(value)
    except ValidationError:
        return False
    return isinstance(value, str) and value not in (clean_line(TYPED), clean_paragraphs(TYPED), "甲乙丙")


def is_ours(form: type) -> bool:
    return form.__module__.split(".")[0] in APPS


def editors() -> Iterator[admin.options.BaseModelAdmin]:
    """The classes of the staff's pages, inlines too."""
    for site in admin.sites.all_sites:
        for editor in site._registry.values():
            yield editor
            yield from (inline(editor.model, site) for inline in editor.inlines)


@pytest.fixture(scope="module", autouse=True)
def _loaded():
    load_modules()


def test_no_form_lets_in_what_nobody_sees():
    edited = {editor.form for editor in editors()}
    let_in = [
        f"{form.__module__}.{form.__name__}.{name}"
        for form in set(subclasses(forms.BaseForm))
        if is_ours(form)
        # The other fields of a form of the staff's pages are those that the page makes of the columns.
        for name, field in (form.declared_fields if edited & set(form.mro()) else form.base_fields).items()
        if is_let_in(field)
    ]
    assert sorted(let_in) == []


def test_no_column_of_a_page_of_staff_lets_it_in(rf):
    request = rf.get("/")
    let_in = [
        f"{type(editor).__name__}.{column.name}"
        for editor in editors()
        for column in editor.model._meta.concrete_fields
        if isinstance(column, models.CharField | models.TextField) and column.editable
        if is_let_in(editor.formfield_for_dbfield(column, request))
    ]
    assert let_in == []


def test_finds_a_field_that_forgot_the_door():
    assert is_let_in(forms.CharField())
    assert is_let_in(forms.CharField(widget=forms.HiddenInput))
    assert not is_let_in(forms.CharField(widget=forms.PasswordInput))
    assert not is_let_in(forms.IntegerField())
