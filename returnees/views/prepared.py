"""Responses whose page is in memory, compressed already."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.middleware.gzip import re_accepts_gzip

from returnees.prepared_page import Piece, compressed, joined
from returnees.views.mongolian_font import POLICY


class PreparedResponse(HttpResponse):
    """With nothing of one visitor but what fills the holes of its page."""


def accepts_gzip(environ) -> bool:
    return re_accepts_gzip.search(environ.get("HTTP_ACCEPT_ENCODING", "")) is not None


def prepared_response(request, pieces: Sequence[Piece], *, has_mongolian: bool) -> PreparedResponse:
    if accepts_gzip(request.META):
        response = PreparedResponse(compressed(pieces), headers={"Content-Encoding": "gzip", "Vary": "Accept-Encoding"})
    else:
        response = PreparedResponse(joined(pieces))
    if has_mongolian:
        response._csp_update = POLICY
    return response
