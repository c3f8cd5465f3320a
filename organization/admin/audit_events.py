from django.contrib import admin
from django.contrib.admin.utils import flatten
from django.core.exceptions import PermissionDenied
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode

from organization.admin.audit_filters import (
    ActGroupFilter,
    ActorFilter,
    AddressFilter,
    PeriodFilter,
    SubjectFilter,
    find_events,
)
from organization.admin.audit_pages import export_page, verify_page
from organization.choices import ActGroup, Result
from organization.models import AuditEvent
from organization.models.audit import may_read_audit_events, may_read_own_acts
from organization.region import EXAMPLE_YEAR
from organization.staff_site.audit_subjects import find_subjects
from organization.staff_site.filters import OwnCommitteeFilter
from organization.staff_site.model_admin import ScopedModelAdmin
from organization.staff_site.person_search import PersonList, PersonSearchMixin
from organization.trail.state import find_trail_state, look_at_trail


class AuditEventList(PersonList):
    def fetch_page(self, request):
        super().fetch_page(request)
        events = list(self.result_list)
        subjects = find_subjects(events, request.user)
        for event in events:
            event.found_subject = subjects[event.pk]
        self.result_list = events


@admin.register(AuditEvent)
class AuditEventAdmin(PersonSearchMixin, ScopedModelAdmin):
    change_list_template = "organization/audit_event_list.html"
    search_fields = ("sequence",)
    search_help_text = f"账号、团委、返乡青年 12、地址、{EXAMPLE_YEAR}-02-10"
    list_display = (
        "sequence",
        "moment",
        "actor_link",
        "committee",
        "act_and_result",
        "subject_link",
        "detail",
        "address_link",
    )
    list_filter = (
        PeriodFilter,
        ActGroupFilter,
        "act",
        "result",
        ActorFilter,
        SubjectFilter,
        AddressFilter,
        OwnCommitteeFilter,
    )
    list_select_related = ("actor", "committee")
    fields = (
        ("sequence", "moment"),
        ("actor_link", "committee", "address_link"),
        ("act_and_result", "subject_link", "same_subject"),
        "detail",
        "previous_digest",
        "digest",
    )
    readonly_fields = flatten(fields)

    def get_changelist(self, request, **kwargs):
        return AuditEventList

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        if not may_read_audit_events(request.user):
            changelist.title = "本级操作记录"
        return changelist

    def get_list_display(self, request):
        # There is but one committee in the list of one's own acts.
        return without(self.list_display, None if may_read_audit_events(request.user) else "committee")

    def get_list_filter(self, request):
        return without(self.list_filter, None if may_read_audit_events(request.user) else OwnCommitteeFilter)

    def get_urls(self):
        own = [
            path(f"{name}/", self.admin_site.admin_view(page), name=f"organization_auditevent_{name}")
            for name, page in (("verify", self.verify), ("export", self.export))
        ]
        return [*own, *super().get_urls()]

    def verify(self, request):
        return verify_page(request, self.page_context(request))

    def export(self, request):
        context = self.page_context(request)
        changelist = self.get_changelist_instance(request)
        chosen = [one.label for one in changelist.chosen_filters]
        return export_page(request, changelist.get_queryset(request), chosen, context)

    def page_context(self, request):
        if not may_read_audit_events(request.user):
            raise PermissionDenied
        return self.admin_site.each_context(request) | {"opts": self.opts}

    def changelist_view(self, request, extra_context=None):
        own_exports = "" if may_read_audit_events(request.user) else list_url(group=ActGroup.EXPORTS.value)
        context = {"trail": None, "query": request.GET.urlencode(), "own_exports": own_exports}
        if may_read_audit_events(request.user):
            look_at_trail()
            context["trail"] = find_trail_state()
        return super().changelist_view(request, context | (extra_context or {}))

    def get_search_results(self, request, queryset, search_term):
        return find_events(queryset, search_term, request.user), False

    def get_object(self, request, object_id, from_field=None):
        event = super().get_object(request, object_id, from_field)
        if event:
            event.found_subject = find_subjects([event], request.user)[event.pk]
        return event

    @admin.display(description="时间", ordering="sequence")
    def moment(self, event):
        return f"{timezone.localtime(event.at):%Y-%m-%d %H:%M:%S}"

    @admin.display(description="操作人")
    def actor_link(self, event):
        if event.actor is None:
            return self.get_empty_value_display()
        title = "只看这个账号做的"
        return format_html('<a href="{}" title="{}">{}</a>', list_url(by=event.actor_id), title, event.actor.username)

    @admin.display(description="来源地址")
    def address_link(self, event):
        if not event.address:
            return self.get_empty_value_display()
        return format_html(
            '<a href="{}" title="只看从这里来的">{}</a>', list_url(**{"from": event.address}), event.address
        )

    @admin.display(description="操作")
    def act_and_result(self, event):
        refused = f"（{event.get_result_display()}）" if event.result == Result.REFUSED else ""
        return f"{event.get_act_display()}{refused}"

    @admin.display(description="对象")
    def subject_link(self, event):
        subject = event.found_subject
        if not subject.url:
            return subject.label or self.get_empty_value_display()
        return format_html('<a href="{}">{}</a>', subject.url, subject.label)

    @admin.display(description="同一对象")
    def same_subject(self, event):
        if not event.object_type:
            return self.get_empty_value_display()
        url = list_url(object=f"{event.object_type}-{event.object_id}")
        return format_html('<a href="{}">看对它做过的一切</a>', url)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) or may_read_own_acts(request.user)


def without(columns: tuple, left_out) -> tuple:
    return tuple(column for column in columns if column != left_out)


def list_url(**query) -> str:
    return f"{reverse('admin:organization_auditevent_changelist')}?{urlencode(query)}"
