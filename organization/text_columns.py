"""Columns for text whose form field is not that of any line."""

from django.db import models

from organization.text import CodeField, PersonField


class PlainColumn(models.CharField):
    """To migrations and the database a CharField: which form field it has is no matter of the table."""

    form_class = None

    def deconstruct(self):
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": self.form_class} | kwargs)


class PersonColumn(PlainColumn):
    """The name of one person, in one spelling."""

    form_class = PersonField


class CodeColumn(PlainColumn):
    """A code or key of digits, letters and signs, whatever the width that it was typed in."""

    form_class = CodeField
