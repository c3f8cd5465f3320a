"""The frame of the staff pages: the admin site, and the base of every admin class in it."""

from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import get_fields_from_path
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import DataError, IntegrityError, models
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from organization.campaign_choice import (
    act_on_posted_campaign,
    choose_campaign,
    chosen_campaign,
    viewed_campaign,
)
from organization.cut_paginator import CutPaginator
from organization.forms import CampaignChoiceForm, StaffLoginForm
from organization.models import Campaign, Committee
from organization.role_words import described_roles
from organization.text import LineField, ParagraphsField
from organization.unsaved import keep_unsaved, read_unsaved

# What a database or Python says of a value that no page of ours ever offers.
UNREADABLE = (ValueError, OverflowError, DataError)
OUT_OF_TIME = "年份应在 2000 到 2999 之间。"
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2999, 12, 31, tzinfo=UTC)


class StaffSite(admin.AdminSite):
    site_header = "归巢 · 团委工作台"
    site_title = "归巢"
    index_title = "工作台"
    site_url = "/"
    enable_nav_sidebar = False
    login_form = StaffLoginForm
    empty_value_display = "—"

    def each_context(self, request):
        context = super().each_context(request) | {"fixed_today": settings.GUICHAO_TODAY}
        if request.user.is_authenticated:
            context["viewed_campaign"] = viewed_campaign(request)
            context["campaigns"] = Campaign.objects.all()
        return context

    def get_app_list(self, request, app_label=None):
        """In the order of INSTALLED_APPS and of registration, which is the order of the work, not of the alphabet.

        Every page's context has it, few pages show it: it takes some 4 ms, and only where it is shown.
        """
        return SimpleLazyObject(lambda: list(self._build_app_dict(request, app_label).values()))

    def get_urls(self):
        # "View on site" would answer for any row of any committee.
        urls = [url for url in super().get_urls() if getattr(url, "name", None) != "view_on_site"]
        return [
            path("campaign/", self.admin_view(require_POST(self.choose_campaign)), name="choose_campaign"),
            path("roles/", self.admin_view(require_safe(self.roles)), name="roles"),
            *urls,
        ]

    def login(self, request, extra_context=None):
        unsaved = request.POST.get("unsaved", "")
        extra_context = {"unsaved": unsaved} | (extra_context or {})
        response = super().login(request, extra_context)
        sent = read_unsaved(unsaved) if response.status_code == HTTPStatus.FOUND else None
        return self.offer_unsaved(request, sent) if sent else response

    def signed_out(self, request):
        """Where a request of nobody's goes: to the login page, which keeps what an ended session sent by POST."""
        had_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if request.method != "POST":
            query = {REDIRECT_FIELD_NAME: request.get_full_path()} | ({"ended": 1} if had_session else {})
            return HttpResponseRedirect(f"{reverse('admin:login')}?{urlencode(query, safe='/')}")
        context = self.each_context(request) | {
            "title": "登录",
            "subtitle": None,
            "app_path": reverse("admin:login"),
            "form": self.login_form(request),
            REDIRECT_FIELD_NAME: reverse("admin:index"),
            "unsaved": keep_unsaved(request),
        }
        response = TemplateResponse(request, "admin/login.html", context, status=HTTPStatus.FORBIDDEN)
        add_never_cache_headers(response)
        return response

    def offer_unsaved(self, request, sent):
        context = self.each_context(request) | {"title": "刚才填写的内容还没有保存", "sent": sent}
        return TemplateResponse(request, "organization/unsaved.html", context)

    def roles(self, request):
        context = self.each_context(request) | {"title": "各角色能看什么、能做什么", "roles": described_roles()}
        return TemplateResponse(request, "organization/roles.html", context)

    def choose_campaign(self, request):
        form = CampaignChoiceForm(request.POST)
        destination = reverse("admin:index")
        if form.is_valid():
            choose_campaign(request, get_object_or_404(Campaign, year=form.cleaned_data["campaign"]))
            back = form.cleaned_data["next"]
            if url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
                destination = back
        return HttpResponseRedirect(destination)

    def password_change(self, request, extra_context=None):
        # Imported late: the site is loaded before the models that this view's module needs.
        from organization.views import OwnPasswordView

        return OwnPasswordView.as_view(extra_context=self.each_context(request) | (extra_context or {}))(request)


class ScopedModelAdmin(admin.ModelAdmin):
    """An admin class whose every list, select and look-up stays within what the account may see."""

    formfield_overrides = {
        models.CharField: {"form_class": LineField, "widget": AdminTextInputWidget},
        models.TextField: {"form_class": ParagraphsField, "widget": AdminTextareaWidget},
    }
    list_per_page = 50
    show_full_result_count = False
    paginator = CutPaginator
    view_on_site = False
    actions_selection_counter = True
    adding = "新增"
    """What making a new row is called, before the model's own name."""

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    def get_field_queryset(self, db, db_field, request):
        related = db_field.remote_field.model._default_manager.all()
        return related.visible_to(request.user) if hasattr(related, "visible_to") else related

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(db_field, models.DateTimeField):
            # Beyond these, not every database and library can hold the moment.
            field.validators += [MinValueValidator(EARLIEST, OUT_OF_TIME), MaxValueValidator(LATEST, OUT_OF_TIME)]
        if field and isinstance(db_field, models.ForeignKey):
            for offer in ("can_add_related", "can_change_related", "can_view_related", "can_delete_related"):
                setattr(field.widget, offer, False)
        return field

    def lookup_allowed(self, lookup, value, request):
        """Only what the page itself offers: another look-up would tell what a column hides, or search it for hours."""
        filters = self.get_list_filter(request)
        offered = {getattr(own, "parameter_name", None) for own in filters}
        for name in filters:
            if isinstance(name, str):
                offered |= {f"{name}__exact", f"{name}__isnull"}
        return lookup in offered

    def get_changelist_instance(self, request):
        try:
            changelist = super().get_changelist_instance(request)
        except UNREADABLE as error:
            raise IncorrectLookupParameters(error) from error
        changelist.title = self.opts.verbose_name_plural
        changelist.search_help_text = self.search_help_text or self.searched_columns()
        return changelist

    def searched_columns(self) -> str:
        """What a search looks at, in the words of the columns."""
        paths = (get_fields_from_path(self.model, name) for name in self.search_fields)
        return "、".join("".join(str(field.verbose_name) for field in path) for path in paths)

    def response_action(self, request, queryset):
        try:
            return super().response_action(request, queryset)
        except UNREADABLE:
            messages.error(request, "所选的行无法识别，请在列表中重新选择。")
            return HttpResponseRedirect(request.get_full_path())

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return self.answer_form(request, object_id, form_url, extra_context)
        except IntegrityError:
            pass
        try:
            # Somebody else has saved between our check and our save: checked again, the form says so itself.
            return self.answer_form(request, object_id, form_url, extra_context)
        except IntegrityError:
            messages.error(request, "没有保存：别人正在保存同样的内容，请核对后再试。")
            return HttpResponseRedirect(request.get_full_path())

    def answer_form(self, request, object_id, form_url, extra_context):
        """Show or save a form; what happens in it is undone as a whole and tried again after an IntegrityError."""
        if object_id is None:
            extra_context = {"title": f"{self.adding}{self.opts.verbose_name}"} | (extra_context or {})
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_changeform_initial_data(self, request):
        """Nothing of the address: our own links preset nothing, and a moment could not be read from there."""
        return {}

    def has_delete_permission(self, request, obj=None):
        return False

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        # The stock answer, a redirect with the id in a message, differs from that of every other view.
        raise Http404


class OwnCommitteeFilter(admin.SimpleListFilter):
    """Steps down the account's own subtree: the committee chosen, those above it, and its children."""

    title = "团委"
    parameter_name = "under"

    def __init__(self, request, *args, **kwargs):
        self.account = request.user
        super().__init__(request, *args, **kwargs)

    def chosen(self):
        """The committee of the address; None where it is not one of the account's."""
        pk = self.value() or self.account.committee_id
        return Committee.objects.visible_to(self.account).filter(pk=pk if str(pk).isdecimal() else None).first()

    def lookups(self, request, model_admin):
        chosen = self.chosen()
        if chosen is None:
            return []
        visible = Committee.objects.visible_to(request.user)
        return [
            (committee.pk, "　" * (committee.depth - request.user.committee.depth) + committee.short_name)
            for committee in visible
            if chosen.path.startswith(committee.path) or committee.parent_id == chosen.pk
        ]

    def choices(self, changelist):
        """None where there is nothing to choose: a county without townships sees no filter of one line."""
        if len(self.lookup_choices) > 1 or self.value():
            yield from super().choices(changelist)

    def has_output(self):
        # Also where nothing is offered: a filter that is not shown would not be applied either.
        return True

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        chosen = self.chosen()
        return queryset.within(chosen) if chosen else queryset.none()


class CampaignScopedAdmin(ScopedModelAdmin):
    """For rows of one campaign and one committee: both are preset, and neither can be forged."""

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        # A link from another campaign's table must still open the row itself.
        is_list = request.resolver_match.url_name.endswith("_changelist")
        return rows.in_campaign(viewed_campaign(request)) if is_list else rows

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST" and object_id is None:
            # A new row belongs to the campaign that its form was shown for; one that is there stays in its own.
            act_on_posted_campaign(request, "pk")
        return super().changeform_view(request, object_id, form_url, extra_context)

    def response_add(self, request, obj, post_url_continue=None):
        looked_at = chosen_campaign(request)
        if obj.campaign != looked_at:
            messages.info(request, f"已记入{obj.campaign}；您现在查看的是{looked_at}。")
        return super().response_add(request, obj, post_url_continue)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        if "campaign" in form.base_fields:
            # In the form, though hidden: constraints over a field that is left out are not checked.
            campaign = form.base_fields["campaign"]
            campaign.disabled, campaign.widget, campaign.initial = (
                True,
                forms.HiddenInput(),
                viewed_campaign(request),
            )
        if "committee" in form.base_fields:
            committee = form.base_fields["committee"]
            committee.initial = request.user.committee
            committee.disabled = committee.queryset.count() == 1
        return form
