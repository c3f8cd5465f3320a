from django.contrib import admin

from organization.models import AuditEvent
from organization.staff_site.model_admin import ScopedModelAdmin


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
