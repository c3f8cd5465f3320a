"""The list of records, made to stay fast over a million of them."""

from datetime import datetime, time, timedelta

from django.contrib import admin
from django.contrib.admin.views.main import ORDER_VAR
from django.utils import timezone

from organization.campaign_choice import viewed_campaign
from organization.clock import today
from organization.region import words
from organization.staff_site.staff_list import StaffList
from organization.stored_searches import PARAMETER
from returnees.admin.filling_in import can_fill_in
from returnees.admin.returnee_search import load_search
from returnees.age import age_group_labels, age_limits
from returnees.choices import AgeGroup, ReturneeState
from returnees.models import Returnee
from returnees.models.returnee_queries import SHOW_PHONE_OF_MINOR
from returnees.record_search import RecordSearchForm, SearchKind

# Listed at a time: once they are merged or declared distinct, others follow.
MAX_DUPLICATES = 500


class ReturneeList(StaffList):
    def __init__(self, request, *args, **kwargs):
        self.search = load_search(request)
        self.is_search_expired = PARAMETER in request.GET and self.search is None
        self.search_form = RecordSearchForm()
        self.can_fill_in = can_fill_in(request.user, viewed_campaign(request))
        super().__init__(request, *args, **kwargs)
        self.query_without_search = self.get_query_string(remove=[PARAMETER, "p"])

    def get_filters_params(self, params=None):
        return {name: value for name, value in super().get_filters_params(params).items() if name != PARAMETER}

    def get_queryset(self, request, *args, **kwargs):
        returnees = super().get_queryset(request, *args, **kwargs)
        if self.is_search_expired:
            return returnees.none()
        return self.search.among(returnees, request.user) if self.search else returnees

    def get_ordering(self, request, queryset):
        # Names stand in this order in their index; by time, all that begin alike would have to be sorted.
        if self.search and self.search.kind == SearchKind.NAME and ORDER_VAR not in self.params:
            return ["name", "pk"]
        return super().get_ordering(request, queryset)

    def fetch_page(self, request):
        super().fetch_page(request)
        self.result_list = list(self.result_list)
        page = Returnee.objects.filter(pk__in=[returnee.pk for returnee in self.result_list]).order_by()
        marks = dict(page.with_duplicate_mark(request.user).values_list("pk", "is_possible_duplicate"))
        for returnee in self.result_list:
            returnee.is_possible_duplicate = marks[returnee.pk]


class RecordStateFilter(admin.SimpleListFilter):
    title = "状态"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [choice for choice in ReturneeState.choices if choice[0] != ReturneeState.DELETED]

    def queryset(self, request, returnees):
        return returnees.filter(state=self.value()) if self.value() in ReturneeState.values else returnees


class AgeGroupFilter(admin.SimpleListFilter):
    title = "年龄组"
    parameter_name = "age_group"

    def lookups(self, request, model_admin):
        limits = age_limits(viewed_campaign(request))
        return list(age_group_labels(limits).items()) if limits.stretched else []

    def queryset(self, request, returnees):
        if self.value() not in AgeGroup.values:
            return returnees
        return returnees.of_age_group(self.value(), age_limits(viewed_campaign(request)))


class DuplicateFilter(admin.SimpleListFilter):
    title = "疑似重复"
    parameter_name = "duplicate"

    def lookups(self, request, model_admin):
        adults_only = "" if request.user.has_perm(SHOW_PHONE_OF_MINOR) else f"；未满 18 周岁的由{words.league_city}核对"
        return [("yes", f"同一手机号有多份（先列约 {MAX_DUPLICATES} 份{adults_only}）")]

    def queryset(self, request, returnees):
        if self.value() != "yes":
            return returnees
        # Searched once, not for the count and for the page.
        marked = returnees.possible_duplicates(request.user, viewed_campaign(request), limit=MAX_DUPLICATES)
        return returnees.filter(pk__in=marked)


class RecentFilter(admin.SimpleListFilter):
    title = "提交时间"
    parameter_name = "days"

    def lookups(self, request, model_admin):
        return [("1", "今天"), ("7", "近 7 天"), ("30", "近 30 天")]

    def queryset(self, request, returnees):
        if self.value() not in ("1", "7", "30"):
            return returnees
        first_day = today() - timedelta(days=int(self.value()) - 1)
        return returnees.filter(submitted_at__gte=timezone.make_aware(datetime.combine(first_day, time.min)))
