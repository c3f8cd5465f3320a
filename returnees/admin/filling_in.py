"""代填: from the list of youths to the form in which staff fill in for one who cannot."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse

from returnees.choices import EntranceChannel, EntranceState
from returnees.models import Entrance

STAFF_FILLED = EntranceChannel.STAFF_FILLED
NONE_YET = "本级还没有在用的代填入口：请在这里建一个，以后从“代填一份”直接进入。"


def can_fill_in(account, campaign) -> bool:
    """Not those who only read, and not while nothing is collected."""
    is_collecting = campaign.is_open and campaign.is_questionnaire_open
    return is_collecting and account.committee is not None and account.has_perm("returnees.add_entrance")


def lead_to_form(request, campaign):
    """To that of the account's own committee, or to where its entrance is made."""
    own = Entrance.objects.in_campaign(campaign).filter(committee=request.user.committee, channel=STAFF_FILLED)
    if entrance := own.in_state(EntranceState.IN_USE).order_by("pk").first():
        return HttpResponseRedirect(entrance.get_absolute_url())
    messages.info(request, NONE_YET)
    return HttpResponseRedirect(f"{reverse('admin:returnees_entrance_add')}?channel={STAFF_FILLED}")
