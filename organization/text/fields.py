"""The fields of forms through which all text comes in; `tests/test_text_fields.py` finds one that is none of them."""

from django import forms

from organization.text.cleaning import clean_code, clean_line, clean_paragraphs
from organization.text.names import clean_name


class CleanedField(forms.CharField):
    """A text, as `clean_text` leaves it, before its length and whatever else is checked."""

    @staticmethod
    def clean_text(value: str) -> str:
        raise NotImplementedError

    def to_python(self, value):
        return super().to_python(self.clean_text(value) if isinstance(value, str) else value)


class LineField(CleanedField):
    """One line."""

    clean_text = staticmethod(clean_line)


class ParagraphsField(CleanedField):
    """Text of several lines."""

    clean_text = staticmethod(clean_paragraphs)


class PersonField(CleanedField):
    """The name of one person, in one spelling."""

    clean_text = staticmethod(clean_name)


class CodeField(CleanedField):
    """A code, a key or a number that is text."""

    clean_text = staticmethod(clean_code)
