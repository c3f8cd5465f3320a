"""Django's middleware for sessions, accounts and messages: for staff, and not for the youths' pages."""

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware

from organization.request_bounds import staff_root

# It names the release to who is logged in.
READINESS = "/readyz"


def knows_accounts(request) -> bool:
    return request.path.startswith(staff_root()) or request.path == READINESS


class OfStaff:
    def __call__(self, request):
        return super().__call__(request) if knows_accounts(request) else self.get_response(request)


class Sessions(OfStaff, SessionMiddleware):
    pass


class Accounts(OfStaff, AuthenticationMiddleware):
    pass


class Messages(OfStaff, MessageMiddleware):
    pass
