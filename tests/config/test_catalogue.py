"""What Django says to people is said in our words."""

from importlib import resources

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django import forms
from django.conf import settings
from django.utils.translation import gettext, ngettext

FOLDER = settings.BASE_DIR / "config/locale/zh_Hans/LC_MESSAGES"


def read_sentences(catalogue) -> dict[tuple, tuple]:
    """Both without and with plurals as a tuple: the two readers differ there."""
    return {as_tuple(message.id): as_tuple(message.string) for message in catalogue if message.id}


def as_tuple(sentences) -> tuple:
    return (sentences,) if isinstance(sentences, str) else tuple(sentences)


@pytest.fixture(scope="module")
def sentences():
    with (FOLDER / "django.po").open("rb") as edited:
        return read_sentences(read_po(edited))


def test_what_is_read_is_what_was_edited(sentences):
    with (FOLDER / "django.mo").open("rb") as compiled:
        assert read_sentences(read_mo(compiled)) == sentences, "run: pybabel compile -D django -d config/locale"
    assert sentences["This field is required.",] == ("请填写这一项。",)


def test_every_sentence_is_one_of_djangos(sentences):
    """A later Django may word them anew, and ours would then be heard no more."""
    stock = ""
    for name in ("django", "django.contrib.admin"):
        folder = resources.files(name)
        stock += "".join(
            path.read_text(encoding="utf-8").replace('"\n"', "")
            for path in [folder / ("conf" if name == "django" else "") / "locale/en/LC_MESSAGES/django.po"]
        )
    assert [key for key, *_ in sentences if f'msgid "{key}"' not in stock and key != "Error:"] == []


def test_a_field_speaks_our_words():
    with pytest.raises(forms.ValidationError) as refusal:
        forms.CharField().clean("")
    assert refusal.value.messages == ["请填写这一项。"]
    with pytest.raises(forms.ValidationError) as refusal:
        forms.CharField(max_length=2).clean("九九九")
    assert refusal.value.messages == ["最多 2 个字，现在有 3 个，请删减。"]
    assert gettext("Error:") == "有误："
    assert ngettext("Please correct the error below.", "Please correct the errors below.", 2).startswith("还没有保存")
