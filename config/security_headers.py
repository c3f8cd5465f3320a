"""Stands alone because Django has no setting for a header that it does not know: SECURITY_HEADERS is ours."""

from django.conf import settings


class SecurityHeaders:
    """Sets SECURITY_HEADERS on every response but static files, unless a view set its own."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        for name, value in settings.SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)
        return response
