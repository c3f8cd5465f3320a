"""Pages that no browser, proxy or gateway may keep."""

from functools import wraps

# Those of Django's never_cache, which puts them together from their parts for each response. `0` is a date long past.
HEADERS = {"Cache-Control": "max-age=0, no-cache, no-store, must-revalidate, private", "Expires": "0"}


def never_kept(view):
    @wraps(view)
    def respond(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        for name, value in HEADERS.items():
            response.headers[name] = value
        return response

    return respond
