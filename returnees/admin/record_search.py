"""Looking for records by name or phone number. What was looked for is personal: it stays in the session, and the
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

from organization.text import LineField
from returnees.fields import NameField, PhoneField
from returnees.models.returnee import mask_phone

PARAMETER = "search"
SESSION_KEY = "returnee_searches"
MOST_KEPT = 5
LIFETIME = 60 * 60
"""Seconds after which a search is forgotten."""
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
    def words(self):
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


class RecordSearchForm(forms.Form):
    term = LineField(
        label="姓名或手机号",
        max_length=50,
        widget=forms.TextInput(attrs={"placeholder": "姓名开头、手机号或后四位", "autocomplete": "off"}),
        error_messages={"required": "请填写姓名的开头、手机号或手机号后四位。"},
    )

    def clean_term(self):
        """The search that was meant: digits, however they are typed, are of a phone number."""
        term = self.cleaned_data["term"]
        digits = PhoneField().to_python(term)
        if not re.fullmatch(r"[0-9]+", digits):
            return RecordSearch(SearchKind.NAME, NameField().to_python(term))
        if _PHONE.fullmatch(digits):
            return RecordSearch(SearchKind.PHONE, digits)
        if len(digits) != 4:
            raise forms.ValidationError("手机号请填完整的 11 位，或只填后四位。", code="not_a_number")
        return RecordSearch(SearchKind.PHONE_END, digits)


def search_records(request, context):
    """Answers a search by the address of its result, with the filters of the list that it was posted from."""
    form = RecordSearchForm(request.POST or None)
    if form.is_valid():
        query = request.GET.copy()
        query.pop("p", None)
        query[PARAMETER] = remember(request, form.cleaned_data["term"])
        return HttpResponseRedirect(f"{reverse('admin:returnees_returnee_changelist')}?{query.urlencode()}")
    return TemplateResponse(request, "returnees/record_search.html", context | {"title": "查找", "form": form})


def remember(request, search) -> str:
    token = secrets.token_urlsafe(9)
    latest = list(_kept(request).items())[1 - MOST_KEPT :]
    request.session[SESSION_KEY] = dict(latest) | {token: asdict(search) | {"at": time.time()}}
    return token


def recall(request) -> RecordSearch | None:
    """The search of the address; None where there is none, or where it is forgotten by now."""
    kept = _kept(request).get(request.GET.get(PARAMETER))
    return RecordSearch(kept["kind"], kept["value"]) if kept else None


def _kept(request) -> dict:
    searches = request.session.get(SESSION_KEY, {})
    return {token: search for token, search in searches.items() if search["at"] > time.time() - LIFETIME}
