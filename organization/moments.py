from django import forms
from django.core.exceptions import ValidationError

from organization.region import EXAMPLE_YEAR

# Of every form that asks for a day; Django's own sentence cannot name a year of the region's.
INVALID_DAY = {"invalid": f"认不出这个日期，请写成 {EXAMPLE_YEAR}-01-05 这样。"}


class MomentField(forms.SplitDateTimeField):
    """A day and a time beside it: what is wrong with the first of them is said, and then with the other."""

    default_error_messages = forms.SplitDateTimeField.default_error_messages | {"invalid_date": INVALID_DAY["invalid"]}

    def clean(self, value):
        try:
            return super().clean(value)
        except ValidationError as refusal:
            raise refusal.error_list[0] from refusal
