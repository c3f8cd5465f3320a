from django.shortcuts import get_object_or_404

from organization.models import Campaign

SESSION_KEY = "campaign_year"


def viewed_campaign(request):
    """The campaign that this member of staff is looking at: the one chosen in the header, else the current one."""
    if not hasattr(request, "_viewed_campaign"):
        year = request.session.get(SESSION_KEY)
        chosen = Campaign.objects.filter(year=year).first() if year else None
        request._viewed_campaign = chosen or get_object_or_404(Campaign, is_current=True)
    return request._viewed_campaign


def act_on_campaign(request, campaign):
    """Within this request look at the campaign that its page was shown for, whatever another tab switched to since."""
    request._viewed_campaign = campaign


def choose_campaign(request, campaign):
    if campaign.is_current:
        request.session.pop(SESSION_KEY, None)
    else:
        request.session[SESSION_KEY] = campaign.year
