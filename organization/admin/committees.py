from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.db import transaction

from organization.audit import append_audit_event
from organization.choices import Act
from organization.forms import AccountForm, CommitteeForm
from organization.models import Account, AuditEvent, Campaign, Committee
from organization.roles import ROLES
from organization.staff_site import ScopedModelAdmin

# Groups are written by `sync_roles` alone.
admin.site.unregister(Group)


@admin.register(Committee)
class CommitteeAdmin(ScopedModelAdmin):
    form = CommitteeForm
    list_display = ("place_in_tree", "name", "level", "gb_code", "sort_order")
    list_filter = ("level",)
    search_fields = ("place_name", "name", "short_name", "gb_code")
    fields = (
        "parent",
        "level",
        "place_name",
        "name",
        "short_name",
        "gb_code",
        "sort_order",
        "is_separately_planned",
        "administered_by",
    )

    @admin.display(description="团委", ordering="path")
    def place_in_tree(self, committee):
        return "　" * committee.depth + committee.short_name

    @transaction.atomic
    def save_model(self, request, committee, form, change):
        committee.save_in_place()
        # Every questionnaire lists the places and names the committee that gets in touch.
        Campaign.objects.revise_questionnaires()
        append_audit_event(request, Act.COMMITTEE_CHANGE if change else Act.COMMITTEE_CREATE, committee)


@admin.register(Account)
class AccountAdmin(ScopedModelAdmin):
    form = AccountForm
    list_display = ("username", "full_name", "committee", "role", "is_active", "last_login")
    list_filter = ("role", "is_active")
    list_select_related = ("committee",)
    search_fields = ("username", "full_name", "committee__short_name")

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.manager = request.user
        return form

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or obj.role in ROLES[request.user.role].grants)

    @transaction.atomic
    def save_model(self, request, account, form, change):
        if change:
            account.save()
            detail = "、".join(str(account._meta.get_field(name).verbose_name) for name in form.changed_data)
            append_audit_event(request, Act.ACCOUNT_CHANGE, account, detail=detail)
            return
        password = account.issue_one_time_password()
        account.save()
        append_audit_event(request, Act.ACCOUNT_CREATE, account, detail=account.get_role_display())
        messages.success(request, f"账号 {account} 的一次性密码是：{password}（只显示这一次，首次登录后须修改）")


@admin.register(AuditEvent)
class AuditEventAdmin(ScopedModelAdmin):
    list_display = (
        "sequence",
        "at",
        "actor",
        "committee",
        "act",
        "object_type",
        "object_id",
        "detail",
        "result",
    )
    list_filter = ("act", "result")
    list_select_related = ("actor", "committee")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
