from django.contrib import admin

from organization.choices import Level
from organization.models import Committee
from organization.scoping import is_key

# With townships and direct committees there may be a thousand.
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
        return [
            (committee.pk, "　" * (committee.depth - request.user.committee.depth) + committee.short_name)
            for committee in visible
            if committee.level in ALWAYS_OFFERED
            or chosen.path.startswith(committee.path)
            or committee.parent_id == chosen.pk
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
