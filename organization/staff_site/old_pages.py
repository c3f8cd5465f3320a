"""Pages that are older than the last login: how they are recognised, and how their forms get a fresh token.

`static/old-page.js` asks for the token before it sends; without a script, what was sent is offered again.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import admin
from django.http import HttpResponseForbidden, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from organization.accounts.page_account import FIELD, sign_account


def is_from_this_site(request) -> bool:
    """Whether the page that sent this is our own. Without Origin and Referer it may be anybody's."""
    source = request.headers.get("Origin") or request.headers.get("Referer", "")
    try:
        parts = urlsplit(source)
    except ValueError:
        return False
    is_own = f"{parts.scheme}://{parts.netloc}" == f"{request.scheme}://{request.get_host()}"
    return is_own and request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"


def refuse_csrf(request, reason=""):
    """CSRF_FAILURE_VIEW. Nothing of what another site sent is shown or carried."""
    if not request.path.startswith(reverse("admin:index")) or not is_from_this_site(request):
        return render(request, "403_csrf.html", status=403)
    if request.path == reverse("admin:login"):
        return admin.site.login_again(request)
    if not admin.site.has_permission(request):
        return admin.site.redirect_to_login(request)
    return admin.site.offer_old_page(request)


@require_safe
@never_cache
def page_token(request):
    """The token of the present login and whose it is, for our own scripts; null where nobody is logged in."""
    if not is_from_this_site(request):
        return HttpResponseForbidden()
    if not admin.site.has_permission(request):
        # Else the answer would delete the cookie of a session, and perhaps that of a login since.
        request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        return JsonResponse({"token": None})
    account = request.user
    return JsonResponse({"token": get_token(request), FIELD: sign_account(account), "name": account.get_full_name()})
