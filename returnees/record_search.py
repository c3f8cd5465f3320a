"""Looking for records by name or phone number: the one way in which every page does it."""

import re
from dataclasses import dataclass
from enum import StrEnum

from django import forms

from organization.text import LineField, clean_beginning
from returnees.fields import PhoneField, mask_phone

_PHONE = re.compile(r"1[3-9][0-9]{9}")


class SearchKind(StrEnum):
    NAME = "name"
    PHONE = "phone"
    PHONE_END = "phone_end"


@dataclass(frozen=True)
class RecordSearch:
    kind: str
    value: str

    @property
    def description(self):
        match self.kind:
            case SearchKind.PHONE:
                return f"手机号 {mask_phone(self.value)}"
            case SearchKind.PHONE_END:
                return f"手机号后四位 {self.value}"
        return f"姓名以“{self.value}”开头"

    def among(self, returnees, account):
        match self.kind:
            case SearchKind.PHONE:
                return returnees.with_open_number(account).filter(phone=self.value)
            case SearchKind.PHONE_END:
                return returnees.with_phone_end(self.value)
        return returnees.with_name_beginning(self.value)


class RecordSearchForm(forms.Form):
    term = LineField(
        label="姓名或手机号",
        max_length=50,
        widget=forms.TextInput(attrs={"placeholder": "姓名开头、手机号或后四位", "autocomplete": "off"}),
        error_messages={"required": "请填写姓名的开头、手机号或手机号后四位。"},
    )

    def clean_term(self):
        """The intended search: digits, however they are typed, are part of a phone number."""
        term = self.cleaned_data["term"]
        digits = PhoneField().to_python(term)
        if not re.fullmatch(r"[0-9]+", digits):
            return RecordSearch(SearchKind.NAME, clean_beginning(term))
        if _PHONE.fullmatch(digits):
            return RecordSearch(SearchKind.PHONE, digits)
        if len(digits) != 4:
            raise forms.ValidationError("手机号请填完整的 11 位，或只填后四位。", code="not_a_number")
        return RecordSearch(SearchKind.PHONE_END, digits)
