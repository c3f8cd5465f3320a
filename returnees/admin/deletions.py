"""Deleting a wrong record, and restoring it within 30 days."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from organization.audit import append_audit_event
from organization.choices import Act
from organization.deletion import RESTORABLE_FOR
from organization.staff_site.deleted_rows import deleted_page, restore_row
from returnees.admin.outcomes import CONFLICT, redirect_to_returnee
from returnees.choices import DeletionReason
from returnees.models import Returnee


class DeletionForm(forms.Form):
    reason = forms.ChoiceField(
        label="为什么删除",
        choices=DeletionReason,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择删除的原因。"},
    )


def remove(request, returnee, context):
    form = DeletionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            return save_removal(request, returnee, form.cleaned_data["reason"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
    context |= {"title": "删除误填的问卷", "returnee": returnee, "form": form, "days": RESTORABLE_FOR.days}
    return TemplateResponse(request, "returnees/remove.html", context)


@transaction.atomic
def save_removal(request, returnee, reason):
    try:
        returnee.mark_deleted(by=request.user, deletion_reason=reason)
    except Returnee.DoesNotExist:
        messages.warning(request, CONFLICT)
        return redirect_to_returnee(returnee)
    append_audit_event(request, Act.RETURNEE_DELETE, returnee, detail=DeletionReason(reason).label)
    messages.success(request, f"已删除编号 {returnee.pk}，{RESTORABLE_FOR.days} 天内可以恢复。")
    return HttpResponseRedirect(reverse("admin:returnees_returnee_deleted"))


def list_deleted(request, returnees, campaign, context):
    deleted = returnees.in_campaign(campaign).filter(personal_erased_at=None).select_related("home_committee")
    return deleted_page(request, deleted, "returnees/deleted.html", context | {"title": "已删除的问卷"})


def restore(request, returnee):
    try:
        restore_row(request, returnee, Act.RETURNEE_RESTORE)
    except Returnee.DoesNotExist:
        messages.warning(request, f"编号 {returnee.pk} 已过 {RESTORABLE_FOR.days} 天或刚被处理，不能恢复。")
        return HttpResponseRedirect(reverse("admin:returnees_returnee_deleted"))
    messages.success(request, "已恢复。")
    return redirect_to_returnee(returnee)
