from http import HTTPStatus

from django.contrib import admin
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from organization.audit import append_audit_event
from organization.campaign_choice import viewed_campaign
from organization.choices import Act
from reports.overview.search.entries import find_entries
from reports.overview.search.forms import StaffSearchForm
from reports.overview.search.found import StaffSearch
from reports.overview.search.groups import LISTED, LISTED_ALONE, among_youths, find_groups, open_groups
from returnees.number_searches import refuse_number_search


@require_http_methods(["GET", "HEAD", "POST"])
def search(request):
    """What is looked for comes by POST alone, so that neither an address nor a log has it."""
    form = StaffSearchForm(request.POST if request.method == "POST" else None)
    groups, only = [], ""
    if form.is_valid() and (refusal := refuse_search(request, form.cleaned_data)):
        form.add_error("q", refusal)
    if form.is_valid():
        append_audit_event(request, Act.PERSON_SEARCH, None, detail="全部")
        asked = StaffSearch(request.user, viewed_campaign(request), form.cleaned_data["q"], LISTED)
        if address := address_of_entry(asked):
            return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)
        only = form.cleaned_data["only"]
        groups = find_groups(asked, only)
    context = admin.site.each_context(request) | {
        "title": "搜索",
        "form": form,
        "groups": groups,
        "is_alone": any(group.key == only for group in groups),
        "listed_alone": LISTED_ALONE,
        "open_groups": open_groups(request.user),
    }
    return TemplateResponse(request, "reports/search.html", context)


def refuse_search(request, typed) -> str:
    return refuse_number_search(request, among_youths(request.user, typed["q"], typed["only"]))


def address_of_entry(asked: StaffSearch) -> str:
    """Of the one entry whose number was typed with its letters; empty for anything else."""
    number = asked.term.number
    if number is None or not number.prefix:
        return ""
    found = find_entries(asked)
    return found[0].address if len(found) == 1 else ""
