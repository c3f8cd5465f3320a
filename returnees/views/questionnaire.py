import uuid

from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from organization.clock import now, today
from returnees.forms import QuestionnaireForm
from returnees.models import Entrance, Returnee
from returnees.questionnaire import is_token_valid, page_context
from returnees.views.campaign import is_early, theme_parts


# No cookie, hence no csrf cookie: the page carries a signed token of its own.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def questionnaire(request, token):
    entrances = Entrance.objects.select_related("campaign", "committee")
    entrance = entrances.filter(token=token).first()
    if entrance is None:
        return render(request, "public/unknown_code.html", status=404)
    if request.method == "POST":
        return submit(request, entrance)
    if not entrance.campaign.is_questionnaire_open:
        return turn_away(request, entrance.campaign)
    return ask(request, entrance, uuid.uuid4())


def ask(request, entrance, submission_uuid, form=None, *, is_expired=False):
    context = page_context(entrance=entrance, submission_uuid=submission_uuid, form=form)
    context["theme_parts"] = theme_parts(entrance.campaign)
    context["notice"] = entrance.campaign.privacy_notice()
    return render(request, "public/questionnaire.html", context | {"is_expired": is_expired})


def turn_away(request, campaign):
    return render(request, "public/closed.html", {"campaign": campaign, "is_early": is_early(campaign)})


def submit(request, entrance):
    """Answers 200 with the outcome itself: a reload is then a harmless resend of the same uuid."""
    submission_uuid = posted_uuid(request)
    earlier = Returnee.objects.filter(submission_uuid=submission_uuid).first()
    if earlier:
        return thank(request, earlier)
    if not entrance.campaign.is_questionnaire_open:
        return turn_away(request, entrance.campaign)
    form = QuestionnaireForm(request.POST, campaign=entrance.campaign, on=today())
    is_expired = not is_token_valid(request.POST.get("form_token", ""), entrance, submission_uuid)
    if not form.is_valid() or is_expired:
        return ask(request, entrance, submission_uuid, form, is_expired=is_expired)
    submitted_at = now()
    returnee, _ = Returnee.objects.accept(
        submission_uuid=submission_uuid,
        entrance=entrance,
        columns=form.columns(submitted_at=submitted_at),
        selections=form.selections(),
        consent_version=entrance.campaign.privacy_notice().version,
        submitted_at=submitted_at,
    )
    return thank(request, returnee)


def thank(request, returnee):
    return render(request, "public/thanks.html", {"campaign": returnee.campaign, "returnee": returnee})


def posted_uuid(request):
    """The uuid of the posted page; a new one where it is missing or spoilt."""
    try:
        return uuid.UUID(request.POST.get("submission_uuid", ""))
    except ValueError:
        return uuid.uuid4()
