import re

from django.http import Http404

from organization.models import Campaign
from organization.scoping import is_key

SESSION_KEY = "campaign_key"
READABLE_KEY = re.compile(r"^[a-z0-9-]{1,20}\Z")


def find_campaign(key: str) -> Campaign | None:
    """The campaign of a key that a page sent; None for anything that is no key of a campaign."""
    return Campaign.objects.filter(key=key).first() if READABLE_KEY.fullmatch(key) else None


def listed_campaigns(request) -> list[Campaign]:
    """All of them: every staff page offers the choice, so that one query answers which is looked at too."""
    if not hasattr(request, "_listed_campaigns"):
        request._listed_campaigns = list(Campaign.objects.all())
    return request._listed_campaigns


def chosen_campaign(request):
    campaigns, key = listed_campaigns(request), request.session.get(SESSION_KEY, "")
    chosen = [one for one in campaigns if one.key == key] or [one for one in campaigns if one.is_current] or campaigns
    if not chosen:
        raise Http404
    return chosen[0]


def viewed_campaign(request):
    if not hasattr(request, "_viewed_campaign"):
        request._viewed_campaign = chosen_campaign(request)
    return request._viewed_campaign


def act_on_campaign(request, campaign):
    """For this request, act on the campaign that the page was rendered for, even if another tab has switched."""
    request._viewed_campaign = campaign


def act_on_posted_campaign(request):
    if given := request.POST.get("campaign"):
        act_on_found_campaign(request, find_campaign(given))


def act_on_campaign_of_admin_form(request):
    # The admin's forms name a campaign by its primary key, our own by its key.
    if given := request.POST.get("campaign"):
        act_on_found_campaign(request, Campaign.objects.filter(pk=given if is_key(given) else None).first())


def act_on_found_campaign(request, campaign):
    if campaign is None:
        raise Http404
    act_on_campaign(request, campaign)


def named_campaign(request):
    """The campaign that the form was rendered for, or that the address names; else the viewed one."""
    if request.method == "POST":
        act_on_posted_campaign(request)
    elif key := request.GET.get("campaign"):
        act_on_found_campaign(request, find_campaign(key))
    return viewed_campaign(request)


def choose_campaign(request, campaign):
    if campaign.is_current:
        request.session.pop(SESSION_KEY, None)
    else:
        request.session[SESSION_KEY] = campaign.key
