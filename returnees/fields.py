"""Form fields that understand what people type: full-width digits, +86, odd dots and spaces."""

import re

from django import forms

from organization.region import words
from organization.text import CodeField, PersonField, is_name

_PHONE = re.compile(r"^1[3-9][0-9]{9}$")
_PHONE_PREFIX = re.compile(r"^(?:\+86|0086|86)(?=1[0-9]{10}$)")
_NOT_IN_PHONE = re.compile(r"[\-‐-―().]")


class NameField(PersonField):
    """A name of any length up to the limit: 乌云其其格, 买买提·艾力 and Anna-Maria are all names."""

    def validate(self, value):
        super().validate(value)
        if value and not is_name(value):
            raise forms.ValidationError("姓名请只用汉字、字母和“·”。", code="not_a_name")


class PhoneField(CodeField):
    """A mobile number of the mainland, stored as its 11 digits."""

    def to_python(self, value):
        return _PHONE_PREFIX.sub("", _NOT_IN_PHONE.sub("", super().to_python(value)))

    def validate(self, value):
        super().validate(value)
        if not _PHONE.match(value):
            raise forms.ValidationError("请填写 11 位手机号。", code="not_a_mobile_number")


def mask_phone(phone: str) -> str:
    return f"{phone[:3]}****{phone[-4:]}"


# Offered beside the counties: whoever chooses it is told where to turn, and nothing is stored.
OUTSIDE = "outside"


class HomeField(CodeField):
    """The GB/T 2260 code of a county; its cleaned value is the committee."""

    default_error_messages = {
        "outside": f"家乡不在本{words.region}的，这里不能登记。您填写的内容没有保存。",
        "not_a_home": f"请从列表中选择家乡所在{words.county}。",
    }

    def __init__(self, *, homes, **options):
        super().__init__(**options)
        self.homes = homes

    def clean(self, value):
        code = super().clean(value)
        if code == OUTSIDE:
            raise forms.ValidationError(self.error_messages["outside"], code="outside")
        home = self.homes.get(code)
        if home is None:
            raise forms.ValidationError(self.error_messages["not_a_home"], code="not_a_home")
        return home


class KnownCodes(forms.ChoiceField):
    """Codes of a list without groups, found at once: Django compares each code of the list, as text too."""

    def __init__(self, **options):
        super().__init__(**options)
        self.codes = frozenset(str(code) for code, _ in self.choices if code)

    def valid_value(self, value):
        return value in self.codes


class CodeListField(KnownCodes):
    """One code."""

    def clean(self, value):
        # Of a code in the list, Django's steps find out nothing further.
        return value if value in self.codes else super().clean(value)


class YearField(KnownCodes, forms.TypedChoiceField):
    """A year or a month, as a number."""

    def __init__(self, **options):
        super().__init__(coerce=int, empty_value=None, **options)

    def clean(self, value):
        return int(value) if value in self.codes else super().clean(value)


class ExclusiveChoiceField(KnownCodes, forms.MultipleChoiceField):
    """Several choices, one of which (暂无) excludes the others."""

    def __init__(self, *, exclusive="", **options):
        super().__init__(**options)
        self.exclusive = exclusive

    def validate(self, value):
        super().validate(value)
        if self.exclusive in value and len(set(value)) > 1:
            label = dict(self.choices)[self.exclusive]
            raise forms.ValidationError(f"选了“{label}”，就不能再选其他项。", code="exclusive")
