from django.contrib import admin
from django.contrib.admin.utils import flatten
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode

from organization.admin.audit_filters import ActGroupFilter, ActorFilter, PeriodFilter, SubjectFilter
from organization.choices import Result
from organization.models import AuditEvent
from organization.staff_site.audit_subjects import find_subjects
from organization.staff_site.filters import OwnCommitteeFilter
from organization.staff_site.model_admin import ScopedModelAdmin
from organization.staff_site.staff_list import StaffList


class AuditEventList(StaffList):
    def get_results(self, request):
        super().get_results(request)
        events = list(self.result_list)
        subjects = find_subjects(events, request.user)
        for event in events:
            event.found_subject = subjects[event.pk]
        self.result_list = events


@admin.register(AuditEvent)
class AuditEventAdmin(ScopedModelAdmin):
    list_display = (
        "sequence",
        "moment",
        "actor_link",
        "committee",
        "act_and_result",
        "subject_link",
        "detail",
        "address",
    )
    list_filter = (PeriodFilter, ActGroupFilter, "act", "result", ActorFilter, SubjectFilter, OwnCommitteeFilter)
    list_select_related = ("actor", "committee")
    fields = (
        ("sequence", "moment"),
        ("actor_link", "committee", "address"),
        ("act_and_result", "subject_link", "same_subject"),
        "detail",
        "previous_digest",
        "digest",
    )
    readonly_fields = flatten(fields)

    def get_changelist(self, request, **kwargs):
        return AuditEventList

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


def list_url(**query) -> str:
    return f"{reverse('admin:organization_auditevent_changelist')}?{urlencode(query)}"
