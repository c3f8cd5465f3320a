"""The public pages of a campaign: its face, its letter, its privacy notice."""

import base64
import re
from functools import lru_cache

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from organization.campaign_choice import find_campaign
from organization.choices import CampaignState
from organization.clock import now
from organization.manual.chapters import YOUTH, find_chapter
from organization.models import Campaign, PrivacyNotice
from organization.qr import qr_svg
from returnees.age import age_limits
from returnees.link_face import face_title
from returnees.models import CommitteeLetter, Entrance
from returnees.models.entrance import find_token
from returnees.page_cache import minutes_to_fill_in
from returnees.questionnaire_page import theme_parts
from returnees.views.mongolian_font import with_mongolian_font
from returnees.views.outage import unavailable_during_outage
from returnees.views.questionnaire import find_closed_reason, unknown_code

# A line that is indented begins a paragraph too: so is text that was pasted from a document.
_BETWEEN_PARAGRAPHS = re.compile(r"\n(?:\s*\n)+|\n(?=\u3000)")


# A questionnaire's page may be read, or a link that is passed on would show no face. What is not for the public asks
# for a login or a code by itself.
ROBOTS = "User-agent: *\n" + "".join(f"Disallow: /{path}/\n" for path in ("admin", "receipt", "upload"))


@require_safe
def robots(request):
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")


@gzip_page
@with_mongolian_font
@require_safe
@unavailable_during_outage
def home(request):
    campaign = served_campaign(request)
    context = way_in(campaign, homepage_of(campaign)) | {
        "theme_parts": theme_parts(campaign),
        "face": face_title(campaign),
        "minutes": minutes_to_fill_in(campaign),
        "others": Campaign.objects.filter(state=CampaignState.OPEN, is_trial=False).exclude(pk=campaign.pk),
    }
    return render(request, "public/home.html", context)


def served_campaign(request):
    """The one on the home page, or the one that the address names; one that was never opened is not there."""
    key = request.GET.get("campaign")
    if key is None:
        return get_object_or_404(Campaign, is_current=True)
    campaign = find_campaign(key)
    if campaign is None or campaign.state == CampaignState.PREPARING:
        raise Http404
    return campaign


@gzip_page
@with_mongolian_font
@require_safe
@unavailable_during_outage
def letter(request, token=None):
    """The campaign's letter, or with an entrance's code that of the nearest committee which has its own."""
    if token is None:
        campaign = served_campaign(request)
        return show_letter(request, campaign, homepage_of(campaign), None)
    entrance = Entrance.objects.filter(token=token).select_related("campaign", "committee").first()
    if entrance is None:
        return redirect_to_letter(request, token)
    own = CommitteeLetter.objects.in_campaign(entrance.campaign).nearest_to(entrance.committee)
    return show_letter(request, entrance.campaign, entrance, own)


@never_cache
@gzip_page
@require_safe
@unavailable_during_outage
def passed_on_letter(request, rest=""):
    """The address of a letter with something glued to it, in capitals, or without its slash."""
    return redirect_to_letter(request, rest)


def redirect_to_letter(request, text):
    """To that of the code in the text; where there is none, to the campaign's own."""
    token = find_token(text)
    if not token:
        return redirect("letter")
    address = reverse("letter", args=[token])
    is_passed_on = address != request.path and Entrance.objects.filter(token=token).exists()
    return redirect(address) if is_passed_on else unknown_code(request)


def show_letter(request, campaign, entrance, own):
    if not (own or campaign.has_letter):
        raise Http404
    context = way_in(campaign, entrance) | {
        "title": own.title if own else campaign.letter_title,
        "paragraphs": paragraphs(own.text if own else campaign.letter_text),
        # The campaign's: what a committee writes of its own is another text.
        "mongolian_letter": "" if own else campaign.mongolian_letter,
        "qr": qr_source(entrance.address) if entrance else "",
    }
    return render(request, "public/letter.html", context)


@gzip_page
@with_mongolian_font
@require_safe
@unavailable_during_outage
def privacy(request, pk=None):
    """The privacy notice in force, or an earlier version by its number, with all that there are."""
    if pk is None:
        campaign = served_campaign(request)
        notice = campaign.privacy_notice()
    else:
        # As the page without a number: one that is not open yet has it once it is on the home page.
        hidden = Q(campaign__state=CampaignState.PREPARING, campaign__is_current=False)
        notice = get_object_or_404(PrivacyNotice.objects.select_related("campaign").exclude(hidden), pk=pk)
        campaign = notice.campaign
    versions = list(campaign.privacy_notices.all())
    context = {
        "campaign": campaign,
        "notice": notice,
        "versions": versions,
        "current": versions[0] if versions else None,
    }
    return render(request, "public/privacy.html", context)


@gzip_page
@require_safe
@unavailable_during_outage
def guide(request):
    """The manual's page for youths, without its pictures: they show what stands on the phone itself."""
    context = {"campaign": served_campaign(request), "chapter": find_chapter(YOUTH)}
    return render(request, "public/guide.html", context)


def paragraphs(text):
    parts = (part.strip() for part in _BETWEEN_PARAGRAPHS.split(text.replace("\r\n", "\n")))
    return [[line.strip() for line in part.split("\n")] for part in parts if part]


def homepage_of(campaign):
    return Entrance.objects.select_related("campaign").homepage_of(campaign)


def way_in(campaign, entrance):
    """What `parts/way_in.html` needs: the entrance, and why it cannot be used where it cannot."""
    return {
        "campaign": campaign,
        "ages": age_limits(campaign),
        "entrance": entrance,
        "refusal": find_closed_reason(entrance) if entrance else "unopened",
        "is_early": campaign.opens_at is not None and now() < campaign.opens_at,
    }


@lru_cache(maxsize=500)
def qr_source(address):
    """The code as a data: URL; rendering one costs more than the rest of the page."""
    return f"data:image/svg+xml;base64,{base64.b64encode(qr_svg(address).encode()).decode()}"
