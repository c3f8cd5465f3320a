"""The reminder: its text for the work group, made in one click, and the note that it went out."""

import uuid

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from organization.audit import append_audit_event
from organization.campaign_choice import act_on_posted_campaign, viewed_campaign
from organization.choices import Act
from organization.clock import now
from reports.models import Package, Reminder
from reports.overview.board.choice import Choice
from reports.overview.board.forms import ReminderForm
from reports.overview.board.reminder_text import awaited, reminder_text
from reports.overview.board.rows import build_rows
from reports.overview.board.views.board import for_the_region

EARLIER_SHOWN = 30


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_region
def reminder(request):
    act_on_posted_campaign(request)
    campaign = viewed_campaign(request)
    if request.method == "POST":
        return note(request, campaign)
    waiting = awaited(row.package for row in Choice.of(request.GET).of_rows(build_rows(campaign, request.user)))
    text = reminder_text(waiting, due_on=campaign.package_due_on, moment=timezone.localtime(now()))
    initial = {"text": text, "packages": waiting, "form_uuid": uuid.uuid4()}
    return shown(request, campaign, ReminderForm(initial=initial, packages=find_packages(request, campaign)), waiting)


def find_packages(request, campaign):
    return Package.objects.in_campaign(campaign).visible_to(request.user)


def note(request, campaign):
    if not request.user.has_perm("reports.review_package"):
        raise PermissionDenied
    form = ReminderForm(request.POST, packages=find_packages(request, campaign))
    if not form.is_valid():
        return shown(request, campaign, form, list(form.cleaned_data.get("packages", ())))
    with transaction.atomic():
        reminder, is_new = Reminder.objects.note(campaign=campaign, by=request.user, **form.cleaned_data)
        if is_new:
            names = "、".join(package.printed_name for package in form.cleaned_data["packages"])
            append_audit_event(request, Act.REMINDER_SENT, reminder, detail=names)
    messages.success(request, "已记为已催报。" if is_new else "这次催报已经记过了，没有重复记。")
    return HttpResponseRedirect(f"{reverse('board')}?campaign={campaign.key}")


def shown(request, campaign, form, packages):
    context = admin.site.each_context(request) | {
        "title": "催报",
        "campaign": campaign,
        "form": form,
        "packages": packages,
        "has_rows": find_packages(request, campaign).exists(),
        "can_note": request.user.has_perm("reports.review_package"),
        "earlier": Reminder.objects.in_campaign(campaign)
        .select_related("sent_by__committee")
        .prefetch_related("packages")[:EARLIER_SHOWN],
    }
    return TemplateResponse(request, "reports/board/reminder.html", context)
