"""The page on which the region designs a campaign's questionnaire, and its preview in the frame of a phone."""

import uuid

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from organization.campaign_choice import named_campaign
from organization.clock import now
from organization.models import Committee
from organization.scoping import is_key
from organization.staff_site.navigation import is_of_the_region
from returnees.after_sending import SendingProof
from returnees.choices import EntranceChannel, Status
from returnees.designing import move_before, overview_of, set_usage
from returnees.estimated_time import minutes_after_sending, minutes_before_sending
from returnees.models import Entrance
from returnees.models.own_question import MANY_QUESTIONS, MAX_ACTIVE_QUESTIONS
from returnees.page_weight import LARGEST_VIEW, first_view_weight
from returnees.question_types import ALL
from returnees.questionnaire import load_questionnaire
from returnees.views.after_sending import ask as ask_after_sending
from returnees.views.mongolian_font import with_mongolian_font
from returnees.views.questionnaire import render_questionnaire

VIEWING = ("returnees.view_ownquestion", "returnees.view_questionsetting")
CHANGING = ("returnees.change_ownquestion", "returnees.change_questionsetting")


def design_address(campaign, key="") -> str:
    return f"{reverse('admin:questionnaire_design')}?campaign={campaign.key}" + (f"#{key}" if key else "")


def check_may(request, permissions):
    if not request.user.has_perms(permissions):
        raise PermissionDenied


def may_change(account) -> bool:
    """The region's accounts alone: to those below nothing of the design is visible, whatever their role."""
    return account.has_perms(CHANGING) and is_of_the_region(account)


# The frame shows a page of the site itself.
@csp_update({"frame-src": [SELF]})
@require_http_methods(["GET", "HEAD", "POST"])
def questionnaire_design(request, context):
    check_may(request, VIEWING)
    campaign = named_campaign(request)
    if request.method == "POST":
        return act(request, campaign)
    overview = overview_of(campaign, request.user)
    questionnaire = load_questionnaire(entrance_of(campaign))
    context |= {
        "title": "问卷",
        "campaign": campaign,
        "overview": overview,
        "minutes_before": minutes_before_sending(overview.asked),
        "minutes_after": minutes_after_sending(overview.asked),
        "many": MANY_QUESTIONS,
        "largest_count": MAX_ACTIVE_QUESTIONS,
        "weight": first_view_weight(questionnaire) if questionnaire else None,
        "largest_view": LARGEST_VIEW,
        "statuses": Status.choices,
        "may_change": may_change(request.user),
    }
    return TemplateResponse(request, "returnees/questionnaire_design.html", context)


def act(request, campaign):
    if not may_change(request.user):
        raise PermissionDenied
    key = request.POST.get("key", "")
    try:
        if request.POST.get("act") == "move":
            question, other = (find_own(campaign, request.POST.get(name, "")) for name in ("question", "other"))
            key = question.key
            move_before(request, question=question, other=other)
        else:
            set_usage(request, campaign=campaign, key=key, usage=request.POST.get("usage", ""))
    except ValidationError as refusal:
        messages.error(request, f"没有保存：{refusal.messages[0]}")
        return HttpResponseRedirect(design_address(campaign))
    return HttpResponseRedirect(design_address(campaign, key))


def find_own(campaign, pk):
    found = campaign.own_questions.filter(pk=pk).first() if is_key(pk) else None
    if found is None:
        raise Http404
    return found


def entrance_of(campaign) -> Entrance:
    """That of the home page; before the campaign is prepared one that is not stored."""
    stored = Entrance.objects.select_related("campaign", "committee").homepage_of(campaign)
    if stored:
        return stored
    region = Committee.objects.region()
    return Entrance(campaign=campaign, committee=region, channel=EntranceChannel.HOMEPAGE, token="preview")


# Of all pages this one alone may stand in a frame, and in one of the site's own only.
@csp_replace({"frame-ancestors": [SELF]})
@xframe_options_sameorigin
@with_mongolian_font
@require_safe
def questionnaire_preview(request):
    """The page as a youth finds it, or the one after the sending for a `status`: neither can be sent or is counted."""
    check_may(request, VIEWING)
    questionnaire = load_questionnaire(entrance_of(named_campaign(request)))
    if questionnaire is None:
        raise Http404
    status = request.GET.get("status")
    if status in ALL:
        proof = SendingProof(questionnaire, uuid.uuid4(), status, now())
        return ask_after_sending(request, proof, "", None, is_preview=True)
    return render_questionnaire(request, questionnaire, uuid.uuid4(), is_preview=True)
