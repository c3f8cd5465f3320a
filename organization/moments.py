from django import forms
from django.core.exceptions import ValidationError


class MomentField(forms.SplitDateTimeField):
    """A day and a time beside it: what is wrong with the first of them is said, and then with the other."""

    def clean(self, value):
        try:
            return super().clean(value)
        except ValidationError as refusal:
            raise refusal.error_list[0] from refusal
