"""已删除: what was deleted in the last thirty days, to be brought back."""

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from activities.models import Activity
from organization.audit import append_audit_event
from organization.campaign_choice import viewed_campaign
from organization.choices import Act
from organization.deletion import RESTORABLE_FOR

PER_PAGE = 50
PK_DIGITS = 19
"""From which on not every database could hold the number."""
# Whoever may delete one kind may delete every kind.
may_delete = permission_required("activities.delete_letter", raise_exception=True)


def restorable_by(account):
    return Activity.with_deleted.visible_to(account).restorable()


@may_delete
def deleted_activities(request):
    if request.method == "POST":
        return bring_back(request, request.POST.get("entry", ""))
    entries = restorable_by(request.user).in_campaign(viewed_campaign(request)).order_by("-deleted_at", "-pk")
    entries = entries.select_related("campaign", "committee", "deleted_by__committee")
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("page"))
    context = admin.site.each_context(request) | {
        "title": "已删除的活动记录",
        "page": page,
        "lines": [(entry, deleter_of(entry, request.user)) for entry in page],
        "days": RESTORABLE_FOR.days,
    }
    return TemplateResponse(request, "activities/deleted.html", context)


def deleter_of(entry, account):
    """By name where `account` sees that account, else by committee: of those above one sees no accounts."""
    by = entry.deleted_by
    is_within = by.committee is not None and by.committee.path.startswith(account.committee.path)
    return by.get_full_name() if is_within else str(by.committee or "")


def bring_back(request, pk):
    readable = pk.isdecimal() and len(pk) < PK_DIGITS
    entries = restorable_by(request.user).select_related("campaign", "committee")
    entry = get_object_or_404(entries, pk=pk if readable else None)
    try:
        took_zero_report_back = restore(request, entry)
    except Activity.DoesNotExist:
        messages.info(request, f"{entry.number} 刚才已经恢复。")
        return HttpResponseRedirect(reverse("deleted_activities"))
    except ValidationError as refusal:
        reason = "".join(refusal.messages)
        messages.error(request, f"{entry.number} 没有恢复，它已不符合本年度的要求：{reason}")
        return HttpResponseRedirect(reverse("deleted_activities"))
    messages.success(request, f"已恢复 {entry}，重新计数。")
    if took_zero_report_back:
        messages.info(request, f"{entry.committee}原来的{entry.get_kind_display()}零报告已自动撤销。")
    return HttpResponseRedirect(reverse(f"admin:activities_{entry.kind}_change", args=[entry.pk]))


@transaction.atomic
def restore(request, entry):
    took_zero_report_back = entry.restore(by=request.user)
    append_audit_event(request, Act.ACTIVITY_RESTORE, entry, detail=entry.number)
    return took_zero_report_back
