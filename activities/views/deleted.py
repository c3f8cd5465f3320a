"""已删除: what was deleted in the last thirty days, to be brought back."""

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from activities.addresses import entry_address
from activities.models import Activity
from organization.campaign_choice import viewed_campaign
from organization.choices import Act
from organization.staff_site.deleted_rows import deleted_page, restore_row

can_delete = permission_required("activities.delete_activity", raise_exception=True)


def restorable_by(account):
    return Activity.with_deleted.visible_to(account).restorable()


@can_delete
def deleted_activities(request):
    if request.method == "POST":
        return restore_entry(request, request.POST.get("entry", ""))
    entries = (
        restorable_by(request.user)
        .in_campaign(viewed_campaign(request))
        .select_related("campaign", "committee")
        # One object for all entries of a kind: it reads the lists of its campaign once.
        .prefetch_related("kind")
    )
    context = admin.site.each_context(request) | {"title": "已删除的活动记录"}
    return deleted_page(request, entries, "activities/deleted.html", context)


def restore_entry(request, pk):
    entries = restorable_by(request.user).of_key(pk).select_related("campaign", "committee", "kind")
    entry = get_object_or_404(entries)
    try:
        is_zero_report_withdrawn = restore_row(request, entry, Act.ACTIVITY_RESTORE, detail=entry.number)
    except Activity.DoesNotExist:
        messages.info(request, f"{entry.number} 刚才已经恢复。")
        return HttpResponseRedirect(reverse("deleted_activities"))
    except ValidationError as refusal:
        reason = "".join(refusal.messages)
        messages.error(request, f"{entry.number} 没有恢复，它已不符合本年度的要求：{reason}")
        return HttpResponseRedirect(reverse("deleted_activities"))
    messages.success(request, f"已恢复 {entry}，重新计数。")
    if is_zero_report_withdrawn:
        messages.info(request, f"{entry.committee}原来的{entry.kind.label}零报告已自动撤销。")
    return HttpResponseRedirect(entry_address(entry))
