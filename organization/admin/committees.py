from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import transaction
from django.urls import reverse
from django.utils.html import format_html
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from organization.audit import append_audit_event
from organization.choices import Act
from organization.forms import CommitteeForm
from organization.models import Campaign, Committee
from organization.staff_site.model_admin import ScopedModelAdmin

# Groups are written by `sync_roles` alone, and what an account has bound by its owner.
admin.site.unregister([Group, StaticDevice, TOTPDevice])


@admin.register(Committee)
class CommitteeAdmin(ScopedModelAdmin):
    form = CommitteeForm
    field_help = {"level": "决定上级可以是谁，和账号可以有什么角色。"}
    list_display = ("place_in_tree", "name", "level", "gb_code", "sort_order", "ended_on")
    list_filter = ("level",)
    search_fields = ("place_name", "name", "short_name", "gb_code", "initials", "pinyin")
    fields = (
        ("parent", "level"),
        ("place_name", "short_name"),
        "name",
        ("gb_code", "sort_order"),
        ("administered_by", "is_separately_planned"),
        "ending",
    )
    readonly_fields = ("ending",)

    def get_fields(self, request, obj=None):
        return self.fields if self.has_change_permission(request, obj) else self.fields[:-1]

    @admin.display(description="撤并")
    def ending(self, committee):
        if committee.ended_on:
            return f"{committee.ended_on:%Y-%m-%d} 撤并，并入{committee.succeeded_by}"
        if committee.pk is None or committee.parent_id is None:
            return "—"
        return format_html('<a href="{}">撤并到另一个团委</a>', reverse("committee_end", args=[committee.pk]))

    @admin.display(description="团委", ordering="path")
    def place_in_tree(self, committee):
        return "　" * committee.depth + committee.short_name

    @transaction.atomic
    def save_model(self, request, committee, form, change):
        committee.save_in_place()
        # Every questionnaire lists the places and names the committee that gets in touch.
        Campaign.objects.revise_questionnaires()
        append_audit_event(request, Act.COMMITTEE_CHANGE if change else Act.COMMITTEE_CREATE, committee)
