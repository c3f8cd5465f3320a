"""The addresses that only act: asked for by GET, after a reload or from a bookmark, they lead back to their page."""

from functools import wraps
from http import HTTPStatus

from django.http import HttpResponseNotAllowed, HttpResponseRedirect


class HttpResponseSeeOther(HttpResponseRedirect):
    status_code = HTTPStatus.SEE_OTHER


def post_or_back(*, to):
    """`to` is called as the view is, and returns the address of the page that the act belongs to.

    It looks up what its page would: a row that is not the account's own answers 404 there, as it does by POST.
    """

    def decorate(view):
        @wraps(view)
        def act(request, *args, **kwargs):
            if request.method == "POST":
                return view(request, *args, **kwargs)
            if request.method in ("GET", "HEAD"):
                return HttpResponseSeeOther(to(request, *args, **kwargs))
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])

        return act

    return decorate
