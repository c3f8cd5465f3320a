"""The acts that the public notices, a page each: 开启, 结束, 换首页."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from organization.audit import append_audit_event
from organization.choices import Act, CampaignState
from organization.models import Campaign
from organization.public_address import unfit_for_paper
from reports.setup.gaps import gaps
from reports.setup.opening import TRIAL_STAYS, close_campaign, lead_on, open_in_place_of, show_on_home_page
from reports.setup.opening_forms import ClosingForm, OpeningForm
from reports.setup.views.access import campaign_in_setup, can_set_up, setup_address
from returnees.models import Entrance

with_form = require_http_methods(["GET", "HEAD", "POST"])


@with_form
@can_set_up
def open_page(request, key):
    campaign = campaign_in_setup(request, key)
    if campaign.state != CampaignState.PREPARING:
        messages.info(request, f"{campaign}{campaign.get_state_display()}，不用再开启。")
        return HttpResponseRedirect(setup_address(campaign))
    form = OpeningForm(request.POST or None, campaign=campaign)
    if form.is_valid() and is_done(request, form, campaign, open_and_record):
        messages.success(request, f"{campaign}已开启。")
        return HttpResponseRedirect(setup_address(campaign))
    notice = campaign.privacy_notice()
    context = admin.site.each_context(request) | {
        "title": f"开启 {campaign}",
        "campaign": campaign,
        "form": form,
        "gaps": gaps(campaign),
        "notice": notice,
        "homepage": Entrance.objects.homepage_of(campaign) if notice else None,
        "current": Campaign.objects.filter(is_current=True).first(),
        "trial": Campaign.objects.filter(is_trial=True, state=CampaignState.OPEN).first(),
        "trial_days": TRIAL_STAYS.days,
        "unfit": unfit_for_paper(),
        "back": setup_address(campaign),
    }
    return TemplateResponse(request, "reports/setup/open.html", context)


def is_done(request, form, campaign, change) -> bool:
    """Whether `change` went through; else the form has what it was refused with, and nothing has changed."""
    try:
        with transaction.atomic():
            change(request, form, campaign)
    except ValidationError as refusal:
        form.add_error(None, refusal.messages[0])
        campaign.refresh_from_db()
        return False
    return True


def open_and_record(request, form, campaign):
    open_in_place_of(campaign, closed=form.closed, is_shown=form.shows)
    append_audit_event(request, Act.CAMPAIGN_OPEN, campaign)
    for earlier, leads_on in form.closed.items():
        follower = campaign if leads_on else None
        append_audit_event(request, Act.CAMPAIGN_CLOSE, earlier, detail=describe_codes(follower))
    if form.shows:
        append_audit_event(request, Act.CAMPAIGN_CURRENT, campaign)


def describe_codes(follower: Campaign | None) -> str:
    return f"旧二维码转到{follower}" if follower else "旧二维码写明已经截止"


@with_form
@can_set_up
def close_page(request, key):
    """结束; of one that is closed, where its codes lead."""
    campaign = campaign_in_setup(request, key)
    if campaign.state == CampaignState.PREPARING:
        messages.info(request, f"{campaign}还没有开启，谈不上结束。")
        return HttpResponseRedirect(setup_address(campaign))
    is_closed = campaign.state == CampaignState.CLOSED
    form = ClosingForm(request.POST or None, campaign=campaign)
    if request.method == "POST" and form.is_valid():
        if is_closed and "is_closing" in request.POST:
            messages.warning(request, f"{campaign}已经结束了，可能是别人刚刚结束的。请看旧二维码通向哪里。")
            return HttpResponseRedirect(request.path)
        if is_done(request, form, campaign, lead_on_and_record if is_closed else close_and_record):
            messages.success(request, f"{campaign}：{describe_codes(form.cleaned_data['followed_by'])}。")
            return HttpResponseRedirect(setup_address(campaign))
    context = admin.site.each_context(request) | {
        "title": "旧二维码通向哪里" if is_closed else f"结束 {campaign}",
        "campaign": campaign,
        "is_closed": is_closed,
        "form": form,
        "entrance_count": Entrance.objects.in_campaign(campaign).count(),
        "back": setup_address(campaign),
    }
    return TemplateResponse(request, "reports/setup/close.html", context)


def close_and_record(request, form, campaign):
    follower = form.cleaned_data["followed_by"]
    close_campaign(campaign, followed_by=follower)
    append_audit_event(request, Act.CAMPAIGN_CLOSE, campaign, detail=describe_codes(follower))


def lead_on_and_record(request, form, campaign):
    follower = form.cleaned_data["followed_by"]
    if follower == campaign.followed_by:
        return
    lead_on(campaign, followed_by=follower)
    append_audit_event(request, Act.CAMPAIGN_CHANGE, campaign, detail=describe_codes(follower))


@with_form
@can_set_up
def home_page(request, key):
    campaign = campaign_in_setup(request, key)
    if request.method == "POST":
        try:
            with transaction.atomic():
                show_on_home_page(campaign)
                append_audit_event(request, Act.CAMPAIGN_CURRENT, campaign)
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        else:
            messages.success(request, f"首页已换成 {campaign}。")
        return HttpResponseRedirect(setup_address(campaign))
    context = admin.site.each_context(request) | {
        "title": f"首页换成 {campaign}",
        "campaign": campaign,
        "current": Campaign.objects.filter(is_current=True).first(),
        "back": setup_address(campaign),
    }
    return TemplateResponse(request, "reports/setup/home.html", context)
