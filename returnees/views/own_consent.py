"""Where a youth for whom staff fill in agrees themselves: on their own phone, or on the paper that is printed here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_safe

from returnees.own_consent import consent_code
from returnees.page_cache import cached_page
from returnees.posted import read_posted
from returnees.views.freshness import never_kept
from returnees.views.outage import unavailable_during_outage
from returnees.views.questionnaire import find_closed_reason, refuse, unknown_code


# No cookie, hence no csrf cookie: what it shows opens nothing but the draft that the number was made for.
@csrf_exempt
@never_kept
@gzip_page
@require_http_methods(["GET", "HEAD", "POST"])
@unavailable_during_outage
def own_consent(request, token, number):
    page = cached_page(token)
    if page is None or not page.questionnaire.entrance.is_staff_filled:
        return unknown_code(request)
    questionnaire = page.questionnaire
    if refusal := find_closed_reason(questionnaire.entrance):
        return refuse(request, questionnaire, refusal)
    posted = read_posted(request) if request.method == "POST" else {}
    is_given, with_sensitive = bool(posted.get("consent")), bool(posted.get("sensitive_consent"))
    code = consent_code(number, questionnaire.notice.version, with_sensitive=with_sensitive) if is_given else ""
    context = {
        "campaign": questionnaire.campaign,
        "committee": questionnaire.entrance.committee,
        "notice": questionnaire.notice,
        "parts": [code[:3], code[3:]] if code else [],
        "is_refused": request.method == "POST" and not is_given,
        "is_sensitive_given": with_sensitive,
        "sensitive": sensitive_questions(questionnaire),
    }
    return render(request, "public/own_consent.html", context)


@gzip_page
@require_safe
@unavailable_during_outage
def consent_paper(request: HttpRequest, token: str) -> HttpResponse:
    """The notice with room for a signature, to be printed."""
    page = cached_page(token)
    if page is None or not page.questionnaire.entrance.is_staff_filled:
        return unknown_code(request)
    questionnaire = page.questionnaire
    context = {
        "campaign": questionnaire.campaign,
        "committee": questionnaire.entrance.committee,
        "notice": questionnaire.notice,
        "sensitive": sensitive_questions(questionnaire),
    }
    return render(request, "public/consent_paper.html", context)


def sensitive_questions(questionnaire):
    return [question for question in questionnaire.questions if question.needs_separate_consent]
