"""The address of a page is completed as people paste it, in every field that asks for one."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models

from organization.web_addresses import (
    NOT_AN_ADDRESS,
    OTHER_SCHEME,
    TEXT_AROUND,
    WebAddressColumn,
    WebAddressField,
    complete_web_address,
)
from tests.test_text_fields import editors, is_ours, load_modules, subclasses

LINK = "https://mp.weixin.qq.com/s/a1B2-c3"


def clean(typed):
    """As a form of the column does: the field, then the column's own check."""
    field = WebAddressColumn(max_length=500).formfield(required=False)
    value = field.clean(typed)
    if value:
        WebAddressColumn(max_length=500).run_validators(value)
    return value


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        (LINK, LINK),
        ("mp.weixin.qq.com/s/a1B2-c3", LINK),
        ("  mp.weixin.qq.com/s/a1B2-c3\u200b", LINK),
        ("//mp.weixin.qq.com/s/a1B2-c3", LINK),
        ("HTTPS://mp.weixin.qq.com/s/a1B2-c3", LINK),
        ("https：//mp.weixin.qq.com/s/a1B2-c3", LINK),
        ("https：／／mp.weixin.qq.com/s/a1B2-c3", LINK),
        ("http://example.org/1", "http://example.org/1"),
        ("www.example.org", "https://www.example.org"),
        ("example.org:8080/a?b=c#d", "https://example.org:8080/a?b=c#d"),
        ("example.org?x=1", "https://example.org?x=1"),
        ("https://example.org/@somebody/1", "https://example.org/@somebody/1"),
        ("https://example.org/?back=https%3A%2F%2Fexample.org", "https://example.org/?back=https%3A%2F%2Fexample.org"),
        ("https://example.org/?back=https://example.org/1", "https://example.org/?back=https://example.org/1"),
        ("https://example.org/归巢", "https://example.org/归巢"),
        ("https://新华网.中国/a", "https://新华网.中国/a"),
        ("", ""),
        (" \u3000", ""),
    ],
)
def test_completes_an_address(typed, address):
    assert clean(typed) == address
    assert clean(address) == address


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        *((hostile, OTHER_SCHEME) for hostile in ("javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x")),
        *((hostile, OTHER_SCHEME) for hostile in ("vbscript:x", "file:///etc/passwd", "ftp://example.org/1")),
        *((hostile, OTHER_SCHEME) for hostile in ("javascript：alert(1)", "java\u200bscript:alert(1)")),
        ("javascript:alert(1)//https://example.org", OTHER_SCHEME),
        (f"复制打开看看 {LINK}", f"{TEXT_AROUND}这一段里的网址像是 {LINK}"),
        (f"【归巢筑梦】{LINK}", f"{TEXT_AROUND}这一段里的网址像是 {LINK}"),
        (f"{LINK} {LINK}x", TEXT_AROUND),
        (f"{LINK}，归巢筑梦", f"{TEXT_AROUND}这一段里的网址像是 {LINK}"),
        (f"归巢{LINK}", f"{TEXT_AROUND}这一段里的网址像是 {LINK}"),
        ("mp.weixin.qq.com/s/1 归巢", TEXT_AROUND),
        *((none, NOT_AN_ADDRESS) for none in ("无", "公众号文章", "example", "https:/example.org", "https://", "1")),
        *((none, NOT_AN_ADDRESS) for none in ("https://mp.weixin.qq.com@example.org/", "a@example.org")),
        *((none, NOT_AN_ADDRESS) for none in ("https://[::1", "https://example.org:99999999/")),
    ],
)
def test_refuses_with_one_clear_sentence_what_is_none(typed, sentence):
    with pytest.raises(ValidationError) as refusal:
        clean(typed)
    assert refusal.value.messages == [sentence]


def test_what_is_completed_still_has_its_limit():
    with pytest.raises(ValidationError):
        WebAddressColumn(max_length=20).formfield().clean("example.org/" + "x" * 8)


def test_completion_changes_nothing_that_is_stored():
    assert not WebAddressField().has_changed(LINK, LINK.removeprefix("https://"))
    assert complete_web_address(LINK) == LINK


def test_every_address_of_a_form_is_completed(rf):
    load_modules()
    request = rf.get("/")
    declared = [
        f"{form.__name__}.{name}"
        for form in set(subclasses(forms.BaseForm))
        if is_ours(form)
        for name, field in form.declared_fields.items()
        if isinstance(field, forms.URLField) or isinstance(field.widget, forms.URLInput)
    ]
    columns = [
        f"{type(editor).__name__}.{column.name}"
        for editor in editors()
        for column in editor.model._meta.concrete_fields
        if isinstance(column, models.CharField | models.TextField) and column.editable
        if any(isinstance(one, URLValidator) for one in column.validators)
        if not isinstance(editor.formfield_for_dbfield(column, request), WebAddressField)
    ]
    assert (declared, columns) == ([], [])
