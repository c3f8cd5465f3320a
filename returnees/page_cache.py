"""Questionnaires cached in the process: rendered once per version and place, they outlive a lost database."""

import logging
import re
import time
from dataclasses import dataclass, field
from functools import cached_property

from django.template.loader import render_to_string

from organization.clock import today
from organization.models import Campaign
from organization.outage import OUTAGE_ERRORS, outage_reason
from organization.read_only import read_only_state
from returnees.form_token import sign_token
from returnees.models import Entrance
from returnees.prepared_page import PreparedParts, PreparedResponse
from returnees.questionnaire import Questionnaire, QuestionnaireDesign, load_design, minutes_of
from returnees.questionnaire_page import page_context, place_around

# How long a change by staff may stay unseen.
FRESH_SECONDS = 3
# Entrances per process. What they show is rendered once per place and shared (`dev.py bench` measures the memory).
MAX_PAGES = 5000

# Stand in a rendered page for what differs from entrance to entrance and from visitor to visitor, in this order.
MARKS = {"action": "ADDRESS-MARK", "submission_uuid": "SUBMISSION-UUID-MARK", "form_token": "FORM-TOKEN-MARK"}

logger = logging.getLogger(__name__)
# A hundredth of what the phones' first view weighs. Nothing is filled in on this page that could hold any.
INDENTATION = re.compile(r"\n\s+")


@dataclass
class CampaignPages:
    """What the questionnaires of a campaign show on one day."""

    version: tuple
    design: QuestionnaireDesign
    # By the place that is chosen beforehand. A page of staff is never one of these.
    rendered: dict[str, PreparedParts] = field(default_factory=dict)

    def parts(self, questionnaire: Questionnaire, place: str) -> PreparedParts:
        if place not in self.rendered:
            self.rendered[place] = _render(questionnaire, place)
        return self.rendered[place]


@dataclass
class CachedPage:
    questionnaire: Questionnaire
    pages: CampaignPages
    checked_at: float

    @cached_property
    def _address(self) -> bytes:
        return self.questionnaire.entrance.get_absolute_url().encode()

    @cached_property
    def _own_parts(self) -> PreparedParts:
        place = place_around(self.questionnaire.entrance.committee, self.questionnaire.design)
        return self.pages.parts(self.questionnaire, place)

    def for_visitor(self, submission_uuid, place: str = "") -> PreparedResponse:
        """`place` is chosen beforehand instead of the entrance's own, if it is the code of one."""
        design = self.questionnaire.design
        is_place = place and any(known.gb_code == place for known in design.places)
        parts = self.pages.parts(self.questionnaire, place) if is_place else self._own_parts
        token = sign_token(self.questionnaire.entrance, submission_uuid, notice_version=design.notice.version)
        return PreparedResponse(parts, (self._address, str(submission_uuid).encode(), token.encode()))


def _render(questionnaire: Questionnaire, place: str) -> PreparedParts:
    html = render_to_string("public/questionnaire.html", page_context(questionnaire, place=place) | MARKS)
    html = INDENTATION.sub("\n", html)
    parts = []
    for mark in MARKS.values():
        part, html = html.split(mark)
        parts.append(part.encode())
    return PreparedParts([*parts, html.encode()])


_pages: dict[str, CachedPage] = {}
_campaigns: dict[int, CampaignPages] = {}


def clear_pages() -> None:
    _pages.clear()
    _campaigns.clear()


def cached_page(token: str) -> CachedPage | None:
    """The page of a token; None for an unknown one. Raises one of OUTAGE_ERRORS if it was never cached."""
    page = _pages.get(token)
    if page and time.monotonic() - page.checked_at < FRESH_SECONDS:
        return page
    try:
        fresh = _load(token)
    except OUTAGE_ERRORS as error:
        if page is None:
            raise
        logger.warning("%s, serving a page from memory", outage_reason(error))
        page.checked_at = time.monotonic()
        return page
    if fresh is None:
        _pages.pop(token, None)
        return None
    _store(token, fresh)
    return fresh


def _load(token: str) -> CachedPage | None:
    entrance = Entrance.objects.filter(token=token).select_related("campaign", "committee").first()
    pages = entrance and _pages_of(entrance.campaign)
    return CachedPage(Questionnaire(entrance, pages.design), pages, time.monotonic()) if pages else None


def _pages_of(campaign: Campaign) -> CampaignPages | None:
    """None while the campaign has no privacy notice to consent to."""
    version = (today(), campaign.questionnaire_revision, read_only_state())
    pages = _campaigns.get(campaign.pk)
    if pages is None or pages.version != version:
        design = load_design(campaign)
        if design is None:
            return None
        pages = _campaigns[campaign.pk] = CampaignPages(version, design)
    return pages


def minutes_to_fill_in(campaign: Campaign) -> int:
    """As `minutes_of`, from memory where it is there."""
    pages = _pages_of(campaign)
    return pages.design.minutes if pages else minutes_of(campaign)


def _store(token: str, page: CachedPage) -> None:
    if token not in _pages and len(_pages) >= MAX_PAGES:
        # A copy: other threads add pages meanwhile.
        oldest = min(list(_pages.items()), key=lambda item: item[1].checked_at)
        _pages.pop(oldest[0], None)
    _pages[token] = page
