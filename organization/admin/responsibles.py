from collections import defaultdict
from dataclasses import dataclass

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from organization.audit import append_audit_event
from organization.campaign_choice import viewed_campaign
from organization.choices import Act
from organization.models import Account, Campaign, Committee, Responsible
from organization.scoping import is_key
from organization.staff_site.campaign_scoped import CampaignScopedAdmin
from organization.staff_site.filters import OwnCommitteeFilter
from organization.staff_site.person_search import PersonSearchMixin

OVERVIEW = "admin:organization_responsible_overview"
COMMITTEES_PER_PAGE = 150


@dataclass(frozen=True)
class ResponsibleLine:
    committee: Committee
    responsible: Responsible | None
    accounts: list[Account]


@admin.register(Responsible)
class ResponsibleAdmin(PersonSearchMixin, CampaignScopedAdmin):
    """Beside the list of rows stands one of committees: who has named nobody is what one looks for."""

    change_list_template = "organization/responsible_list.html"
    nothing_yet = "请先登记本单位的负责人，再看下级还有谁没有登记。"
    field_help = {"name": "这次活动的事找谁；上级看得到。"}
    fields = ("campaign", "committee", ("name", "phone"), "is_public")
    list_display = ("committee", "name", "phone", "is_public")
    list_filter = (OwnCommitteeFilter,)
    list_select_related = ("committee",)
    search_fields = ("name", "committee__short_name")

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        if obj is None and "campaign" in form.base_fields:
            # The campaign that the form was shown for, whatever another tab has switched to since.
            form.base_fields["campaign"].disabled = False
        elif "committee" in form.base_fields:
            form.base_fields["committee"].disabled = True
        return form

    def get_field_queryset(self, db, db_field, request):
        if db_field.name == "campaign":
            return Campaign.objects.all()
        return super().get_field_queryset(db, db_field, request)

    def get_changeform_initial_data(self, request):
        pk = request.GET.get("committee", "")
        known = is_key(pk) and Committee.objects.visible_to(request.user).filter(pk=pk).exists()
        return {"committee": pk} if known else {}

    @transaction.atomic
    def save_model(self, request, responsible, form, change):
        responsible.save()
        detail = f"{responsible.campaign} {responsible.committee}"
        append_audit_event(request, Act.RESPONSIBLE_CHANGE, responsible, detail=detail)
        if "is_public" in form.changed_data:
            act = Act.RESPONSIBLE_PUBLISH if responsible.is_public else Act.RESPONSIBLE_HIDE
            append_audit_event(request, act, responsible, detail=detail)
        if responsible.is_public or "is_public" in form.changed_data:
            # The pages that are kept in memory name whom to call.
            Campaign.objects.filter(pk=responsible.campaign_id).revise_questionnaires()

    def response_post_save_add(self, request, obj):
        return HttpResponseRedirect(reverse(OVERVIEW))

    response_post_save_change = response_post_save_add

    def get_urls(self):
        own = path("overview/", self.admin_site.admin_view(require_safe(self.overview)), name=OVERVIEW.split(":")[1])
        return [own, *super().get_urls()]

    def overview(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        campaign = viewed_campaign(request)
        committees = Committee.objects.visible_to(request.user).standing()
        is_missing_only = request.GET.get("missing") == "1"
        named = Responsible.objects.in_campaign(campaign).visible_to(request.user)
        if is_missing_only:
            committees = committees.exclude(pk__in=named.values("committee"))
        page = Paginator(committees, COMMITTEES_PER_PAGE).get_page(request.GET.get("page"))
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": f"{campaign}负责人和账号",
            "page": page,
            "lines": committee_lines(request, page.object_list, named),
            "is_missing_only": is_missing_only,
            "shows_accounts": request.user.has_perm("organization.view_account"),
            "can_add": self.has_add_permission(request),
            "can_change": self.has_change_permission(request),
        }
        return TemplateResponse(request, "organization/responsibles.html", context)


def committee_lines(request, committees, named):
    committees = list(committees)
    responsibles = {row.committee_id: row for row in named.filter(committee__in=committees)}
    accounts = defaultdict(list)
    if request.user.has_perm("organization.view_account"):
        for account in Account.objects.visible_to(request.user).active().filter(committee__in=committees):
            accounts[account.committee_id].append(account)
    return [
        ResponsibleLine(committee, responsibles.get(committee.pk), accounts[committee.pk]) for committee in committees
    ]
