"""How much of a request is read, decided before any of it is: a page needs far less than a client can send.

What a form holds is checked by its fields, with a sentence beside each; here is only what no page of ours sends.
The server (operations/serving) receives no more of a body than `body_limit_at` says, and leaves the page to this.
"""

from functools import cache

from django.conf import settings
from django.urls import Resolver404, resolve, reverse

from organization.staff_site.error_pages import error_page

# Bytes: what gateways pass on, too. Longer lists of rows are posted.
LONGEST_QUERY = 8_000
MOST_PARAMETERS = 200
NUL = ("%00", "\0")


class RequestBounds:
    """As a view is found, and before a middleware or a view asks for parameters or for what was posted."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, arguments, options):
        meta, status = request.META, 0
        if query := meta.get("QUERY_STRING"):
            status = find_excess(query)
        if not status and meta.get("CONTENT_TYPE"):
            status = self.check_body(request)
        return error_page(request, status) if status else None

    def check_body(self, request) -> int:
        # In other encodings the same bytes are other fields; Python has some that are none of a text (base64, rot13).
        if request.content_params.get("charset", "utf-8").lower() != "utf-8":
            return 415
        limit = body_limit(request.path, request.resolver_match.url_name)
        return 413 if content_length(request) > limit else 0


# Every request asks, the public ones too.
@cache
def staff_root() -> str:
    return reverse("admin:index")


def body_limit(path: str, url_name: str | None) -> int:
    is_staffs = path.startswith(staff_root())
    usual = settings.DATA_UPLOAD_MAX_MEMORY_SIZE if is_staffs else settings.PUBLIC_BODY_LIMIT
    return settings.BODY_LIMITS.get(url_name, usual)


def body_limit_at(path: str) -> int:
    """For the server, which knows no view: how much it receives for this address, the path as WSGI has it."""
    path = path.encode("latin-1").decode(errors="replace")
    try:
        return body_limit(path, resolve(path).url_name)
    except Resolver404:
        return settings.PUBLIC_BODY_LIMIT


def content_length(request) -> int:
    """0 where there is none, or none that is a number: Django then reads nothing."""
    length = request.META.get("CONTENT_LENGTH") or ""
    return int(length[:20]) if length.isdecimal() else 0


def find_excess(query: str) -> int:
    """The status that refuses a query string; 0 where nothing is wrong with it."""
    if len(query) > LONGEST_QUERY or query.count("&") >= MOST_PARAMETERS:
        return 414
    # No text of ours has this character, and PostgreSQL takes it in none.
    return 400 if any(written in query for written in NUL) else 0
