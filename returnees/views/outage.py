"""Public pages during a database outage."""

from functools import wraps

from django.db import DatabaseError, InterfaceError

from organization.outage import is_outage, outage_reason
from organization.staff_site.error_pages import RETRY_AFTER, error_page


def mark_unavailable(response):
    response.status_code = 503
    response["Retry-After"] = str(RETRY_AFTER[503])
    response["Cache-Control"] = "no-store"
    return response


def or_offer_again(request, respond, offer_again):
    """What `respond` makes of a post; while the database is away the page with what was typed, to be sent again."""
    try:
        return respond()
    except (DatabaseError, InterfaceError) as error:
        if not is_outage(error):
            raise
        request.log_reason = outage_reason(error)
        return mark_unavailable(offer_again())


def unavailable_during_outage(view):
    """Respond with the page 系统暂时不可用 if the view cannot reach the database."""

    @wraps(view)
    def respond(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except (DatabaseError, InterfaceError) as error:
            if not is_outage(error):
                raise
            request.log_reason = outage_reason(error)
            return error_page(request, 503)

    return respond
