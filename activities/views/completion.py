"""本级已填完: declared by the committees that log, seen and handed back by the committee above."""

from dataclasses import dataclass

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from activities.addresses import entry_address, kind_address
from activities.choices import CompletionState
from activities.forms import HandBackForm
from activities.models import Activity, ActivityKind, Completion, ZeroReport
from activities.models.completion import COMPLETING_LEVELS
from activities.queries import listed_kinds, overdue_plans, unreported_kinds
from organization.audit import append_audit_event
from organization.campaign_choice import act_on_posted_campaign, viewed_campaign
from organization.choices import Act, Level
from organization.models import Committee

# Whose marks a committee looks at; a county looks at those of all below it.
LEVELS_SHOWN = {Level.REGION: (Level.COUNTY, Level.DIRECT), Level.LEAGUE_CITY: (Level.COUNTY, Level.DIRECT)}

OVERDUE_PLANS_SHOWN = 20


@dataclass(frozen=True)
class CompletionLine:
    committee: Committee
    completion: Completion | None
    unreported_kinds: list[ActivityKind]

    @property
    def unreported_kinds_text(self):
        return "、".join(kind.label for kind in self.unreported_kinds)

    @property
    def can_be_handed_back(self):
        return self.completion is not None and self.completion.state != CompletionState.HANDED_BACK


@permission_required("activities.view_completion", raise_exception=True)
def completion(request):
    if request.user.committee is None:
        raise Http404
    if request.method == "POST":
        return mark(request)
    campaign, committee = viewed_campaign(request), request.user.committee
    lines = lines_below(request.user, campaign)
    context = admin.site.each_context(request) | {
        "title": page_title(committee),
        "committee": committee,
        "can_mark": committee.level in COMPLETING_LEVELS,
        "lines": lines,
        "complete_count": sum(is_complete(line) for line in lines),
        "can_hand_back": request.user.has_perm("activities.change_completion"),
    }
    if context["can_mark"]:
        context |= own_context(request.user, campaign)
    return TemplateResponse(request, "activities/completion.html", context)


def page_title(committee):
    return "本级填完情况" if committee.level in COMPLETING_LEVELS else "下级填完情况"


def own_context(account, campaign):
    committee = account.committee
    history = list(
        Completion.objects.in_campaign(campaign)
        .filter(committee=committee)
        .select_related("completed_by__committee", "handed_back_by__committee")
        .order_by("-number")
    )
    unreported = unreported_kinds(campaign, [committee], account=account)[committee.pk]
    return {
        "latest": history[0] if history else None,
        "history": history,
        "can_log": account.has_perm("activities.add_completion"),
        "kinds": kind_lines(campaign, committee, unreported),
        "has_unreported_kinds": bool(unreported),
        "overdue_plans": [
            (plan, entry_address(plan)) for plan in overdue_plans(campaign, committee)[:OVERDUE_PLANS_SHOWN]
        ],
    }


def kind_lines(campaign, committee, unreported):
    own = Activity.objects.in_campaign(campaign).filter(committee=committee).held()
    counts = dict(own.order_by().values_list("kind").annotate(Count("pk")))
    own_zero_reports = ZeroReport.objects.in_campaign(campaign).filter(committee=committee)
    zeros = set(own_zero_reports.values_list("kind", flat=True))
    return [
        {
            "kind": kind,
            "entry_count": counts.get(kind.pk, 0),
            "has_zero_report": kind.pk in zeros,
            "is_unreported": kind in unreported,
            "add_url": kind_address("add", kind.key),
            "list_url": kind_address("changelist", kind.key),
        }
        for kind in listed_kinds(campaign)
        if kind.is_active or kind.pk in counts
    ]


def lines_below(account, campaign):
    levels = LEVELS_SHOWN.get(account.committee.level, COMPLETING_LEVELS)
    committees = Committee.objects.visible_to(account).standing().filter(level__in=levels)
    committees = list(committees.exclude(pk=account.committee_id).select_related("parent"))
    completions = Completion.objects.visible_to(account).select_related("completed_by__committee", "handed_back_by")
    latest = completions.latest_by_committee(campaign)
    unreported = unreported_kinds(campaign, committees, account=account) if committees else {}
    return [CompletionLine(committee, latest.get(committee.pk), unreported[committee.pk]) for committee in committees]


def is_complete(line):
    return line.completion is not None and line.completion.state == CompletionState.COMPLETE


def mark(request):
    if not request.user.has_perm("activities.add_completion"):
        raise PermissionDenied
    act_on_posted_campaign(request)
    campaign = viewed_campaign(request)
    try:
        mark_own(request, campaign)
    except ValidationError as refusal:
        messages.error(request, "".join(refusal.messages))
    else:
        messages.success(request, f"已标记：{request.user.committee} {campaign}本级已填完。之后仍可修改。")
    return HttpResponseRedirect(reverse("completion"))


@transaction.atomic
def mark_own(request, campaign):
    completion, is_new = Completion.objects.mark(campaign=campaign, committee=request.user.committee, by=request.user)
    if is_new:
        append_audit_event(request, Act.COMPLETION_MARK, completion, detail=str(campaign))


@permission_required("activities.change_completion", raise_exception=True)
def hand_back(request, pk):
    """Only a committee above may hand it back."""
    below = Completion.objects.visible_to(request.user).exclude(committee=request.user.committee)
    completion = get_object_or_404(below.select_related("committee", "campaign", "completed_by__committee"), pk=pk)
    form = HandBackForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and save_hand_back(request, completion, form):
        messages.success(request, f"已退回{completion.committee}，对方在工作台看到退回的原因。")
        return HttpResponseRedirect(reverse("completion"))
    unreported = unreported_kinds(completion.campaign, [completion.committee], account=request.user)
    context = admin.site.each_context(request) | {
        "title": f"退回{completion.committee}的填完标记",
        "completion": completion,
        "form": form,
        "missing": "、".join(kind.label for kind in unreported[completion.committee_id]),
    }
    return TemplateResponse(request, "activities/hand_back.html", context)


@transaction.atomic
def save_hand_back(request, completion, form):
    try:
        completion.hand_back(by=request.user, reason=form.cleaned_data["reason"])
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    detail = f"{completion.committee.name} {completion.campaign}"
    append_audit_event(request, Act.COMPLETION_HAND_BACK, completion, detail=detail)
    return True
