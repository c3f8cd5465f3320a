import uuid
from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods

from organization.clock import now, today
from returnees.choices import QuarantineReason, ReturneeState
from returnees.form_token import LIFETIME, read_token, sign_token
from returnees.forms import QuestionnaireForm
from returnees.models import Returnee
from returnees.models.returnee import content_digest
from returnees.openings import openings
from returnees.page_cache import DATABASE_AWAY, kept_page
from returnees.questionnaire import load_questionnaire, page_context
from returnees.thanks import thanks_page

GRACE_AFTER_CLOSING = timedelta(hours=72)
FASTEST_HONEST_ANSWER = timedelta(seconds=3)
RETRY_SECONDS = 30
HONEYPOT = "website"
NOT_CONTENT = {"submission_uuid", "form_token", HONEYPOT}


# No cookie, hence no csrf cookie: the page carries a signed token of its own.
@csrf_exempt
@never_cache
@gzip_page
@require_http_methods(["GET", "HEAD", "POST"])
def questionnaire(request, token):
    try:
        page = kept_page(token)
    except DATABASE_AWAY:
        return unavailable(render(request, "public/unavailable.html"))
    if page is None:
        return render(request, "public/unknown_code.html", status=404)
    if request.method == "POST":
        return submit(request, page.questionnaire)
    refusal = why_closed(page.questionnaire.entrance)
    if refusal:
        return turn_away(request, page.questionnaire.campaign, refusal)
    if request.method == "GET":
        openings.count(page.questionnaire.entrance)
    return HttpResponse(page.for_visitor(uuid.uuid4()))


def preview(request, entrance):
    """The page as a youth would see it, for staff: not counted as opened, and shown whether it is open or not."""
    questionnaire = load_questionnaire(entrance)
    if questionnaire is None:
        return render(request, "public/unknown_code.html", status=404)
    return ask(request, questionnaire, uuid.uuid4(), is_preview=True)


def why_closed(entrance):
    """early, closed or paused; empty while the entrance can be used."""
    campaign, moment = entrance.campaign, now()
    if campaign.opens_at and moment < campaign.opens_at:
        return "early"
    if campaign.closes_at and campaign.closes_at <= moment:
        return "closed"
    if entrance.is_paused or (entrance.expires_at and entrance.expires_at <= moment):
        return "paused"
    return ""


def turn_away(request, campaign, refusal):
    return render(
        request, "public/closed.html", {"campaign": campaign, "refusal": refusal, "is_early": refusal == "early"}
    )


def ask(request, questionnaire, submission_uuid, form=None, *, began_at=None, **notices):
    """The page again; `began_at` of the page before goes on, for the grace after closing and for the bots' haste."""
    context = page_context(questionnaire, form=form) | {
        "submission_uuid": submission_uuid,
        "form_token": sign_token(questionnaire.entrance, submission_uuid, began_at),
    }
    return render(request, "public/questionnaire.html", context | notices)


def submit(request, questionnaire):
    """Answers 200 with the outcome itself: a reload is then a harmless resend of the same uuid."""
    submission_uuid = posted_uuid(request)
    try:
        return take(request, questionnaire, submission_uuid)
    except DATABASE_AWAY:
        form = QuestionnaireForm(request.POST, questionnaire=questionnaire, on=today())
        return unavailable(ask(request, questionnaire, submission_uuid, form, is_unavailable=True))


def unavailable(response):
    response.status_code = 503
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def take(request, questionnaire, submission_uuid):
    digest = content_digest({name: values for name, values in request.POST.lists() if name not in NOT_CONTENT})
    began_at = read_token(request.POST.get("form_token", ""), questionnaire.entrance, submission_uuid)
    refusal = why_closed(questionnaire.entrance)
    is_refused = refusal == "early" or (refusal and not is_in_grace(questionnaire.entrance, began_at))
    is_expired = began_at is None or now() - began_at > LIFETIME
    form = QuestionnaireForm(request.POST, questionnaire=questionnaire, on=today())
    if not is_refused and not is_expired and form.is_valid():
        returnee, is_new = store(questionnaire, form, submission_uuid, digest, quarantine_reason(request, began_at))
        return thank(questionnaire, returnee) if is_new else answer_resend(request, questionnaire, returnee, digest)
    # What was stored once gets its receipt, whatever has changed since.
    earlier = Returnee.objects.filter(submission_uuid=submission_uuid).select_related("home_committee").first()
    if earlier:
        return answer_resend(request, questionnaire, earlier, digest)
    if is_refused:
        return turn_away(request, questionnaire.campaign, refusal)
    # A page that is too old, or not ours, begins anew.
    began_at = None if is_expired else began_at
    return ask(request, questionnaire, submission_uuid, form, is_expired=is_expired, began_at=began_at)


def answer_resend(request, questionnaire, earlier, digest):
    """The receipt again for the same answer; other content under the same uuid is offered as a new answer."""
    if earlier.state == ReturneeState.WITHDRAWN:
        return render(request, "public/withdrawn.html", {"campaign": questionnaire.campaign, "returnee": earlier})
    if earlier.content_digest == digest:
        return thank(questionnaire, earlier)
    form = QuestionnaireForm(request.POST, questionnaire=questionnaire, on=today())
    return ask(request, questionnaire, uuid.uuid4(), form, is_different=True)


def is_in_grace(entrance, began_at):
    """An answer begun while the questionnaire was open is taken up to 72 hours after its closing."""
    if began_at is None:
        return False
    ends = [end for end in (entrance.campaign.closes_at, entrance.expires_at) if end and end <= now()]
    # A pause has no moment: a page that was given out before it still counts, for as long.
    limit = (min(ends) if ends else began_at) + GRACE_AFTER_CLOSING
    return now() < limit and all(began_at < end for end in ends)


def quarantine_reason(request, began_at):
    if request.POST.get(HONEYPOT):
        return QuarantineReason.HONEYPOT
    if now() - began_at < FASTEST_HONEST_ANSWER:
        return QuarantineReason.TOO_FAST
    return ""


def store(questionnaire, form, submission_uuid, digest, reason):
    submitted_at = now()
    return Returnee.objects.accept(
        submission_uuid=submission_uuid,
        entrance=questionnaire.entrance,
        columns=form.columns(submitted_at=submitted_at),
        selections=form.selections(),
        free_answers=form.free_answers(),
        digest=digest,
        consent_version=questionnaire.notice.version,
        submitted_at=submitted_at,
        quarantine_reason=reason,
    )


def thank(questionnaire, returnee):
    return HttpResponse(thanks_page(questionnaire, returnee))


def posted_uuid(request):
    """The uuid of the posted page; a new one where it is missing or spoilt."""
    try:
        return uuid.UUID(request.POST.get("submission_uuid", ""))
    except ValueError:
        return uuid.uuid4()
