"""Whole numbers as people type them: `50人`, `１２`, `1,234`, `1.2万`. One reader for forms and workbooks.

What is no single number (50-60, 约50, 五十多) is refused with a sentence, never guessed.
"""

import re
from decimal import Decimal

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError

from organization.text import clean_line, to_half_width

# The longest first, so that 人次 is not 人 with a rest.
MEASURE_WORDS = (
    *(
        "人/次",
        "人次",
        "场次",
        "人",
        "名",
        "位",
        "场",
        "次",
        "份",
        "户",
        "个",
        "条",
        "篇",
        "张",
        "封",
        "件",
        "家",
        "期",
    ),
    *("周岁", "岁", "年", "天", "字", "元", "群"),
)
_NUMBER = re.compile(r"(?P<digits>-?[0-9]+|-?[0-9]{1,3}(?:(?:,[0-9]{3})+|(?: [0-9]{3})+))(?P<rest>\.0*)?")
# Ten thousand: 1.2万 is a number as well, but only where it comes out whole.
_TEN_THOUSANDS = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,4})?) ?万")
_ROUGH = re.compile(r"[约近多余几数来]|左右|上下|以上|以下|不到|超过|大概|大约|\+|[0-9] ?[-–—~到至、] ?[0-9]")
_NUMERALS = re.compile(r"[零〇一二两三四五六七八九十百千万]+")
# Of a number that any column may have; longer ones are not even read.
_MOST_DIGITS = 18

NOT_WHOLE = "请填整数，如 50。"
NOT_ONE = "请只填一个确定的数，如 50；不填范围，也不填“约”“多”。"
NUMERALS_TYPED = "请用阿拉伯数字填写，如 50。"


def read_whole_number(typed: str, *, unit: str = "") -> int | None:
    """The number that was typed, None for nothing. Raises a ValueError with the sentence for whoever typed it."""
    text = clean_line(to_half_width(typed)).replace("−", "-")
    if not text:
        return None
    bare = _without_unit(text, unit)
    if found := _NUMBER.fullmatch(bare):
        digits = re.sub("[, ]", "", found["digits"])
        if len(digits) > _MOST_DIGITS:
            raise ValueError("这个数太大，请核对。")
        return int(digits)
    if found := _TEN_THOUSANDS.fullmatch(bare):
        number = Decimal(found[1]) * 10_000
        if number == int(number):
            return int(number)
    raise ValueError(_explain(text, bare))


def _without_unit(text: str, unit: str) -> str:
    # Without a sign of its own a unit could take the number's last digit away.
    words = (unit, *MEASURE_WORDS) if unit and not unit[0].isascii() else MEASURE_WORDS
    word = next((word for word in words if text.endswith(word)), "")
    return text.removesuffix(word).rstrip()


def _explain(text: str, bare: str) -> str:
    if _ROUGH.search(text):
        return NOT_ONE
    return NUMERALS_TYPED if _NUMERALS.fullmatch(bare) else NOT_WHOLE


class WholeNumberInput(forms.TextInput):
    """No `type=number`: a browser would drop 50人 before it is sent, and say nothing."""

    def __init__(self, attrs=None):
        # No `autocomplete="off"`: a browser would not bring the number back with the page.
        super().__init__({"inputmode": "numeric"} | (attrs or {}))


class StaffNumberInput(WholeNumberInput, AdminTextInputWidget):
    def __init__(self, attrs=None):
        super().__init__({"class": "vIntegerField"} | (attrs or {}))


class WholeNumberField(forms.IntegerField):
    widget = WholeNumberInput

    """`unit`: the measure word of this very number, beside those that any may have."""

    def __init__(self, *, unit="", **options):
        super().__init__(**options)
        self.unit = unit

    def to_python(self, value):
        if not isinstance(value, str):
            return super().to_python(value)
        try:
            return read_whole_number(value, unit=self.unit)
        except ValueError as refusal:
            raise ValidationError(str(refusal), code="invalid") from refusal
