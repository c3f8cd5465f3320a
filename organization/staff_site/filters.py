from django.contrib import admin
from django.db.models import Q

from organization.choices import Level
from organization.models import Committee
from organization.scoping import is_key

# With townships and direct committees there may be thousands.
ALWAYS_OFFERED = {Level.REGION, Level.LEAGUE_CITY, Level.COUNTY}


class OwnCommitteeFilter(admin.SimpleListFilter):
    """The account's own subtree down to the counties, and of what lies below those the children of the one chosen."""

    title = "团委"
    parameter_name = "under"

    def __init__(self, request, *args, **kwargs):
        self.account = request.user
        super().__init__(request, *args, **kwargs)

    def chosen(self):
        pk = self.value() or self.account.committee_id
        return Committee.objects.visible_to(self.account).filter(pk=pk if is_key(str(pk)) else None).first()

    def lookups(self, request, model_admin):
        chosen = self.chosen()
        if chosen is None:
            return []
        visible = Committee.objects.visible_to(request.user)
        offered = Q(level__in=ALWAYS_OFFERED) | Q(path__in=chosen.paths_down_to_it) | Q(parent=chosen)
        return [
            (committee.pk, "　" * (committee.depth - request.user.committee.depth) + committee.short_name)
            for committee in visible.filter(offered)
        ]

    def choices(self, changelist):
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
