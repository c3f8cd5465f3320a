"""The shortest way to a questionnaire: where its page is in memory, it is answered before Django is asked.

What Django and its middleware put around the page is the same for all visitors who come by the same name of the site:
the first of them in each edition goes the whole way, and the headers of the answer are kept.
"""

import logging
import re
import time
import uuid
from collections.abc import Callable, Iterable

from django.conf import settings
from django.urls import reverse

from operations.logs import ACCESS, AccessRecord
from organization.request_id import HEADER, begin_request
from returnees.entrances.openings import openings
from returnees.page_cache import CachedPage, fresh_page
from returnees.prepared_page import compressed, joined
from returnees.views.prepared import PreparedResponse, accepts_gzip
from returnees.views.questionnaire import find_closed_reason

# All that middleware and view go by; whatever else a request says changes nothing.
ASKED = ("HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "wsgi.url_scheme", "HTTP_X_FORWARDED_PROTO")
# Names of the site and words of gateways, of which a client could invent any number.
MOST_KEPT = 20
# What such an answer says is of one request alone.
OF_ONE_REQUEST = {"set-cookie", HEADER.lower()}
Headers = list[tuple[str, str]]


class QuestionnairesAtOnce:
    def __init__(self, application: Callable):
        self.application = application
        self.is_logged = settings.ACCESS_LOG
        self.address = re.compile(
            re.escape(reverse("questionnaire", args=["CODE"])).replace("CODE", "([-a-zA-Z0-9_]+)")
        )

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        began = time.perf_counter()
        page = self.find_page(environ)
        if page is None:
            return self.application(environ, start_response)
        is_packed = accepts_gzip(environ)
        kept, asked = page.entrance.edition.headers, (is_packed, *map(environ.get, ASKED))
        if asked not in kept:
            return self.ask_django(environ, start_response, kept, asked)
        begin_request()
        openings.count(page.entrance)
        pieces = page.pieces(uuid.uuid4())
        content = compressed(pieces) if is_packed else joined(pieces)
        start_response("200 OK", [*kept[asked], ("Content-Length", str(len(content)))])
        if self.is_logged and ACCESS.isEnabledFor(logging.INFO):
            log(environ["PATH_INFO"], int((time.perf_counter() - began) * 1000))
        return [content]

    def find_page(self, environ: dict) -> CachedPage | None:
        """Of the plain address of an entrance in use; it is not looked at here whether that has changed."""
        get = environ.get
        if environ["REQUEST_METHOD"] != "GET" or get("QUERY_STRING") or get("CONTENT_TYPE") or get("CONTENT_LENGTH"):
            return None
        found = self.address.fullmatch(environ["PATH_INFO"])
        page = found and fresh_page(found[1])
        if not page or page.entrance.campaign.followed_by_id or find_closed_reason(page.entrance):
            return None
        return page

    def ask_django(self, environ: dict, start_response: Callable, kept: dict, asked: tuple) -> Iterable[bytes]:
        said: Headers = []

        def follow(status, headers, *exc_info):
            said.extend(headers)
            return start_response(status, headers, *exc_info)

        response = self.application(environ, follow)
        is_of_all = OF_ONE_REQUEST.isdisjoint(name.lower() for name, _ in said)
        if isinstance(response, PreparedResponse) and is_of_all and len(kept) < MOST_KEPT:
            kept[asked] = [pair for pair in said if pair[0] != "Content-Length"]
        return response


def log(path: str, milliseconds: int) -> None:
    """As the middleware does; whose code this is, everybody may know."""
    parts = {"method": "GET", "path": path, "status": 200, "ms": milliseconds, "account": None}
    ACCESS.handle(AccessRecord(logging.INFO, parts))
