"""What Django says to people is said in our words."""

from gettext import GNUTranslations
from importlib import resources
from io import BytesIO

import pytest
from django import forms
from django.utils.translation import gettext, ngettext

from config.catalogue import FOLDER, compiled, read_messages


@pytest.fixture(scope="module")
def messages():
    return read_messages((FOLDER / "django.po").read_text(encoding="utf-8").strip())


def test_what_is_read_is_what_was_edited(messages):
    assert (FOLDER / "django.mo").read_bytes() == compiled(messages), "run: python -m config.catalogue"
    read = GNUTranslations(BytesIO(compiled(messages)))
    assert read.gettext("This field is required.") == "请填写这一项。"


def test_every_sentence_is_one_of_djangos(messages):
    """A later Django may word them anew, and ours would then be heard no more."""
    stock = ""
    for name in ("django", "django.contrib.admin"):
        folder = resources.files(name)
        stock += "".join(
            path.read_text(encoding="utf-8").replace('"\n"', "")
            for path in [folder / ("conf" if name == "django" else "") / "locale/en/LC_MESSAGES/django.po"]
        )
    keys = [key.partition("\0")[0] for key in messages if key]
    assert [key for key in keys if f'msgid "{key}"' not in stock and key != "Error:"] == []


def test_a_field_speaks_our_words():
    with pytest.raises(forms.ValidationError) as refusal:
        forms.CharField().clean("")
    assert refusal.value.messages == ["请填写这一项。"]
    with pytest.raises(forms.ValidationError) as refusal:
        forms.CharField(max_length=2).clean("九九九")
    assert refusal.value.messages == ["最多 2 个字，现在有 3 个，请删减。"]
    assert gettext("Error:") == "有误："
    assert ngettext("Please correct the error below.", "Please correct the errors below.", 2).startswith("还没有保存")
