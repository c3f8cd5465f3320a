"""The shortest way to a questionnaire: what is in memory is answered before the middleware that other pages need."""

import re
from functools import cache

from django.urls import ResolverMatch, reverse

from returnees.entrances.openings import openings
from returnees.page_cache import kept_page
from returnees.views.questionnaire import find_closed_reason, questionnaire, show_prepared


class QuestionnaireAtOnce:
    """It stands below what guards every page: log, headers, numbers of failures, https. Whatever it does not answer
    itself, goes on to the view, which answers the same.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return answer_at_once(request) or self.get_response(request)


def answer_at_once(request):
    """None but for the plain address of an entrance that can be used."""
    meta = request.META
    if request.method != "GET" or meta.get("QUERY_STRING") or meta.get("CONTENT_TYPE") or meta.get("CONTENT_LENGTH"):
        return None
    found = address().fullmatch(request.path_info)
    page = found and kept_page(found[1])
    if not page or page.entrance.is_staff_filled or page.entrance.campaign.followed_by_id:
        return None
    # Raises what refuses a foreign name of the site.
    request.get_host()
    if find_closed_reason(page.entrance):
        return None
    # For the line of the log.
    request.resolver_match = ResolverMatch(questionnaire, (), {"token": page.token}, "questionnaire")
    openings.count(page.entrance)
    return show_prepared(request, page)


@cache
def address() -> re.Pattern:
    return re.compile(re.escape(reverse("questionnaire", args=["CODE"])).replace("CODE", "([-a-zA-Z0-9_]+)"))
