"""The fields of an entry whose choices are a list of its campaign (`activities/models/log_list.py`)."""

from django import forms

from activities.choices import LoggedList
from activities.models import ActivityKind
from organization.empty_choices import NONE

NOT_OFFERED = {"invalid_choice": "没有这个选项，或者它已经停用，请重新选。"}


class ChosenCodeField(forms.TypedChoiceField):
    """One code of a list; None where nothing is chosen."""

    def __init__(self, **options):
        super().__init__(empty_value=None, **options)


def offer_choices(fields: dict[str, forms.Field], kind: ActivityKind, entry=None) -> None:
    """What the campaign of the kind offers, and whatever the entry has already."""
    for name in LoggedList.values:
        if name in fields:
            offered = kind.lists[name].offered(entry and getattr(entry, name))
            empty = [("", NONE)] if isinstance(fields[name], ChosenCodeField) else []
            fields[name].choices = [*empty, *offered]
