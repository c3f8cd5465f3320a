"""What a select says where nothing is chosen: a word, where Django draws a line."""

from django import forms
from django.db.models import BLANK_CHOICE_DASH

CHOOSE, NONE = "请选择", "不选"
LINE = BLANK_CHOICE_DASH[0]


def name_empty_choice(field: forms.Field) -> None:
    word = CHOOSE if field.required else NONE
    if isinstance(field, forms.ModelChoiceField):
        field.empty_label = field.empty_label and word
    elif isinstance(field, forms.ChoiceField) and LINE in list(field.choices):
        field.choices = [("", word) if choice == LINE else choice for choice in field.choices]
