"""Who sets a campaign up, and which one a page of the set-up is about: the one in its address."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from organization.campaign_choice import act_on_found_campaign, find_campaign
from organization.models import Campaign
from organization.staff_site.navigation import may_set_up


def can_set_up(view):
    @wraps(view)
    def refuse_others(request, *arguments, **options):
        if not may_set_up(request.user):
            raise PermissionDenied
        return view(request, *arguments, **options)

    return refuse_others


def campaign_in_setup(request, key: str) -> Campaign:
    campaign = find_campaign(key)
    act_on_found_campaign(request, campaign)
    return campaign


def setup_address(campaign: Campaign) -> str:
    return reverse("admin:reports_setup", args=[campaign.key])
