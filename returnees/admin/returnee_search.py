"""Searching records by name or phone number. What is searched for is personal: it stays in the session, and the
address of the result carries only a random token for it."""

import secrets
import time
from dataclasses import asdict

from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from returnees.record_search import RecordSearch, RecordSearchForm

PARAMETER = "search"
SESSION_KEY = "returnee_searches"
MAX_STORED = 5
# Seconds after which a search is forgotten.
LIFETIME = 60 * 60


def search_returnees(request, context):
    form = RecordSearchForm(request.POST or None)
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


def load_search(request) -> RecordSearch | None:
    stored = _stored_searches(request).get(request.GET.get(PARAMETER))
    return RecordSearch(stored["kind"], stored["value"]) if stored else None


def _stored_searches(request) -> dict:
    searches = request.session.get(SESSION_KEY, {})
    return {token: search for token, search in searches.items() if search["at"] > time.time() - LIFETIME}
