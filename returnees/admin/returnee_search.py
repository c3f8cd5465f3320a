"""Searching records by name or phone number. What is searched for is personal: it stays in the session, and the
address of the result carries only a random token for it."""

import re
import secrets
import time
from dataclasses import asdict, dataclass
from enum import StrEnum

from django import forms
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from organization.text import LineField, clean_beginning
from returnees.fields import PhoneField
from returnees.models.returnee import mask_phone

PARAMETER = "search"
SESSION_KEY = "returnee_searches"
MAX_STORED = 5
# Seconds after which a search is forgotten.
LIFETIME = 60 * 60
_PHONE = re.compile(r"1[3-9][0-9]{9}")


class SearchKind(StrEnum):
    NAME = "name"
    PHONE = "phone"
    PHONE_END = "phone_end"


@dataclass(frozen=True)
class ReturneeSearch:
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

    def among(self, returnees):
        match self.kind:
            case SearchKind.PHONE:
                return returnees.filter(phone=self.value)
            case SearchKind.PHONE_END:
                return returnees.with_phone_end(self.value)
        return returnees.with_name_beginning(self.value)


class ReturneeSearchForm(forms.Form):
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
            return ReturneeSearch(SearchKind.NAME, clean_beginning(term))
        if _PHONE.fullmatch(digits):
            return ReturneeSearch(SearchKind.PHONE, digits)
        if len(digits) != 4:
            raise forms.ValidationError("手机号请填完整的 11 位，或只填后四位。", code="not_a_number")
        return ReturneeSearch(SearchKind.PHONE_END, digits)


def search_returnees(request, context):
    form = ReturneeSearchForm(request.POST or None)
    if form.is_valid():
        query = request.GET.copy()
        query.pop("p", None)
        query[PARAMETER] = store_search(request, form.cleaned_data["term"])
        return HttpResponseRedirect(f"{reverse('admin:returnees_returnee_changelist')}?{query.urlencode()}")
    return TemplateResponse(request, "returnees/returnee_search.html", context | {"title": "查找", "form": form})


def store_search(request, search) -> str:
    token = secrets.token_urlsafe(9)
    latest = list(_stored_searches(request).items())[1 - MAX_STORED :]
    request.session[SESSION_KEY] = dict(latest) | {token: asdict(search) | {"at": time.time()}}
    return token


def load_search(request) -> ReturneeSearch | None:
    stored = _stored_searches(request).get(request.GET.get(PARAMETER))
    return ReturneeSearch(stored["kind"], stored["value"]) if stored else None


def _stored_searches(request) -> dict:
    searches = request.session.get(SESSION_KEY, {})
    return {token: search for token, search in searches.items() if search["at"] > time.time() - LIFETIME}
