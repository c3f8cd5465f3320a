"""The list of cases, made to stay fast over a million of them: what it filters by stands in the case's own row."""

from datetime import timedelta

from django.contrib import admin

from organization.clock import today
from organization.staff_site.paginator import CappedPaginator
from returnees.choices import FollowUpState
from returnees.follow_up_reasons import LABELS

CLOSED = "closed"
ANY_DIFFICULTY = "difficulty"


class CasePaginator(CappedPaginator):
    max_listed = 2_000


class CaseStateFilter(admin.SimpleListFilter):
    """Without a choice: those of which a next step is due some day."""

    title = "状态"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [*FollowUpState.choices, (CLOSED, "停止跟进")]

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        return [first | {"display": "待办（未办结）"}, *others]

    def queryset(self, request, cases):
        if self.value() == CLOSED:
            return cases.closed()
        return cases.in_state(self.value()) if self.value() in FollowUpState.values else cases.waiting()


class DueFilter(admin.SimpleListFilter):
    title = "期限"
    parameter_name = "due"

    def lookups(self, request, model_admin):
        return [("overdue", "已逾期"), ("today", "今天及以前"), ("week", "七天内")]

    def queryset(self, request, cases):
        match self.value():
            case "overdue":
                return cases.overdue(today())
            case "today":
                return cases.due(today())
            case "week":
                return cases.due(today() + timedelta(days=7))
        return cases


class AssigneeFilter(admin.SimpleListFilter):
    title = "经办人"
    parameter_name = "assigned"

    def lookups(self, request, model_admin):
        return [("me", "我"), ("nobody", "还没有指派")]

    def queryset(self, request, cases):
        match self.value():
            case "me":
                return cases.filter(assigned_to=request.user.pk)
            case "nobody":
                return cases.filter(assigned_to=None)
        return cases


class ReasonFilter(admin.SimpleListFilter):
    title = "需求"
    parameter_name = "reason"

    def lookups(self, request, model_admin):
        named = [(reason, label) for reason, label in LABELS.items() if not reason.startswith("difficulty:")]
        return [*named, (ANY_DIFFICULTY, "有困难")]

    def queryset(self, request, cases):
        if self.value() == ANY_DIFFICULTY:
            return cases.filter(reasons__contains=" difficulty:")
        return cases.with_reason(self.value()) if self.value() in LABELS else cases
