"""The pages of the kinds of the campaign that is looked at, below /admin/activities/<key of the kind>/."""

from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, register_converter, reverse
from django.utils.html import format_html

from activities.addresses import entry_address, kind_address
from activities.models import Activity, ActivityKind
from activities.models.kind import RESERVED_KEYS
from activities.queries import listed_kinds
from organization.campaign_choice import viewed_campaign
from organization.staff_site.list_memory import FILTERS, list_address
from organization.staff_site.navigation import NavigationLink

# Whose address the choice of another campaign in the header leads back to.
STARTING_VIEWS = ("changelist_view", "add_view", "import_view")


class KindKeyConverter:
    """The key of a kind; other addresses below /admin/activities/ are not shadowed by it."""

    regex = "[a-z][a-z0-9_]*"

    def to_python(self, value):
        if value in RESERVED_KEYS:
            raise ValueError
        return value

    def to_url(self, value):
        return value


register_converter(KindKeyConverter, "kind_key")


def kind_key(request) -> str:
    return request.resolver_match.kwargs["kind_key"]


def viewed_kind(request) -> ActivityKind | None:
    """The kind that the address names, of the campaign that is looked at; Http404 where it has none of this key.

    A page of another address sets `request.listed_kind`: a kind, or None for the list of all kinds.
    """
    if hasattr(request, "listed_kind"):
        return request.listed_kind
    campaign, key = viewed_campaign(request), kind_key(request)
    found = getattr(request, "_viewed_kind", None)
    if found is None or found.campaign_id != campaign.pk:
        kinds = ActivityKind.objects.in_campaign(campaign).with_questions()
        found = request._viewed_kind = get_object_or_404(kinds, key=key)
        found.campaign = campaign
    return found


def is_entry_page(request):
    return "object_id" in request.resolver_match.kwargs


class KindPagesMixin:
    """For the admin class of the log. Its own address only redirects: it is what the admin's log knows of entries."""

    # What the kinds' pages are named after `activities_kind_`, with their addresses and views.
    kind_pages = (
        ("changelist", "", "changelist_view"),
        ("add", "add/", "add_view"),
        ("history", "<path:object_id>/history/", "history_view"),
        ("delete", "<path:object_id>/delete/", "delete_view"),
        ("change", "<path:object_id>/change/", "change_view"),
    )

    def get_site_urls(self):
        pages = [
            path(f"activities/<kind_key:kind_key>/{address}", self.kind_page(view), name=f"activities_kind_{name}")
            for name, address, view in self.kind_pages
        ]
        # An entry's address without a page, as the stock ones have it.
        return [*pages, path("activities/<kind_key:kind_key>/<path:object_id>/", self.kind_page("redirect_to_change"))]

    def kind_page(self, view_name):
        view = getattr(self, view_name)

        def page(request, *, kind_key, **arguments):
            # `viewed_kind` reads the key from the address: which campaign's it is may be known only later.
            if view_name in STARTING_VIEWS and self.is_of_another_campaign(request, kind_key):
                messages.info(request, f"{viewed_campaign(request)}没有刚才的那一类活动。")
                return HttpResponseRedirect(reverse("desk"))
            return view(request, **arguments)

        return self.admin_site.admin_view(page)

    def is_of_another_campaign(self, request, key):
        """Whether somebody has switched to a campaign without the kind, on a page that the kind had in the last."""
        if request.method != "GET" or "like" in request.GET or not self.has_view_permission(request):
            return False
        try:
            viewed_kind(request)
        except Http404:
            return ActivityKind.objects.filter(key=key).exists()
        return False

    def get_urls(self):
        staff = self.admin_site.admin_view
        return [
            path("", staff(self.redirect_to_first_kind), name="activities_activity_changelist"),
            *(
                path(f"<path:object_id>/{page}/", staff(self.redirect_to_kind), {"page": page}, name=name)
                for page in ("history", "delete", "change")
                for name in (f"activities_activity_{page}",)
            ),
        ]

    def redirect_to_first_kind(self, request):
        kind = listed_kinds(viewed_campaign(request)).first() if self.has_view_permission(request) else None
        if kind is None:
            raise Http404
        return HttpResponseRedirect(kind_address("changelist", kind.key))

    def redirect_to_kind(self, request, object_id, page):
        entry = None
        if self.has_view_permission(request):
            entry = self.entry_of(request, unquote(object_id))
        if entry is None:
            raise Http404
        return HttpResponseRedirect(entry_address(entry, page))

    def redirect_to_change(self, request, object_id):
        return HttpResponseRedirect(kind_address("change", kind_key(request), object_id))

    def entry_of(self, request, pk, **conditions) -> Activity | None:
        entries = Activity.objects.visible_to(request.user).select_related("campaign", "kind")
        return entries.of_key(pk).filter(**conditions).first()

    def kind_links(self, request) -> list[NavigationLink]:
        if not self.has_view_permission(request):
            return []
        can_add = super().has_add_permission(request)
        return [self.kind_link(kind, can_add) for kind in listed_kinds(viewed_campaign(request))]

    @staticmethod
    def kind_link(kind, can_add: bool) -> NavigationLink:
        url = kind_address("changelist", kind.key)
        add_url = kind_address("add", kind.key) if can_add and kind.is_active else ""
        return NavigationLink(kind.label, url, (url,), add_url)

    # Rows

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        if is_entry_page(request):
            rows = rows.filter(kind__key=kind_key(request)).select_related("campaign", "committee", "kind")
            return rows.prefetch_related("kind__details", "kind__figures")
        kind = viewed_kind(request)
        if kind is None:
            return rows
        return rows.of_kind(kind).with_own_figures() if kind.figures.all() else rows.of_kind(kind)

    def has_add_permission(self, request):
        """Of a kind that is retired nothing new is logged."""
        if not super().has_add_permission(request):
            return False
        if "kind_key" not in request.resolver_match.kwargs or is_entry_page(request):
            return True
        return viewed_kind(request).is_active

    # What the stock pages call by the model's name

    def get_preserved_filters(self, request):
        match = request.resolver_match
        is_list = match.url_name == "activities_kind_changelist"
        filters = request.GET.urlencode() if is_list else request.GET.get(FILTERS)
        return urlencode({FILTERS: filters}) if filters else ""

    def list_address(self, request, key):
        """The list as it was filtered when the page was opened from it."""
        filters = parse_qsl(request.GET.get(FILTERS, ""))
        return kind_address("changelist", key) + (f"?{urlencode(filters)}" if filters else "")

    def with_filters(self, request, address):
        filters = self.get_preserved_filters(request)
        return f"{address}?{filters}" if filters else address

    def kind_context(self, request, kind, entry=None):
        """What the templates need besides: the kind, and the addresses that the stock ones make of the model."""
        list_as_left = list_address(request, "admin:activities_kind_changelist", kind.key)
        addresses = {"list": list_as_left, "add": kind_address("add", kind.key)}
        if entry is not None:
            addresses |= {page: entry_address(entry, page) for page in ("change", "history", "delete")}
        filtered = {name: self.with_filters(request, address) for name, address in addresses.items() if name != "list"}
        return {"kind": kind, "addresses": addresses | filtered}

    def changelist_view(self, request, extra_context=None):
        kind = viewed_kind(request)
        context = self.kind_context(request, kind) | {"module_name": kind.label}
        return super().changelist_view(request, context | (extra_context or {}))

    def get_changelist_instance(self, request):
        changelist, kind = super().get_changelist_instance(request), viewed_kind(request)
        if kind is None:
            return changelist
        changelist.kind, changelist.title = kind, kind.label
        changelist.search_help_text = "、".join(self.search_labels(kind))
        return changelist

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        kind, act = obj.kind if obj else viewed_kind(request), self.adding
        if obj:
            act = "修改 " if self.has_change_permission(request, obj) else "查看 "
        context |= self.kind_context(request, kind, obj) | {"title": f"{act}{kind.label}"}
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def render_delete_form(self, request, context):
        entry = context["object"]
        return super().render_delete_form(request, context | self.kind_context(request, entry.kind, entry))

    def history_view(self, request, object_id, extra_context=None):
        entry = self.get_object(request, unquote(object_id))
        context = {}
        if entry is not None:
            context = self.kind_context(request, entry.kind, entry) | {"module_name": entry.kind.label}
        return super().history_view(request, object_id, context | (extra_context or {}))

    # Answers to what was sent

    def response_add(self, request, entry, post_url_continue=None):
        self.name_campaign(request, entry)
        return self.answer_saved(request, entry, "添加", f"?like={entry.pk}")

    def response_change(self, request, entry):
        return self.answer_saved(request, entry, "修改", "")

    def answer_saved(self, request, entry, done, query_of_next):
        link = format_html('<a href="{}">{}</a>', entry_address(entry), entry)
        saved = format_html("成功{}了 {}“{}”。", done, entry.kind.label, link)
        if "_continue" in request.POST:
            messages.success(request, format_html("{}您可以在下面再次编辑它。", saved))
            return HttpResponseRedirect(self.with_filters(request, entry_address(entry)))
        messages.success(request, saved)
        if "_addanother" in request.POST and entry.kind.is_active:
            return HttpResponseRedirect(kind_address("add", entry.kind.key) + query_of_next)
        return HttpResponseRedirect(self.list_address(request, entry.kind.key))
