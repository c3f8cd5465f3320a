import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_safe

from organization.choices import CampaignState
from organization.clock import now
from organization.models import Campaign, Responsible
from returnees.choices import EntranceChannel, QuarantineReason, ReturneeState
from returnees.content_digest import content_digest, is_digest_of
from returnees.entrances.openings import openings
from returnees.entrances.successors import successor_address
from returnees.form_token import LIFETIME, FormToken, read_token, sign_token
from returnees.forms import QuestionnaireForm
from returnees.models import Entrance, Returnee
from returnees.models.entrance import find_token
from returnees.own_consent import CONSENT, StaffFilledForm, consent_address, consent_qr
from returnees.page_cache import cached_page
from returnees.posted import read_posted
from returnees.questionnaire import Questionnaire, load_questionnaire
from returnees.questionnaire_page import page_context, place_around
from returnees.receipt_codes import known_receipt_code, receipt_code, receipt_digest
from returnees.thanks import thanks_of
from returnees.views.freshness import never_kept
from returnees.views.mongolian_font import with_mongolian_font
from returnees.views.outage import or_offer_again, unavailable_during_outage
from returnees.views.prepared import prepared_response

GRACE_AFTER_CLOSING = timedelta(hours=72)
FASTEST_HONEST_ANSWER = timedelta(seconds=3)
HONEYPOT = "website"
NOT_CONTENT = {"submission_uuid", "form_token", HONEYPOT}


# No cookie, hence no csrf cookie: the page carries a signed token of its own.
@csrf_exempt
@never_kept
@gzip_page
@with_mongolian_font
@require_http_methods(["GET", "HEAD", "POST"])
@unavailable_during_outage
def questionnaire(request, token):
    page = cached_page(token)
    if page is None:
        return redirect_to_questionnaire(request, token)
    if request.method == "POST":
        return submit(request, page.questionnaire)
    entrance = page.entrance
    if entrance.campaign.followed_by_id:
        return redirect(find_following(page.questionnaire))
    refusal = find_closed_reason(entrance)
    if refusal:
        return refuse(request, page.questionnaire, refusal)
    if request.method == "GET":
        openings.count(entrance)
    if entrance.is_staff_filled:
        # Each page has a QR code of its own, with which the youth agrees.
        return render_questionnaire(request, page.questionnaire, uuid.uuid4())
    place = request.GET.get("place", "") if entrance.channel == EntranceChannel.HOMEPAGE else ""
    pieces = page.pieces(uuid.uuid4(), place)
    return prepared_response(request, pieces, has_mongolian=page.campaign_page.has_mongolian)


@never_kept
@gzip_page
@require_safe
@unavailable_during_outage
def passed_on(request, rest=""):
    """The address of a questionnaire with something glued to it, in capitals, or without its slash."""
    return redirect_to_questionnaire(request, rest)


def redirect_to_questionnaire(request, text):
    token = find_token(text)
    address = reverse("questionnaire", args=[token]) if token else request.path
    is_passed_on = request.method != "POST" and address != request.path and cached_page(token)
    return redirect(address) if is_passed_on else unknown_code(request)


@with_mongolian_font
def preview(request, entrance):
    questionnaire = load_questionnaire(entrance)
    if questionnaire is None:
        return unknown_code(request)
    return render_questionnaire(request, questionnaire, uuid.uuid4(), is_preview=True)


def unknown_code(request):
    current = Campaign.objects.filter(is_current=True).first()
    return render(request, "public/unknown_code.html", {"campaign": current}, status=404)


def find_closed_reason(entrance, *, at=None):
    """unopened, over, early, closed or paused; empty while the entrance can be used."""
    campaign, moment = entrance.campaign, at or now()
    if campaign.state == CampaignState.PREPARING:
        return "unopened"
    if campaign.is_retention_over:
        return "over"
    if not campaign.is_open:
        return "closed"
    if campaign.opens_at and moment < campaign.opens_at:
        return "early"
    if campaign.closes_at and campaign.closes_at <= moment:
        return "closed"
    if entrance.is_paused or (entrance.expires_at and entrance.expires_at <= moment):
        return "paused"
    return ""


def refuse(request, questionnaire, refusal):
    context = {
        "campaign": questionnaire.campaign,
        "refusal": refusal,
        "is_early": refusal == "early",
        "instead": find_other_way_in(questionnaire) if refusal == "paused" else find_following(questionnaire),
        "contact": find_contact(questionnaire),
    }
    return render(request, "public/closed.html", context)


def find_contact(questionnaire, home=None):
    """Whom to call where nothing can be filled in: of the home that was chosen, else of the entrance's committee."""
    committee = home or questionnaire.entrance.committee
    return Responsible.objects.in_campaign(questionnaire.campaign).public_for(committee.in_charge)


def find_other_way_in(questionnaire):
    """The home page's questionnaire with the place of this entrance chosen; empty where there is none to answer."""
    stopped = questionnaire.entrance
    homepage = Entrance.objects.select_related("campaign").homepage_of(stopped.campaign)
    if homepage is None or stopped.is_staff_filled or find_closed_reason(homepage):
        return ""
    place = place_of(questionnaire)
    return homepage.get_absolute_url() + (f"?place={place}" if place else "")


def find_following(questionnaire):
    """Where the code leads since its campaign is over; empty where none follows."""
    entrance = questionnaire.entrance
    return successor_address(entrance, place_of(questionnaire)) if entrance.campaign.followed_by_id else ""


def place_of(questionnaire):
    return place_around(questionnaire.entrance.committee.in_charge, questionnaire.design)


def render_questionnaire(request, questionnaire, submission_uuid, form=None, *, token=None, began_at=None, **notices):
    """Render the form; `began_at` of the previous page carries on, for the grace after closing and the bot check.

    `token` is the posted page's: an older privacy notice needs consent anew.
    """
    version = questionnaire.notice.version
    context = (
        page_context(questionnaire, form=form)
        | staff_consent(questionnaire, submission_uuid, form)
        | {
            "submission_uuid": submission_uuid,
            "form_token": sign_token(
                questionnaire.entrance,
                submission_uuid,
                notice_version=version,
                began_at=began_at or (token and token.began_at),
            ),
        }
    )
    if token and token.notice_version != version:
        context["is_consent_given"] = False
    if context["is_refused"]:
        context["contact"] = find_contact(questionnaire, questionnaire.design.homes.get(form.data.get("home_county")))
    return render(request, "public/questionnaire.html", context | notices)


def staff_consent(questionnaire, submission_uuid, form):
    """Where staff fill in: how the youth agrees, and what was typed of it."""
    entrance = questionnaire.entrance
    if not entrance.is_staff_filled:
        return {}
    address = consent_address(entrance, submission_uuid)
    asked = [(name, form.data.get(name, ""), form.errors.get(name, [])) if form else (name, "", []) for name in CONSENT]
    return {
        "entrance_token": entrance.token,
        "consent_address": address,
        "consent_qr": consent_qr(address),
        "consent_asked": {name: {"value": value, "errors": errors} for name, value, errors in asked},
        "wrong_consents": [(name, errors) for name, _, errors in asked if errors],
    }


@dataclass(frozen=True)
class PostedAnswer:
    """One post of the questionnaire: what it holds, and the moment at which it came."""

    request: HttpRequest
    questionnaire: Questionnaire
    posted: MultiValueDict
    submission_uuid: uuid.UUID
    token: FormToken | None
    at: datetime

    @classmethod
    def of(cls, request, questionnaire):
        posted = read_posted(request)
        submission_uuid = read_uuid(posted.get("submission_uuid", ""))
        token = read_token(posted.get("form_token", ""), questionnaire.entrance, submission_uuid)
        return cls(request, questionnaire, posted, submission_uuid, token, now())

    @cached_property
    def content(self) -> dict[str, list[str]]:
        return {name: values for name, values in self.posted.lists() if name not in NOT_CONTENT}

    @property
    def digest(self) -> str:
        return content_digest(self.content)

    @cached_property
    def receipt_code(self) -> str:
        return receipt_code(self.submission_uuid)

    def form(self) -> QuestionnaireForm:
        if not self.questionnaire.entrance.is_staff_filled:
            return QuestionnaireForm(self.posted, questionnaire=self.questionnaire, on=self.at.date())
        return StaffFilledForm(
            self.posted,
            questionnaire=self.questionnaire,
            on=self.at.date(),
            submission_uuid=self.submission_uuid,
            notice_version=self.token.notice_version if self.token else "",
        )

    def render_again(self, form, *, submission_uuid=None, began_at=None, **notices):
        """The page with what was typed."""
        return render_questionnaire(
            self.request,
            self.questionnaire,
            submission_uuid or self.submission_uuid,
            form,
            token=self.token,
            began_at=began_at,
            **notices,
        )

    def render_stored(self, returnee, page):
        context = {"campaign": self.questionnaire.campaign, "returnee": returnee, "is_resend": True}
        return render(self.request, f"public/{page}.html", context)


def submit(request, questionnaire):
    """Respond with 200 and the outcome itself: a reload is then a harmless resend of the same uuid."""
    answer = PostedAnswer.of(request, questionnaire)
    return or_offer_again(
        request,
        lambda: handle_submission(answer),
        lambda: answer.render_again(answer.form(), is_unavailable=True),
    )


def handle_submission(answer):
    entrance, token = answer.questionnaire.entrance, answer.token
    refusal = find_closed_reason(entrance, at=answer.at)
    is_final = refusal in ("unopened", "early", "over")
    is_refused = is_final or (refusal and not is_in_grace(entrance, token, at=answer.at))
    is_expired = token is None or answer.at - token.began_at > LIFETIME
    form = answer.form()
    if not is_refused and not is_expired and form.is_valid():
        returnee, is_new = store_submission(answer, form)
        return render_thanks(answer, returnee) if is_new else handle_resend(answer, returnee)
    # What was stored once gets its receipt, whatever has changed since.
    stored = Returnee.objects.of_submission(answer.submission_uuid)
    if earlier := stored.select_related("home_committee").first():
        return handle_resend(answer, earlier)
    if is_refused:
        return refuse(answer.request, answer.questionnaire, refusal)
    return render_expired(answer, form) if is_expired else answer.render_again(form)


def render_expired(answer, form):
    """The page begins anew, past the bot check: whoever had it open for so long is no bot.

    Where staff fill in, with another number for the youth's phone, so that no code of before is a consent.
    """
    began_at = answer.at - FASTEST_HONEST_ANSWER if answer.token else None
    if not isinstance(form, StaffFilledForm):
        return answer.render_again(form, began_at=began_at, is_expired=True)
    form.refuse_old_code()
    return answer.render_again(form, submission_uuid=uuid.uuid4(), began_at=began_at, is_expired=True)


def handle_resend(answer, earlier):
    """The same receipt for the same answer; other content under the same uuid is offered as a new answer."""
    if earlier.state == ReturneeState.WITHDRAWN:
        return answer.render_stored(earlier, "withdrawn")
    if earlier.personal_erased_at:
        return answer.render_stored(earlier, "receipt_erased")
    if not is_digest_of(earlier.content_digest, answer.content):
        return answer.render_again(answer.form(), submission_uuid=uuid.uuid4(), is_different=True)
    return render_thanks(answer, earlier) if known_receipt_code(earlier) else answer.render_stored(earlier, "received")


def is_in_grace(entrance, token, *, at):
    """An answer begun while the questionnaire was open is accepted up to 72 hours after its closing."""
    if token is None:
        return False
    began_at = token.began_at
    ends = [end for end in (entrance.campaign.closes_at, entrance.expires_at) if end and end <= at]
    # A pause has no moment: a page that was issued before it is still accepted, for as long.
    limit = (min(ends) if ends else began_at) + GRACE_AFTER_CLOSING
    return at < limit and all(began_at < end for end in ends)


def quarantine_reason(answer):
    if answer.posted.get(HONEYPOT):
        return QuarantineReason.HONEYPOT
    if answer.at - answer.token.began_at < FASTEST_HONEST_ANSWER:
        return QuarantineReason.TOO_FAST
    return ""


def store_submission(answer, form):
    return Returnee.objects.accept(
        submission_uuid=answer.submission_uuid,
        receipt_digest=receipt_digest(answer.receipt_code),
        entrance=answer.questionnaire.entrance,
        columns=form.columns(submitted_at=answer.at),
        selections=form.selections(),
        free_answers=form.free_answers(),
        digest=answer.digest,
        consent_version=answer.token.notice_version,
        submitted_at=answer.at,
        quarantine_reason=quarantine_reason(answer),
    )


def render_thanks(answer, returnee):
    thanks = thanks_of(answer.questionnaire, returnee, answer.receipt_code)
    return prepared_response(answer.request, thanks.pieces, has_mongolian=thanks.has_mongolian)


def read_uuid(text):
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()
