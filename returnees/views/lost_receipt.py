"""A lost receipt code: a request with phone and home. The page is the same whether the phone is known or not."""

import uuid
from dataclasses import replace

from django import forms
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods

from organization.choices import CampaignState
from organization.clock import now
from organization.models import Campaign, Responsible
from organization.region import words
from returnees.fields import HomeField, PhoneField
from returnees.form_token import LIFETIME, read_token, sign_token
from returnees.models import LostReceipt
from returnees.models.ended_request import WORKING_DAYS
from returnees.models.entrance import find_token
from returnees.page_cache import cached_page
from returnees.posted import read_posted
from returnees.questionnaire_page import page_context
from returnees.views.campaign import homepage_of, served_campaign
from returnees.views.freshness import never_kept
from returnees.views.outage import or_offer_again, unavailable_during_outage
from returnees.views.questionnaire import FASTEST_HONEST_ANSWER, HONEYPOT, read_uuid

ASKED = ("phone", "home_county")
HOME_ERRORS = {
    "required": "请选择家乡。",
    "outside": f"家乡不在本{words.region}的，没有回执码可以找。",
}


class LostReceiptForm(forms.Form):
    def __init__(self, data, *, design):
        super().__init__(data)
        self.fields["phone"] = PhoneField(error_messages={"required": "请填写手机号。"})
        self.fields["home_county"] = HomeField(homes=design.homes, error_messages=HOME_ERRORS)


# No cookie, hence no csrf cookie: the page carries the token of the questionnaire's home page.
@csrf_exempt
@never_kept
@sensitive_post_parameters()
@gzip_page
@require_http_methods(["GET", "HEAD", "POST"])
@unavailable_during_outage
def lost_receipt(request):
    if request.method != "POST":
        campaign = served_campaign(request)
        is_unopened = campaign.state == CampaignState.PREPARING
        return lead_elsewhere(request, campaign) if is_unopened else ask(request, find_questionnaire(campaign))
    posted = read_posted(request)
    # From memory: what was typed is kept also while the database is away.
    page = cached_page(find_token(posted.get("entrance", "")))
    questionnaire = page.questionnaire if page else find_questionnaire(served_campaign(request))
    form = LostReceiptForm(posted, design=questionnaire.design)
    return or_offer_again(
        request,
        lambda: submit(request, questionnaire, form),
        lambda: ask(request, questionnaire, form, notice="unavailable"),
    )


def find_questionnaire(campaign):
    """Behind the home page's entrance, which knows the homes."""
    entrance = homepage_of(campaign)
    page = entrance and cached_page(entrance.token)
    if not page:
        raise Http404
    return page.questionnaire


def lead_elsewhere(request, campaign):
    """To the campaigns that have receipts: the one on the home page, which is not open yet, has none."""
    others = Campaign.objects.exclude(state=CampaignState.PREPARING).exclude(is_trial=True)
    answered = [one for one in others if not one.is_retention_over]
    return render(request, "public/receipt_lost_unopened.html", {"campaign": campaign, "answered": answered})


def submit(request, questionnaire, form):
    campaign = questionnaire.campaign
    if campaign.state == CampaignState.PREPARING:
        return lead_elsewhere(request, campaign)
    if campaign.is_retention_over:
        return respond(request, campaign)
    token = read_token(form.data.get("form_token", ""), questionnaire.entrance, page_uuid(form.data))
    is_expired = token is None or now() - token.began_at > LIFETIME
    if not form.is_valid() or is_expired:
        return ask(request, questionnaire, form, notice="expired" if is_expired else "")
    home = form.cleaned_data["home_county"]
    if LostReceipt.objects.is_flooded(home.in_charge):
        return ask(request, questionnaire, form, notice="flooded", contact=contact_of(campaign, home))
    is_fast = now() - token.began_at < FASTEST_HONEST_ANSWER
    LostReceipt.objects.ask(
        campaign=campaign,
        committee=home.in_charge,
        phone=form.cleaned_data["phone"],
        is_suspect=bool(form.data.get(HONEYPOT)) or is_fast,
    )
    return respond(request, campaign, home)


def page_uuid(posted):
    return read_uuid(posted.get("submission_uuid", ""))


def contact_of(campaign, home):
    return Responsible.objects.in_campaign(campaign).public_for(home.in_charge)


def ask(request, questionnaire, form=None, *, notice="", contact=None):
    context = page_context(questionnaire, form=form)
    asked = {one.question.key: one for part in context["sections"] for one in part.questions}
    asked_questions = [without_hint(asked[key]) for key in ASKED]
    token_uuid = uuid.uuid4()
    context |= {
        "notice": notice,
        "contact": contact,
        "asked_questions": asked_questions,
        # In the order of this page, not of the questionnaire.
        "wrong_questions": [one for one in asked_questions if one.errors],
        "entrance": questionnaire.entrance,
        "submission_uuid": token_uuid,
        "form_token": sign_token(questionnaire.entrance, token_uuid, notice_version=questionnaire.notice.version),
        "working_days": WORKING_DAYS,
    }
    if form and notice == "expired":
        context["form_token"] = sign_token(
            questionnaire.entrance,
            token_uuid,
            notice_version=questionnaire.notice.version,
            began_at=now() - FASTEST_HONEST_ANSWER,
        )
    return render(request, "public/receipt_lost.html", context)


def without_hint(asked):
    """Any number will do there; here it must be the same one."""
    return replace(asked, question=replace(asked.question, hint=""))


def respond(request, campaign, home=None):
    """Whether the number is known, whether a request is open already: the page is the same."""
    context = {
        "campaign": campaign,
        "committee": home.in_charge if home else None,
        "contact": contact_of(campaign, home) if home else None,
        "working_days": WORKING_DAYS,
    }
    return render(request, "public/receipt_lost_sent.html", context)
