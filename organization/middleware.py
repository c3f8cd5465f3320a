from datetime import timedelta

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from organization.accounts.page_account import is_of_another_account
from organization.accounts.second_factor import is_missing, refuse_unproven
from organization.audit import note_refusal
from organization.request_bounds import staff_root
from organization.request_id import HEADER, begin_request, is_request_numbered, request_id
from organization.staff_site.error_pages import TEXTS, error_page, plain_template
from organization.staff_site.waiting import expect_change

EXTENDED_EVERY = timedelta(minutes=1)
WITHOUT_SESSION = ("activate", "login", "login_code", "logout", "page_token")
# What opens before two-step verification is bound.
WITHOUT_FACTOR = (
    *("second_factor", "second_factor_bind", "second_factor_codes"),
    *("password_change", "jsi18n", *WITHOUT_SESSION),
)


class ErrorAnswers:
    """Gives every request that fails its number, and a page where Django or a view answers with a status alone."""

    def __init__(self, get_response):
        self.get_response = get_response
        plain_template()

    def __call__(self, request):
        begin_request()
        response = self.get_response(request)
        if response.status_code >= 400:
            response = self.complete(request, response)
        if is_request_numbered():
            response.headers[HEADER] = request_id()
        return response

    @staticmethod
    def complete(request, response):
        request_id()
        # Of what streams, only whitenoise answers with an error, and says nothing.
        if response.status_code not in TEXTS or (response.content if not response.streaming else b""):
            return response
        page = error_page(request, response.status_code)
        page._resource_closers += response._resource_closers
        for name in response.headers.keys() - {"Content-Length", "Content-Type"}:
            page[name] = response[name]
        page.cookies = response.cookies
        return page


class StaffSession:
    """Ends a session SESSION_COOKIE_AGE after its last request; without one, a request goes to the login page.

    What a page of another account posts is not saved: whoever is logged in now is asked.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, arguments, options):
        # Not in __call__: what an ended session posted is carried on only after its CSRF token was checked.
        is_staff_page = request.path.startswith(staff_root())
        if not is_staff_page or request.path in {reverse(f"admin:{name}") for name in WITHOUT_SESSION}:
            return None
        if not request.user.is_authenticated:
            return admin.site.redirect_to_login(request)
        if request.method == "POST" and is_of_another_account(request):
            return admin.site.offer_old_page(request)
        if request.method == "POST":
            expect_change(request)
        self.extend_session(request.session)
        return None

    @staticmethod
    def extend_session(session):
        """Saving a session extends it. Once a minute is enough, and saves the other requests a write."""
        whole = timedelta(seconds=settings.SESSION_COOKIE_AGE)
        if session.ends_at and session.ends_at - timezone.now() < whole - EXTENDED_EVERY:
            session.modified = True


def has_to_change_password(request) -> bool:
    # What is sent while a password becomes old is saved; the next page asks for a new one.
    is_due = request.method != "POST" and request.user.is_password_old
    return request.user.must_change_password or is_due


class DuePasswordChange:
    """Redirects an account with a one-time or an old password to the password page until it has set a new one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path.startswith(staff_root()) and request.user.is_authenticated and has_to_change_password(request):
            change = reverse("admin:password_change")
            if request.path not in {change, reverse("admin:logout"), reverse("admin:jsi18n")}:
                return redirect(change)
        return self.get_response(request)


class DueSecondFactor:
    """Leads an account that has to bind two-step verification to the page where it does; nothing else opens before."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, arguments, options):
        # Here for the same reason as StaffSession.
        is_staff_page = request.path.startswith(staff_root())
        if not is_staff_page or not request.user.is_authenticated or not is_missing(request):
            return None
        if refuse_unproven(request):
            return admin.site.redirect_to_login(request)
        if request.path in {reverse(f"admin:{name}") for name in WITHOUT_FACTOR}:
            return None
        if request.method == "POST":
            return admin.site.offer_unbound(request)
        return redirect("admin:second_factor_bind")


class RefusalEvents:
    """A page that an account may not have is refused, and recorded: see `note_refusal`."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        # On the youths' pages nobody is known.
        account = getattr(request, "user", None)
        if isinstance(exception, PermissionDenied) and account and account.is_authenticated:
            note_refusal(request)
