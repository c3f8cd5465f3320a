"""再花一分钟: the page after the success page, and what is posted from it. Its token is the whole proof: no cookie."""

from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods

from organization.choices import CampaignState
from returnees.after_sending import AfterSendingForm, SendingProof, asked_section, read_proof
from returnees.choices import ReturneeState
from returnees.posted import read_posted
from returnees.questionnaire_page import ADULT_NEEDS_IN_WORDS
from returnees.receipt_codes import known_receipt_code, receipt_code
from returnees.thanks import thanks_of
from returnees.views.freshness import never_kept
from returnees.views.outage import or_offer_again, unavailable_during_outage
from returnees.views.prepared import prepared_response

TOKEN = "after_sending"


@csrf_exempt
@never_kept
@sensitive_post_parameters()
@gzip_page
@require_http_methods(["GET", "HEAD", "POST"])
@unavailable_during_outage
def after_sending(request):
    if request.method != "POST":
        # Without its token, which no address holds, the page has nothing to ask.
        return redirect("receipt")
    posted = read_posted(request)
    token = posted.get(TOKEN, "")
    proof = read_proof(token)
    if proof is None:
        return refuse(request, "unknown")
    form = AfterSendingForm(posted, proof=proof) if posted.get("step") == "save" else None
    return or_offer_again(
        request,
        lambda: respond(request, proof, token, form),
        lambda: ask(request, proof, token, form, is_unavailable=True),
    )


def respond(request, proof: SendingProof, token: str, form: AfterSendingForm | None):
    returnee = proof.find_returnee()
    earlier_choices = proof.earlier_choices(returnee) if returnee else None
    if form:
        form.earlier_choices = earlier_choices
    reason = find_refusal(proof, returnee)
    # What was stored once is thanked for, whatever has changed since.
    if reason == "again" and form and form.is_valid() and form.is_stored(returnee):
        return thank(request, proof, returnee)
    if reason:
        return refuse(request, reason, proof, returnee)
    if form:
        form.refuse_of_minor(returnee)
    if form is None or not form.is_valid():
        return ask(request, proof, token, form, earlier_choices)
    if not form.has_answers:
        return ask(request, proof, token, form, earlier_choices, is_empty=True)
    if not form.store(returnee):
        # A double click: the other one was quicker.
        returnee.refresh_from_db()
        is_resend = returnee.added_at and form.is_stored(returnee)
        return (
            thank(request, proof, returnee)
            if is_resend
            else refuse(request, find_refusal(proof, returnee), proof, returnee)
        )
    return thank(request, proof, returnee)


def find_refusal(proof: SendingProof, returnee) -> str:
    """gone, over, again or expired; empty where the questions may be answered."""
    if returnee is None:
        return "unknown"
    if returnee.personal_erased_at or returnee.state == ReturneeState.DELETED:
        return "gone"
    if returnee.campaign.is_retention_over or returnee.campaign.state != CampaignState.OPEN:
        return "over"
    if returnee.added_at:
        return "again"
    return "expired" if proof.is_expired else ""


def ask(request, proof: SendingProof, token: str, form, earlier_choices=None, **notices):
    section = asked_section(proof, form, earlier_choices)
    sensitive_errors = form.errors.get("sensitive_consent", []) if form else []
    context = {
        "campaign": proof.questionnaire.campaign,
        "part": section,
        "token": token,
        "code_parts": code_parts(proof),
        "wrong_questions": [asked for asked in section.questions if asked.errors],
        "sensitive_errors": sensitive_errors,
        "sensitive_questions": [question for question in proof.questions if question.needs_separate_consent],
        "is_sensitive_consent_given": bool(form and form.data.get("sensitive_consent")),
        "adult_needs": ADULT_NEEDS_IN_WORDS,
        "consent_errors": [],
        "is_refused": False,
        "is_empty": False,
        "is_unavailable": False,
        "is_preview": False,
    }
    return render(request, "public/after_sending.html", context | notices)


def code_parts(proof: SendingProof) -> list[str]:
    code = receipt_code(proof.submission_uuid)
    return [code[start : start + 4] for start in range(0, len(code), 4)]


def refuse(request, reason, proof: SendingProof | None = None, returnee=None):
    code = known_receipt_code(returnee) if returnee and reason != "gone" else ""
    context = {
        "campaign": proof.questionnaire.campaign if proof else None,
        "refusal": reason,
        "code_parts": code_parts(proof) if code else [],
    }
    return render(request, "public/after_sending_refused.html", context)


def thank(request, proof: SendingProof, returnee):
    code = receipt_code(proof.submission_uuid)
    thanks = thanks_of(proof.questionnaire, returnee, code, is_added=True)
    return prepared_response(request, thanks.pieces, has_mongolian=thanks.has_mongolian)
