"""Public pages during a database outage."""

from functools import wraps

from django.shortcuts import render

from returnees.page_cache import OUTAGE_ERRORS

RETRY_SECONDS = 30


def mark_unavailable(response):
    response.status_code = 503
    response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


def unavailable_during_outage(view):
    """Respond with the page 系统暂时不可用 if the view cannot reach the database."""

    @wraps(view)
    def respond(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except OUTAGE_ERRORS:
            return mark_unavailable(render(request, "public/unavailable.html"))

    return respond
