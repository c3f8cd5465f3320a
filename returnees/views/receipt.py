"""A youth's own answer, by receipt code and the last four digits of the phone: to see, correct, copy or withdraw.

Both travel in the bodies of posts only, from step to step as hidden fields, and are checked anew at each step.
"""

import re

from django import forms
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from organization.attachments import attachment
from organization.clock import now
from organization.models import Campaign, Responsible
from organization.text import LineField, to_half_width
from returnees.answers import answered_sections, as_posted, question_labels
from returnees.case_progress import case_progress, find_case
from returnees.choices import ReturneeState
from returnees.corrections import (
    CorrectedMeanwhile,
    StoredAnswers,
    correction_context,
    correction_form,
    store_correction,
)
from returnees.models.receipt import look_up_receipt
from returnees.own_data import as_json, as_text, submission_facts
from returnees.questionnaire import load_questionnaire
from returnees.questions import QUESTIONS
from returnees.receipt_codes import RECEIPT_LENGTH, normal_receipt_code
from returnees.views.outage import unavailable_during_outage

COPY_NAME, DATA_NAME = "我填写的返乡青年问卷.txt", "我填写的返乡青年问卷.json"
ERASED_LABELS = [question.short_label for question in QUESTIONS if question.is_erased_on_withdrawal]


class ReceiptForm(forms.Form):
    code = LineField(error_messages={"required": "请填写回执码。"})
    last_digits = LineField(error_messages={"required": "请填写手机号的后四位。"})

    def clean_code(self):
        code = normal_receipt_code(self.cleaned_data["code"])
        if len(code) != RECEIPT_LENGTH:
            raise forms.ValidationError(f"回执码是 {RECEIPT_LENGTH} 位字母和数字，请对照截图再看一下。")
        return code

    def clean_last_digits(self):
        digits = to_half_width(self.cleaned_data["last_digits"]).replace(" ", "")
        if not re.fullmatch(r"[0-9]{4}", digits):
            raise forms.ValidationError("请填写手机号的后四位，4 个数字。")
        return digits


# No cookie, hence no csrf cookie: each step proves itself by code and digits.
@csrf_exempt
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@unavailable_during_outage
def receipt(request):
    campaign = get_object_or_404(Campaign, is_current=True)
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render_receipt_form(request, campaign, form)
    returnee, is_blocked = look_up_receipt(**form.cleaned_data)
    if returnee is None:
        return render_receipt_form(request, campaign, form, refusal="blocked" if is_blocked else "unknown")
    if returnee.personal_erased_at or returnee.state == ReturneeState.DELETED:
        return show_erased(request, returnee)
    step = STEPS.get(request.POST.get("step"), show)
    if step in (correct, save_correction) and returnee.campaign.is_retention_over:
        return show(request, returnee, form.cleaned_data, outcome="over")
    return step(request, returnee, form.cleaned_data)


def render_receipt_form(request, campaign, form, refusal=""):
    return render(request, "public/receipt.html", {"campaign": campaign, "form": form, "refusal": refusal})


def show(request, returnee, proof, *, outcome=""):
    labels = question_labels(returnee)
    context = {
        "campaign": returnee.campaign,
        "returnee": returnee,
        "facts": submission_facts(returnee),
        "progress": case_progress(returnee),
        "contact": Responsible.objects.in_campaign(returnee.campaign).public_for(returnee.home_committee.in_charge),
        "sections": answered_sections(returnee),
        "corrections": [(labels.get(one.question, ""), one) for one in returnee.corrections.all()],
        "text": as_text(returnee),
        "outcome": outcome,
    }
    return render(request, "public/receipt_answers.html", context | notices_of(returnee) | proof)


def notices_of(returnee):
    """The version that was agreed to, and the one in force where that is another."""
    agreed, current = returnee.campaign.privacy_notice_of(returnee.consent_version), returnee.campaign.privacy_notice()
    return {"agreed_notice": agreed, "newer_notice": current if current and current != agreed else None}


def show_erased(request, returnee):
    return render(request, "public/receipt_erased.html", {"campaign": returnee.campaign, "returnee": returnee})


def copy(request, returnee, proof):
    return attachment(as_text(returnee), COPY_NAME)


def data(request, returnee, proof):
    return attachment(as_json(returnee), DATA_NAME)


def remind(request, returnee, proof):
    """还没有人联系我: a second click, or one that came too late, says what the page says anyway."""
    case = find_case(returnee)
    is_reminded = case is not None and case.remind()
    return show(request, returnee, proof, outcome="reminded" if is_reminded else "")


def confirm_withdrawal(request, returnee, proof):
    context = {"campaign": returnee.campaign, "returnee": returnee, "erased_labels": ERASED_LABELS}
    return render(request, "public/receipt_withdraw.html", context | proof)


def withdraw(request, returnee, proof):
    returnee.withdraw(withdrawn_at=now())
    return show_erased(request, returnee)


def correct(request, returnee, proof):
    return render_correction_form(
        request, returnee, proof, load_questionnaire(returnee.entrance), StoredAnswers(as_posted(returnee))
    )


def save_correction(request, returnee, proof):
    questionnaire = load_questionnaire(returnee.entrance)
    form = correction_form(returnee, questionnaire, request.POST)
    if not form.is_valid():
        return render_correction_form(request, returnee, proof, questionnaire, form)
    try:
        corrections = store_correction(returnee, form)
    except CorrectedMeanwhile as changed:
        proof["conflicts"] = changed.conflicts.values()
        return render_correction_form(request, returnee, proof, questionnaire, form)
    if returnee.personal_erased_at:
        return show_erased(request, returnee)
    proof["last_digits"] = returnee.phone[-4:]
    return show(request, returnee, proof, outcome="corrected" if corrections else "unchanged")


def render_correction_form(request, returnee, proof, questionnaire, form):
    return render(
        request, "public/receipt_correct.html", correction_context(returnee, questionnaire, form, request.POST) | proof
    )


STEPS = {
    "correct": correct,
    "save": save_correction,
    "copy": copy,
    "data": data,
    "remind": remind,
    "withdraw": confirm_withdrawal,
    "erase": withdraw,
}
