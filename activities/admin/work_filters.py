from django.contrib import admin

from organization.models import Committee
from organization.scoping import is_key

SHOWN = "shown"


class ShownFilter(admin.SimpleListFilter):
    """What is in force, or what was deleted and can still be brought back (see `WorkEntryAdmin.get_queryset`)."""

    title = "显示"
    parameter_name = SHOWN
    others = (("deleted", "已删除"),)

    def lookups(self, request, model_admin):
        return self.others

    def choices(self, changelist):
        in_force, *others = super().choices(changelist)
        return [in_force | {"display": "有效"}, *others]

    def queryset(self, request, queryset):
        return queryset


class ShownCountFilter(ShownFilter):
    """Besides these, the counts that a newer one has replaced."""

    others = (("replaced", "已被替换"), *ShownFilter.others)

    def queryset(self, request, queryset):
        if self.value() == "deleted":
            return queryset
        return queryset.filter(is_current=self.value() != "replaced")


class OwnLevelFilter(admin.SimpleListFilter):
    """The entries of the chosen committee itself, without those of the committees below it."""

    title = "范围"
    parameter_name = "only"

    def lookups(self, request, model_admin):
        return (("own", "仅本级"),)

    def choices(self, changelist):
        with_below, *others = super().choices(changelist)
        return [with_below | {"display": "含下级"}, *others]

    def queryset(self, request, queryset):
        if self.value() != "own":
            return queryset
        under = request.GET.get("under") or str(request.user.committee_id)
        own = Committee.objects.visible_to(request.user).filter(pk=under if is_key(under) else None)
        return queryset.filter(committee__in=own)
