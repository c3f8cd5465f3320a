"""Searching records by name or phone number; see `stored_searches`."""

from dataclasses import asdict

from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from organization import stored_searches
from organization.audit import append_audit_event
from organization.choices import Act
from organization.stored_searches import PARAMETER
from returnees.number_searches import refuse_number_search
from returnees.record_search import RecordSearch, RecordSearchForm


def search_returnees(request, context):
    form = RecordSearchForm(request.POST or None)
    if form.is_valid() and (refusal := refuse_number_search(request, form.cleaned_data["term"])):
        form.add_error("term", refusal)
    if form.is_valid():
        append_audit_event(request, Act.PERSON_SEARCH, None, detail="返乡青年")
        query = request.GET.copy()
        query.pop("p", None)
        query[PARAMETER] = stored_searches.store_search(request, asdict(form.cleaned_data["term"]))
        return HttpResponseRedirect(f"{reverse('admin:returnees_returnee_changelist')}?{query.urlencode()}")
    return TemplateResponse(request, "returnees/returnee_search.html", context | {"title": "查找", "form": form})


def load_search(request) -> RecordSearch | None:
    stored = stored_searches.load_search(request)
    return RecordSearch(stored["kind"], stored["value"]) if stored and "kind" in stored else None
