"""How much of a request is read, decided before any of it is: a page needs far less than a client can send.

What a form holds is checked by its fields, with a sentence beside each; here is only what no page of ours sends.
"""

from django.conf import settings
from django.urls import reverse

from organization.staff_site.error_pages import error_page

# Bytes: what gateways pass on, too. Longer lists of rows are posted.
LONGEST_QUERY = 8_000
MOST_PARAMETERS = 200
NUL = ("%00", "\0")
# Bytes of a body that is too long: at most so many are received, a piece at a time.
DISCARDED, PIECE = 32 * 1024 * 1024, 64 * 1024


class RequestBounds:
    """As a view is found, and before a middleware or a view asks for parameters or for what was posted."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.staff_root = reverse("admin:index")

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, arguments, options):
        meta, status = request.META, 0
        if query := meta.get("QUERY_STRING"):
            status = find_excess(query)
        if not status and meta.get("CONTENT_TYPE"):
            status = self.check_body(request)
        if not status:
            return None
        if status == 413:
            discard_body(request)
        return error_page(request, status)

    def check_body(self, request) -> int:
        # In other encodings the same bytes are other fields; Python has some that are none of a text (base64, rot13).
        if request.content_params.get("charset", "utf-8").lower() != "utf-8":
            return 415
        return 413 if content_length(request) > self.body_limit(request) else 0

    def body_limit(self, request) -> int:
        name = request.resolver_match.url_name
        usual = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if not request.path.startswith(self.staff_root):
            usual = settings.PUBLIC_BODY_LIMIT
        return settings.BODY_LIMITS.get(name, usual)


def content_length(request) -> int:
    """0 where there is none, or none that is a number: Django then reads nothing."""
    length = request.META.get("CONTENT_LENGTH") or ""
    return int(length[:20]) if length.isdecimal() else 0


def discard_body(request) -> None:
    """Browsers show no answer while they still send. What is discarded takes time, and no memory."""
    stream, left = request.environ["wsgi.input"], min(content_length(request), DISCARDED)
    while left > 0 and (piece := stream.read(min(left, PIECE))):
        left -= len(piece)


def find_excess(query: str) -> int:
    """The status that refuses a query string; 0 where nothing is wrong with it."""
    if len(query) > LONGEST_QUERY or query.count("&") >= MOST_PARAMETERS:
        return 414
    # No text of ours has this character, and PostgreSQL takes it in none.
    return 400 if any(written in query for written in NUL) else 0
