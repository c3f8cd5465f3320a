from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Sum

from activities.admin.headcount_form import report_headcounts
from activities.admin.work_entries import WorkEntryAdmin, act_on_shown_campaign
from activities.admin.work_filters import OwnLevelFilter, ShownCountFilter
from activities.choices import HeadcountCategory
from activities.models import Headcount
from organization.choices import Level
from organization.region import words
from organization.staff_site.filters import OwnCommitteeFilter

COUNTED_BELOW_OR_AT = {Level.REGION, Level.LEAGUE_CITY, Level.COUNTY}


@admin.register(Headcount)
class HeadcountAdmin(WorkEntryAdmin):
    """Four counts are entered in one form, and none is changed: a newer one replaces it."""

    nothing_yet = f"各{words.county_short}填报四类青年的人数。"
    introduction = (
        f"四类青年的人数按{words.county}填报，{words.league_city}和{words.region}由{words.county_short}相加；"
        "不知道的不填，空着不等于 0。"
        "人数变了就再报一次：新数替换旧数，旧数留在“已被替换”里。"
    )
    list_columns = ("category", "youth_count", "counted_on", "created_by", "created_at", "remark")
    list_filter = ("category", ShownCountFilter, OwnLevelFilter, OwnCommitteeFilter)
    list_select_related = (*WorkEntryAdmin.list_select_related, "created_by__committee")
    fields = ("committee", ("category", "youth_count", "counted_on"), "remark", ("created_by", "created_at"))
    readonly_fields = ("created_by", "created_at")

    def get_fieldsets(self, request, obj=None):
        return [(None, {"fields": self.fields})]

    def has_add_permission(self, request):
        committee = request.user.committee
        return super().has_add_permission(request) and committee and committee.level in COUNTED_BELOW_OR_AT

    def has_change_permission(self, request, obj=None):
        return False

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            act_on_shown_campaign(request)
        return report_headcounts(self, request)

    def sums(self, changelist, campaign):
        counts = changelist.queryset.order_by().values_list("category").annotate(Sum("youth_count"))
        count_of = dict(counts)
        counties = changelist.queryset.order_by().aggregate(count=Count("committee", distinct=True))["count"]
        return [
            (f"已报的{words.county_short}", counties or None, ""),
            *(
                (
                    category.label,
                    count_of.get(category),
                    changelist.get_query_string({"category__exact": category}, ["p"]),
                )
                for category in HeadcountCategory
            ),
        ]
