from django.shortcuts import get_object_or_404

from organization.models import Campaign

SESSION_KEY = "campaign_year"


def chosen_campaign(request):
    """The campaign chosen in the header, else the current one."""
    year = request.session.get(SESSION_KEY)
    chosen = Campaign.objects.filter(year=year).first() if year else None
    return chosen or get_object_or_404(Campaign, is_current=True)


def viewed_campaign(request):
    """The campaign that this member of staff is looking at."""
    if not hasattr(request, "_viewed_campaign"):
        request._viewed_campaign = chosen_campaign(request)
    return request._viewed_campaign


def act_on_campaign(request, campaign):
    """Within this request look at the campaign that its page was shown for, whatever another tab switched to since."""
    request._viewed_campaign = campaign


def act_on_posted_campaign(request, name="year"):
    """Act on the campaign that the posted form names: by its year, or as the forms of the admin do, by its `pk`."""
    given = request.POST.get("campaign")
    if given:
        readable = given.isdecimal() and len(given) < 10
        act_on_campaign(request, get_object_or_404(Campaign, **{name: given if readable else None}))


def choose_campaign(request, campaign):
    if campaign.is_current:
        request.session.pop(SESSION_KEY, None)
    else:
        request.session[SESSION_KEY] = campaign.year
