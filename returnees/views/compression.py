"""Pages compressed for whoever takes them so."""

from functools import wraps

from django.middleware.gzip import GZipMiddleware, re_accepts_gzip
from django.utils.cache import patch_vary_headers

from returnees.prepared_page import PreparedResponse

_gzip = GZipMiddleware(lambda request: None)


def with_gzip(view):
    """As Django's `gzip_page`, but that a page which was prepared is not compressed anew."""

    @wraps(view)
    def respond(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if not isinstance(response, PreparedResponse):
            return _gzip.process_response(request, response)
        patch_vary_headers(response, ("Accept-Encoding",))
        if re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", "")):
            response.compress()
        return response

    return respond
