"""Pages that are older than the last login: how they are recognised, and how their forms get a fresh token.

`static/old-page.js` asks for the token before it sends; without a script, what was sent is offered again.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import admin
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from organization.accounts.page_account import FIELD, sign_account
from organization.staff_site.error_pages import ErrorText, error_page

NOT_FROM_HERE = ErrorText(
    "没有接收这次提交",
    "看不出它是从本站的页面发出的，所以什么也没有保存。填过的内容一般还在：按浏览器的“后退”可以回到刚才那一页，请先复制下来，再从本站重新打开它。",
)


def is_from_this_site(request) -> bool:
    """Whether the page that sent this is our own. Without Origin and Referer it may be anybody's."""
    source = request.headers.get("Origin") or request.headers.get("Referer", "")
    try:
        parts = urlsplit(source)
    except ValueError:
        return False
    is_own = f"{parts.scheme}://{parts.netloc}" in (f"{request.scheme}://{request.get_host()}", settings.PUBLIC_URL)
    return is_own and request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"


def refuse_csrf(request, reason=""):
    """CSRF_FAILURE_VIEW. Nothing of what another site sent is shown or carried."""
    if not request.path.startswith(reverse("admin:index")) or not is_from_this_site(request):
        # Without the frame, whose forms hold a token: another site may have sent this.
        return error_page(request, 403, NOT_FROM_HERE, is_framed=False)
    if request.path in (reverse("admin:login"), reverse("admin:login_code")):
        return admin.site.login_again(request)
    if not admin.site.has_permission(request):
        return admin.site.redirect_to_login(request)
    return admin.site.offer_old_page(request)


@require_safe
@never_cache
def page_token(request):
    """The token of the present login and whose it is, for our own scripts; null where nobody is logged in."""
    if not is_from_this_site(request):
        return error_page(request, 403, NOT_FROM_HERE, is_framed=False)
    if not admin.site.has_permission(request):
        # Else the answer would delete the cookie of a session, and perhaps that of a login since.
        request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        return JsonResponse({"token": None})
    account = request.user
    return JsonResponse({"token": get_token(request), FIELD: sign_account(account), "name": account.get_full_name()})
