"""What a link to the questionnaire says of itself where it is passed on: chats show a title, a line and a picture."""

import re

from organization.models import Campaign

LONGEST_HOOK = 20


def hook(campaign: Campaign) -> str:
    """The invitation's first sentence, or what stands before its first comma; empty where that is too long."""
    first = re.split("[。！？；]", campaign.invitation)[0]
    return next((text for text in (first, re.split("[，、]", first)[0]) if len(text) <= LONGEST_HOOK), "")


def face_title(campaign: Campaign, place: str = "") -> str:
    """Why to open it, whose it is, and what: 家乡在等您｜东河区返乡青年征集."""
    if campaign.public_name:
        name = place + campaign.public_name
    else:
        name = f"{campaign.questionnaire_title}（{place}）" if place else campaign.questionnaire_title
    return "｜".join(filter(None, (hook(campaign), name)))
