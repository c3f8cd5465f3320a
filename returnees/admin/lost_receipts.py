"""Requests for lost receipt codes: a list by due date, and a page on which one is dealt with and thereby deleted."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.html import format_html

from organization.audit import append_audit_event
from organization.choices import Act, Result
from organization.staff_site.campaign_scoped import CampaignScopedAdmin
from organization.staff_site.filters import OwnCommitteeFilter
from organization.staff_site.list_memory import list_address
from returnees.admin.follow_ups import LATE_MARK, LEVELS_OF_ONE_COMMITTEE
from returnees.choices import LostReceiptOutcome
from returnees.disclosure import phone_refusal
from returnees.models import EndedRequest, LostReceipt, Returnee
from returnees.models.lost_receipt import KEPT_FOR

LIST = "admin:returnees_lostreceipt_changelist"
SUSPECT_MARK = format_html(' <span class="mark">{}</span>', "可能是机器填写的")


class OutcomeForm(forms.Form):
    outcome = forms.ChoiceField(
        label="办理结果",
        choices=LostReceiptOutcome,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择办理结果。"},
    )


@admin.register(LostReceipt)
class LostReceiptAdmin(CampaignScopedAdmin):
    change_list_template = "admin/introduced_list.html"
    nothing_yet = "青年在“回执码丢了”页面留下手机号和家乡以后，就列在这里。"
    sortable_by = ()
    list_filter = (OwnCommitteeFilter,)
    list_select_related = ("committee",)
    show_facets = admin.ShowFacets.NEVER
    list_display_links = ("number",)
    ordering = ("due_on", "pk")
    actions = None

    class Media:
        css = {"all": ["returnees.css"]}

    def get_list_display(self, request):
        committee = request.user.committee
        is_single = committee is not None and committee.level in LEVELS_OF_ONE_COMMITTEE
        return ("number", "due", *(() if is_single else ("committee",)), "shown_phone", "requested_at")

    @admin.display(description="请求")
    def number(self, request):
        return f"编号 {request.pk}"

    @admin.display(description="手机号")
    def shown_phone(self, request):
        return format_html("{}{}", request.masked_phone, SUSPECT_MARK if request.is_suspect else "")

    @admin.display(description="应办日期")
    def due(self, request):
        return format_html("{}{}", request.due_on.isoformat(), LATE_MARK if request.is_overdue else "")

    def changelist_view(self, request, extra_context=None):
        introduction = (
            "青年丢了回执码，留下手机号和家乡，请在应办日期前打这个号码，核实是本人以后再办。"
            f"选了办理结果就删除，没有办的满 {KEPT_FOR.days} 天也会删除。"
        )
        context = {"title": "找回回执", "introduction": introduction}
        return super().changelist_view(request, context | (extra_context or {}))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        lost = self.get_object(request, object_id)
        if lost is None or not self.has_view_permission(request, lost):
            raise Http404
        if request.method != "POST":
            return self.show(request, lost)
        if not self.has_change_permission(request, lost):
            raise PermissionDenied
        return self.finish(request, lost) if request.POST.get("step") == "done" else self.look_up(request, lost)

    def has_add_permission(self, request):
        return False

    @transaction.atomic
    def look_up(self, request, lost):
        """Show the number with the records that have it, of those that the account sees; each time it is recorded."""
        found = list(records_of(request.user, lost))
        refusal = next(filter(None, (phone_refusal(request.user, one) for one in found)), "")
        result = Result.REFUSED if refusal else Result.DONE
        append_audit_event(request, Act.PHONE_SHOWN, lost, detail=f"查到 {len(found)} 份问卷", result=result)
        return self.show(request, lost, found=found, refusal=refusal, phone="" if refusal else lost.phone)

    def finish(self, request, lost):
        form = OutcomeForm(request.POST)
        if not form.is_valid():
            return self.show(request, lost, form=form)
        outcome = LostReceiptOutcome(form.cleaned_data["outcome"])
        with transaction.atomic():
            if LostReceipt.objects.filter(pk=lost.pk).erase():
                append_audit_event(request, Act.RETURNEE_LOST_CODE, lost, detail=outcome.label)
                EndedRequest.objects.record_lost_code(lost)
        messages.success(request, f"编号 {lost.pk} 已办结：{outcome.label}。请求里的手机号已经删除。")
        return HttpResponseRedirect(list_address(request, LIST))

    def show(self, request, lost, *, form=None, **found):
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": f"找回回执的请求 编号 {lost.pk}",
            "lost": lost,
            "form": form or OutcomeForm(),
            "can_change": self.has_change_permission(request, lost),
            "can_correct": request.user.has_perm("returnees.correct_returnee"),
            "found": None,
            "refusal": "",
            "phone": "",
        }
        return TemplateResponse(request, "returnees/lost_receipt.html", context | found)


def records_of(account, lost):
    records = Returnee.objects.in_campaign(lost.campaign).visible_to(account).not_deleted()
    return records.filter(phone=lost.phone).select_related("campaign", "home_committee").order_by("pk")
