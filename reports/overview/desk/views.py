from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from activities.models import ActivityKind, ZeroReport
from organization.audit import append_audit_event
from organization.campaign_choice import act_on_posted_campaign, listed_campaigns, viewed_campaign
from organization.choices import Act
from organization.models import Notification
from organization.scoping import is_key
from organization.staff_site.navigation import may_set_up
from organization.staff_site.post_or_back import post_or_back
from organization.staff_site.waiting import keep_counts
from reports.overview.desk.dispatch import desk_context
from reports.overview.desk.waiting import count_waiting
from reports.overview.desk.what_waits import list_waiting
from reports.overview.notifications import list_all
from reports.packages.views.zero_report import declare_own_zero_report


def page_of_zero_reports(request, kind):
    return reverse("admin:index")


def desk(request):
    if not listed_campaigns(request) and may_set_up(request.user):
        return redirect("admin:reports_setup_begin")
    campaign = viewed_campaign(request)
    context = desk_context(request.user, campaign)
    if context["desk"] and "waiting" in context["desk"]:
        keep_counts(request, campaign, context["desk"]["waiting"].by_section)
    return admin.site.index(request, context)


@post_or_back(to=page_of_zero_reports)
@permission_required("activities.add_zeroreport", raise_exception=True)
def declare_zero_report(request, kind):
    """零报告 of the account's own committee, in one click; a second click takes it back.

    `kind` is the key of one of the posted campaign.
    """
    if request.user.committee is None:
        raise Http404
    act_on_posted_campaign(request)
    campaign = viewed_campaign(request)
    kind = get_object_or_404(ActivityKind.objects.in_campaign(campaign), key=kind)
    own = {"campaign": campaign, "committee": request.user.committee, "kind": kind}
    back = redirect_after_zero_report(request)
    if "withdraw" in request.POST:
        withdraw_zero_report(request, **own)
        messages.success(request, f"已撤销{kind}的零报告。")
        return back
    declare_own_zero_report(request, campaign=campaign, kind=kind)
    return back


@transaction.atomic
def withdraw_zero_report(request, **own):
    report = ZeroReport.objects.filter(**own).first()
    ZeroReport.objects.withdraw(**own)
    if report:
        append_audit_event(request, Act.ZERO_REPORT_WITHDRAW, report, detail=report.kind.label)


def redirect_after_zero_report(request):
    return redirect("completion" if request.POST.get("next") == "completion" else "admin:index")


@require_safe
def notifications(request):
    """待办 and 消息: what waits until it is done, and what is shown until it is seen."""
    if request.user.committee is None or not listed_campaigns(request):
        raise Http404
    campaign = viewed_campaign(request)
    waiting = count_waiting(request.user, campaign)
    keep_counts(request, campaign, waiting.by_section)
    lines = list_all(request.user)
    context = admin.site.each_context(request) | {
        "title": "待办和消息",
        "waiting": list_waiting(request.user, campaign, waiting),
        "unseen": [line for line in lines if line.is_unseen],
        "earlier": [line for line in lines if not line.is_unseen],
    }
    return TemplateResponse(request, "reports/notifications/notifications.html", context)


def page_of_notifications(request, pk=None):
    return reverse("notifications")


@post_or_back(to=page_of_notifications)
def notification_seen(request, pk):
    own = Notification.objects.visible_to(request.user)
    get_object_or_404(own, pk=pk)
    own.filter(pk=pk).mark_seen(request.user)
    return redirect("admin:index" if request.POST.get("next") == "desk" else "notifications")


@post_or_back(to=page_of_notifications)
def notifications_seen(request):
    """All that the page has shown, and none that came since."""
    shown = [key for key in request.POST.getlist("shown") if is_key(key)]
    Notification.objects.visible_to(request.user).filter(pk__in=shown).mark_seen(request.user)
    return redirect("notifications")
