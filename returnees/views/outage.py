"""Public pages during a database outage."""

from functools import wraps

from organization.outage import OUTAGE_ERRORS
from organization.staff_site.error_pages import RETRY_AFTER, error_page


def mark_unavailable(response):
    response.status_code = 503
    response["Retry-After"] = str(RETRY_AFTER[503])
    response["Cache-Control"] = "no-store"
    return response


def unavailable_during_outage(view):
    """Respond with the page 系统暂时不可用 if the view cannot reach the database."""

    @wraps(view)
    def respond(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except OUTAGE_ERRORS:
            return error_page(request, 503)

    return respond
