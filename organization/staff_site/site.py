from http import HTTPStatus
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.template.response import TemplateResponse
from django.urls import Resolver404, path, resolve, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.crypto import get_random_string
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from organization.accounts.factor_forms import CodeForm
from organization.accounts.forms import StaffLoginForm
from organization.accounts.known_browsers import remember_browser
from organization.accounts.login import sign_in
from organization.accounts.page_account import is_of_another_account
from organization.accounts.second_factor import is_code_asked, read_pending, sign_pending
from organization.accounts.unsaved import read_unsaved, sign_unsaved, unsaved_of
from organization.accounts.views.activation import activate
from organization.accounts.views.password import OwnPasswordView
from organization.accounts.views.second_factor import bind_page, codes_page, factor_page, remove_page
from organization.accounts.views.sessions import sessions_page
from organization.audit import append_audit_event
from organization.campaign_choice import choose_campaign, find_campaign, listed_campaigns, viewed_campaign
from organization.choices import Act
from organization.cookies import set_cookie
from organization.forms import CampaignChoiceForm
from organization.staff_site.help_pages import chapter_page, help_page
from organization.staff_site.navigation import NavigationLink
from organization.staff_site.old_pages import page_token
from organization.staff_site.post_or_back import post_or_back
from organization.staff_site.role_descriptions import describe_roles
from organization.staff_site.style_page import style_page

# Another value after each login, by which static/old-page.js knows that the tokens of a page are old.
LOGIN_COOKIE = "login"

acting = post_or_back(to=lambda request, *args, **kwargs: reverse("admin:index"))


def not_saved(response, state):
    """`state` tells our own scripts why: signed-out, old or other-account."""
    response.status_code = HTTPStatus.FORBIDDEN
    response["Staff-Page"] = state
    return response


def find_destination(request):
    """Where a login leads: to the page that was asked for, if it is ours, else to the desk."""
    asked = request.POST.get(REDIRECT_FIELD_NAME, request.GET.get(REDIRECT_FIELD_NAME, ""))
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if is_ours else resolve_url(settings.LOGIN_REDIRECT_URL)


def address_in(campaign, path):
    """The same page of the campaign, where the path names another by its key."""
    try:
        match = resolve(path)
    except Resolver404:
        return path
    return reverse(match.view_name, kwargs=match.kwargs | {"key": campaign.key}) if "key" in match.kwargs else path


class StaffSite(admin.AdminSite):
    site_header = "归巢 · 团委工作台"
    site_title = "归巢"
    index_title = "工作台"
    enable_nav_sidebar = False
    login_form = StaffLoginForm
    empty_value_display = "—"

    def each_context(self, request):
        context = super().each_context(request)
        if request.user.is_authenticated and listed_campaigns(request):
            context["viewed_campaign"] = viewed_campaign(request)
        return context

    def get_app_list(self, request, app_label=None):
        # Every page's context asks for it, and none shows it: see `navigation.py`.
        return []

    def app_index(self, request, app_label, extra_context=None):
        return HttpResponseRedirect(reverse("admin:index"))

    def kind_links(self, request) -> list[NavigationLink]:
        return [link for own in self._registry.values() for link in own.kind_links(request)]

    def get_urls(self):
        # "View on site" would answer for any row of any committee.
        urls = [url for url in super().get_urls() if getattr(url, "name", None) != "view_on_site"]
        return [
            path("campaign/", self.admin_view(acting(self.choose_campaign)), name="choose_campaign"),
            path("page-token/", page_token, name="page_token"),
            path("style/", self.admin_view(style_page), name="style"),
            path("activate/", self.with_context(activate), name="activate"),
            path("login/code/", acting(self.login_code), name="login_code"),
            *self.own_pages(
                ("second-factor/", factor_page, "second_factor"),
                ("second-factor/bind/", bind_page, "second_factor_bind"),
                ("second-factor/codes/", codes_page, "second_factor_codes"),
                ("second-factor/<int:pk>/remove/", remove_page, "second_factor_remove"),
                ("sessions/", sessions_page, "sessions"),
                ("help/", help_page, "help"),
                ("help/<slug:key>/", chapter_page, "help_chapter"),
            ),
            path("roles/", self.admin_view(require_safe(self.roles)), name="roles"),
            *(url for model_admin in self._registry.values() for url in model_admin.get_site_urls()),
            *urls,
        ]

    @method_decorator(sensitive_post_parameters())
    def login(self, request, extra_context=None):
        if request.method == "GET" and self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        signed = request.POST.get("unsaved", "")
        if request.method != "POST" or (signed and "username" not in request.POST):
            return self.login_page(request, unsaved=signed)
        form = self.login_form(request, request.POST)
        if not form.is_valid():
            return self.login_page(request, unsaved=signed, form=form)
        account = form.get_user()
        if is_code_asked(account):
            return self.code_page(request, account, CodeForm(request=request, account=account))
        return self.finish_login(request, account)

    @method_decorator(sensitive_post_parameters())
    def login_code(self, request):
        """The second step of a login: the code, of an account whose password was right."""
        account = read_pending(request.POST.get("pending", ""))
        if account is None:
            return self.login_page(request, unsaved=request.POST.get("unsaved", ""), problem="late")
        form = CodeForm(request.POST, request=request, account=account)
        if not form.is_valid():
            return self.code_page(request, account, form)
        return self.finish_login(request, account, form.factor)

    def code_page(self, request, account, form):
        return self.login_page(
            request,
            template="organization/second_factor/login.html",
            title="两步验证",
            form=form,
            pending=sign_pending(account),
            unsaved=request.POST.get("unsaved", ""),
        )

    def finish_login(self, request, account, factor=None):
        sign_in(request, account, factor)
        unsaved = read_unsaved(request.POST.get("unsaved", ""))
        response = self.offer_unsaved(request, unsaved) if unsaved else HttpResponseRedirect(find_destination(request))
        set_cookie(response, LOGIN_COOKIE, get_random_string(12), httponly=False)
        remember_browser(request, response, account.username)
        return response

    @method_decorator(transaction.atomic)
    def logout(self, request, extra_context=None):
        if request.method == "POST" and request.user.is_authenticated:
            append_audit_event(request, Act.SIGN_OUT, request.user)
        return acting(super().logout)(request, extra_context)

    def login_page(self, request, *, template="admin/login.html", **more):
        context = self.each_context(request) | {
            "title": "登录",
            "subtitle": None,
            "app_path": reverse("admin:login"),
            "form": self.login_form(request),
            REDIRECT_FIELD_NAME: find_destination(request),
        }
        response = TemplateResponse(request, template, context | more)
        add_never_cache_headers(response)
        return response

    def redirect_to_login(self, request):
        """The login page for a request without a session; it carries what an expired session had posted."""
        had_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if request.method != "POST":
            query = {REDIRECT_FIELD_NAME: request.get_full_path()} | ({"ended": 1} if had_session else {})
            return HttpResponseRedirect(f"{reverse('admin:login')}?{urlencode(query, safe='/')}")
        unsaved = unsaved_of(request)
        signed = sign_unsaved(unsaved)
        response = self.login_page(request, unsaved=signed, is_too_much=bool(unsaved.fields and not signed))
        return not_saved(response, "signed-out")

    def login_again(self, request):
        """Answers a login page that is older than the last login. It logs nobody in, and loses nothing it carried."""
        signed = request.POST.get("unsaved", "")
        if not self.has_permission(request):
            problem = "old" if settings.CSRF_COOKIE_NAME in request.COOKIES else "no_cookie"
            form = self.login_form(request, initial={"username": request.POST.get("username", "")})
            return not_saved(self.login_page(request, unsaved=signed, problem=problem, form=form), "signed-out")
        unsaved = read_unsaved(signed)
        if unsaved:
            return self.offer_unsaved(request, unsaved)
        if request.POST.get("username", request.user.username) != request.user.username:
            messages.warning(request, f"已用“{request.user.get_full_name()}”登录。要换账号，请先退出。")
        return HttpResponseRedirect(reverse("admin:index"))

    def offer_unsaved(self, request, unsaved, **more):
        is_of_another = unsaved.account_pk not in (None, request.user.pk)
        context = self.each_context(request) | {
            "title": "刚才填写的内容还没有保存",
            "sent": unsaved,
            "other_account": unsaved.account if is_of_another else None,
            "is_of_another": is_of_another,
            "signed": sign_unsaved(unsaved) if is_of_another else "",
        }
        response = TemplateResponse(request, "organization/unsaved.html", context | more)
        add_never_cache_headers(response)
        return response

    def offer_old_page(self, request):
        """What a page sent that is older than the login, or another account's, is offered again and not saved."""
        unsaved = unsaved_of(request)
        state = "other-account" if is_of_another_account(request) else "old"
        return not_saved(self.offer_unsaved(request, unsaved, title="页面已旧，内容还没有保存", is_old=True), state)

    def offer_unbound(self, request):
        """What was sent before two-step verification is bound is not saved, and can be sent once it is."""
        response = self.offer_unsaved(request, unsaved_of(request), title="先绑定两步验证，再继续提交", is_unbound=True)
        response.status_code = HTTPStatus.FORBIDDEN
        return response

    def roles(self, request):
        context = self.each_context(request) | {"title": "各角色能看什么、能做什么", "roles": describe_roles()}
        return TemplateResponse(request, "organization/roles.html", context)

    def own_pages(self, *pages):
        """Of the account that is logged in, below the site's address: route, page, name."""
        return [path(route, self.admin_view(self.with_context(page)), name=name) for route, page, name in pages]

    def with_context(self, page):
        return lambda request, **arguments: page(request, self.each_context(request), **arguments)

    def choose_campaign(self, request):
        form = CampaignChoiceForm(request.POST)
        destination = reverse("admin:index")
        if form.is_valid():
            campaign = find_campaign(form.cleaned_data["campaign"])
            if campaign is None:
                raise Http404
            choose_campaign(request, campaign)
            back = address_in(campaign, form.cleaned_data["next"])
            if url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
                destination = back
        return HttpResponseRedirect(destination)

    def password_change(self, request, extra_context=None):
        page = OwnPasswordView.as_view(extra_context=self.each_context(request) | (extra_context or {}))
        return never_cache(page)(request)

    def password_change_done(self, request, extra_context=None):
        return never_cache(super().password_change_done)(request, extra_context)
