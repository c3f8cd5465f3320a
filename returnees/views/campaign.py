"""The public pages of a campaign: its face, its letter, its privacy notice."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from organization.clock import now
from organization.models import Campaign
from returnees.models import Entrance


@require_safe
def home(request):
    campaign = get_object_or_404(Campaign, is_current=True)
    entrance = Entrance.objects.filter(campaign=campaign).select_related("committee").homepage_of(campaign)
    context = {"campaign": campaign, "entrance": entrance, "theme_parts": theme_parts(campaign)}
    return render(request, "public/home.html", context | {"is_early": is_early(campaign)})


@require_safe
def letter(request):
    campaign = get_object_or_404(Campaign, is_current=True)
    entrance = Entrance.objects.homepage_of(campaign)
    return render(request, "public/letter.html", {"campaign": campaign, "entrance": entrance})


@require_safe
def privacy(request):
    campaign = get_object_or_404(Campaign, is_current=True)
    return render(request, "public/privacy.html", {"campaign": campaign, "notice": campaign.privacy_notice()})


def theme_parts(campaign):
    """The halves of the theme, which has a dot in its middle: a line is broken there and nowhere else."""
    return campaign.theme.split("·")


def is_early(campaign):
    """The questionnaire is still to be opened."""
    return campaign.opens_at is not None and now() < campaign.opens_at
