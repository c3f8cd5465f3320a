from django.contrib import admin, messages
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from organization.choices import Level
from organization.models import Committee
from organization.staff_site.campaign_scoped import CampaignScopedAdmin
from organization.staff_site.filters import OwnCommitteeFilter
from returnees.admin.case_page import assign_cases, case_page, case_phone
from returnees.admin.follow_up_forms import AssignForm
from returnees.admin.follow_up_list import (
    AssigneeFilter,
    CasePaginator,
    CaseStateFilter,
    DueFilter,
    ReasonFilter,
)
from returnees.admin.visit_sheet import visit_sheet
from returnees.models import AllianceMembership, FollowUpCase, HandOver
from returnees.models.follow_up import CONTACT_WITHIN

# Cases that one action may assign: nobody can handle more, and each gets a line in its history.
MAX_ASSIGNED = 2000
# As many stand above the list.
MAX_REMINDERS = 50

# Their lists need no column of committees.
LEVELS_OF_ONE_COMMITTEE = (Level.COUNTY, Level.TOWNSHIP)
MINOR_MARK = format_html(' <span class="mark">{}</span>', "未成年")
REMINDED_MARK = ' <span class="overdue">{} 本人催办</span>'
LATE_MARK = format_html(' <span class="overdue">{}</span>', "逾期")


@admin.register(FollowUpCase)
class FollowUpCaseAdmin(CampaignScopedAdmin):
    """Those whom the account's committee helps; a case has a page of its own, and nothing else changes it."""

    change_list_template = "returnees/case_list.html"
    nothing_yet = "有创业意向、有需求或有困难的青年提交问卷以后，就列在这里；已办结的在筛选“状态”里看。"
    paginator = CasePaginator
    list_display_links = None
    sortable_by = ()
    list_filter = (CaseStateFilter, DueFilter, AssigneeFilter, ReasonFilter, OwnCommitteeFilter)
    list_select_related = ("returnee", "committee", "assigned_to__committee")
    show_facets = admin.ShowFacets.NEVER
    ordering = ("due_on", "pk")
    actions = ("assign",)

    class Media:
        css = {"all": ["returnees.css"]}

    def get_queryset(self, request):
        related = (
            "returnee__campaign",
            "returnee__home_committee__parent",
            "committee",
            "assigned_to__committee",
            "campaign",
        )
        cases = super().get_queryset(request)
        return cases.select_related(*related) if request.resolver_match.url_name.endswith("_change") else cases

    def get_list_display(self, request):
        columns = ("youth", "due", "state_mark", "masked_phone", "reasons_label", "assigned_to")
        committee = request.user.committee
        is_single = committee is not None and committee.level in LEVELS_OF_ONE_COMMITTEE
        return columns if is_single else (*columns[:3], "committee", *columns[3:])

    def get_urls(self):
        phone = self.admin_site.admin_view(require_http_methods(["GET", "HEAD", "POST"])(self.phone))
        sheet = self.admin_site.admin_view(require_http_methods(["GET", "HEAD", "POST"])(self.visit_sheet))
        return [
            path("<int:pk>/phone/", phone, name="returnees_followupcase_phone"),
            path("sheet/", sheet, name="returnees_followupcase_sheet"),
            *super().get_urls(),
        ]

    def visit_sheet(self, request):
        return visit_sheet(self, request)

    def phone(self, request, pk):
        return case_phone(self, request, pk)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return case_page(self, request, object_id)

    def changelist_view(self, request, extra_context=None):
        context = {
            "title": self.opts.verbose_name_plural,
            "max_listed": CasePaginator.max_listed,
            "contact_days": CONTACT_WITHIN.days,
            "reminders": self.reminders(request),
        }
        return super().changelist_view(request, context | (extra_context or {}))

    def reminders(self, request):
        """Above all others, whatever is filtered: whose youths have said that nobody called."""
        reminded = self.get_queryset(request).reminded().select_related("returnee", "committee")
        return reminded[:MAX_REMINDERS]

    @admin.display(description="姓名")
    def youth(self, case):
        address = reverse("admin:returnees_followupcase_change", args=[case.pk])
        name = case.returnee.name or f"{case.returnee.displayed_name}编号 {case.pk}"
        mark = MINOR_MARK if case.returnee.is_minor else ""
        return format_html('<a href="{}">{}</a>{}', address, name, mark)

    @admin.display(description="手机号")
    def masked_phone(self, case):
        return case.returnee.masked_phone or None

    @admin.display(description="需求")
    def reasons_label(self, case):
        return case.reasons_label

    @admin.display(description="状态")
    def state_mark(self, case):
        return format_html('<span class="chip {}">{}</span>', case.state, case.state_label)

    @admin.display(description="应办日期")
    def due(self, case):
        if case.due_on is None:
            return None
        late = LATE_MARK if case.is_overdue else ""
        reminded = format_html(REMINDED_MARK, f"{case.reminded_on:%m-%d}") if case.reminded_on else ""
        return format_html("{}{}{}", case.due_on.isoformat(), late, reminded)

    @admin.action(description="指派给……", permissions=["change"])
    def assign(self, request, cases):
        count = cases.order_by().values("pk")[: MAX_ASSIGNED + 1].count()
        if count > MAX_ASSIGNED:
            messages.error(request, f"一次最多指派 {MAX_ASSIGNED} 个，请先筛选。")
            return None
        is_answered = "assignee" in request.POST
        form = AssignForm(request.POST if is_answered else None, account=request.user, committee=request.user.committee)
        if is_answered and form.is_valid():
            assignee = form.cleaned_data["assignee"]
            chosen = FollowUpCase.objects.filter(pk__in=list(cases.order_by().values_list("pk", flat=True)))
            self.report_assignment(request, assignee, assign_cases(request, chosen, assignee), count)
            return None
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": "指派跟进个案",
            "form": form,
            "count": count,
            "chosen": request.POST.getlist("_selected_action"),
            "select_across": request.POST.get("select_across", "0"),
        }
        return TemplateResponse(request, "returnees/assign_cases.html", context)

    @staticmethod
    def report_assignment(request, assignee, assigned, count):
        messages.success(request, f"已把 {assigned} 个指派给{assignee.get_full_name()}。")
        if assigned < count:
            why = "本来就由这位同志经办，或不由其所在团委及上级负责，或个人信息保存期已满"
            messages.warning(request, f"另有 {count - assigned} 个没有改动：{why}。")

    def has_add_permission(self, request):
        return False


def case_link_for(account):
    """A column of the list: the case's number, as a link for those who see the case."""

    @admin.display(description="个案")
    def case_link(row):
        case = row.case
        if not case.committee.path.startswith(account.committee.path):
            return f"编号 {case.pk}"
        address = reverse("admin:returnees_followupcase_change", args=[case.pk])
        return format_html('<a href="{}">编号 {}</a>', address, case.pk)

    return case_link


class CaseFactAdmin(CampaignScopedAdmin):
    """Facts about cases, to be read; the case itself opens only for those who see it."""

    change_list_template = "admin/introduced_list.html"
    introduction = ""
    paginator = CasePaginator
    list_display_links = None
    sortable_by = ()
    show_facets = admin.ShowFacets.NEVER
    actions = None

    def changelist_view(self, request, extra_context=None):
        context = {"title": self.opts.verbose_name_plural, "introduction": self.introduction}
        return super().changelist_view(request, context | (extra_context or {}))

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class DirectionFilter(admin.SimpleListFilter):
    title = "方向"
    parameter_name = "direction"

    def lookups(self, request, model_admin):
        return [("out", "本单位移出"), ("in", "移入本单位")]

    def queryset(self, request, hand_overs):
        own = Committee.objects.visible_to(request.user)
        match self.value():
            case "out":
                return hand_overs.filter(from_committee__in=own).exclude(to_committee__in=own)
            case "in":
                return hand_overs.filter(to_committee__in=own).exclude(from_committee__in=own)
        return hand_overs


@admin.register(HandOver)
class HandOverAdmin(CaseFactAdmin):
    nothing_yet = "个案移交给别的团委，或从别处移交过来以后，就列在这里。"
    introduction = "移出的个案由移入的团委负责，原团委在这里看到办到哪一步，看不到之后的跟进内容。"
    list_filter = (DirectionFilter,)
    list_select_related = ("case__committee", "from_committee", "to_committee")
    ordering = ("-pk",)

    def get_list_display(self, request):
        return (
            "handed_over_on",
            case_link_for(request.user),
            "from_committee",
            "to_committee",
            "reason",
            "state_before",
            "state_now",
        )

    @admin.display(description="移交日期", ordering="handed_over_at")
    def handed_over_on(self, hand_over):
        # Of an erased record no more is left of the moment.
        return localdate(hand_over.handed_over_at)

    @admin.display(description="现在")
    def state_now(self, hand_over):
        return f"{hand_over.case.committee} · {hand_over.case.state_label}"


@admin.register(AllianceMembership)
class AllianceMembershipAdmin(CaseFactAdmin):
    nothing_yet = "在跟进个案里确认以后，就列在这里。"
    introduction = "问卷里愿意加入的青年，由负责团委在跟进个案中确认。这里的人数列在附件2的新增会员数旁边，不加进去。"
    list_filter = (OwnCommitteeFilter,)
    list_select_related = ("returnee__follow_up_case__committee", "committee", "confirmed_by__committee")
    ordering = ("-pk",)

    def get_list_display(self, request):
        return (
            "member_since",
            case_link_for(request.user),
            "number",
            "committee",
            "confirmed_by",
            "confirmed_on",
        )

    @admin.display(description="确认日期", ordering="confirmed_at")
    def confirmed_on(self, membership):
        # Of an erased record no more is left of the moment.
        return localdate(membership.confirmed_at)
