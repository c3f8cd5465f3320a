"""The list behind the numbers of services in follow-ups: what was done and when, and nobody's name."""

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from organization.campaign_choice import viewed_campaign
from reports.counting.work_columns import FOLLOW_UP_HEADINGS
from reports.overview.work.views.work import find_committee
from returnees.models import FollowUpCase, FollowUpNote

NOTES_PER_PAGE = 50


@require_safe
@permission_required("returnees.view_followupcase", raise_exception=True)
def follow_ups(request):
    kind = request.GET.get("kind")
    if kind not in FOLLOW_UP_HEADINGS:
        raise Http404
    committee, is_own = find_committee(request), request.GET.get("only") == "own"
    notes = FollowUpNote.objects.visible_to(request.user).in_campaign(viewed_campaign(request)).filter(kind=kind)
    notes = notes.filter(committee=committee) if is_own else notes.within(committee)
    notes = notes.select_related("committee").order_by("-happened_on", "-pk")
    page = Paginator(notes, NOTES_PER_PAGE).get_page(request.GET.get("page"))
    context = admin.site.each_context(request) | {
        "title": f"跟进个案里的服务 · {FOLLOW_UP_HEADINGS[kind]}",
        "committee": committee,
        "is_own": is_own,
        "kind": kind,
        "page": page,
        "lines": list(lines(page, request.user)),
    }
    return TemplateResponse(request, "reports/work_follow_ups.html", context)


def lines(page, account):
    cases = FollowUpCase.objects.visible_to(account).filter(pk__in=[note.case_id for note in page])
    visible = set(cases.values_list("pk", flat=True))
    for note in page:
        is_visible = note.case_id in visible
        yield note, reverse("admin:returnees_followupcase_change", args=[note.case_id]) if is_visible else None
