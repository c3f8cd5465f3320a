"""Questionnaires cached in the process: each page is rendered once per version, and outlives a lost database."""

import logging
import time
from dataclasses import dataclass
from functools import cached_property

from django.db import InterfaceError, OperationalError
from django.template.loader import render_to_string

from organization.clock import today
from returnees.form_token import sign_token
from returnees.models import Entrance
from returnees.questionnaire import Questionnaire, QuestionnaireDesign, load_design
from returnees.questionnaire_page import page_context

OUTAGE_ERRORS = (OperationalError, InterfaceError)
# How long a change by staff may stay unseen.
FRESH_SECONDS = 3
# Pages per process, some 40 KB each beside what those of one campaign share (`dev.py bench` measures it).
MAX_PAGES = 300

UUID_MARK, TOKEN_MARK = "SUBMISSION-UUID-MARK", "FORM-TOKEN-MARK"

logger = logging.getLogger(__name__)


@dataclass
class CachedPage:
    questionnaire: Questionnaire
    version: tuple
    checked_at: float

    @cached_property
    def parts(self) -> tuple[bytes, bytes, bytes]:
        """The page before the uuid, between uuid and token, and after the token; rendered at the first visit."""
        marks = {"submission_uuid": UUID_MARK, "form_token": TOKEN_MARK}
        html = render_to_string("public/questionnaire.html", page_context(self.questionnaire) | marks)
        head, rest = html.split(UUID_MARK)
        middle, tail = rest.split(TOKEN_MARK)
        return head.encode(), middle.encode(), tail.encode()

    def for_visitor(self, submission_uuid) -> bytes:
        token = sign_token(
            self.questionnaire.entrance, submission_uuid, notice_version=self.questionnaire.notice.version
        )
        head, middle, tail = self.parts
        return b"".join((head, str(submission_uuid).encode(), middle, token.encode(), tail))


_pages: dict[str, CachedPage] = {}


def clear_pages() -> None:
    _pages.clear()


def cached_page(token: str) -> CachedPage | None:
    """The page of a token; None for an unknown one. Raises one of OUTAGE_ERRORS if it was never cached."""
    page = _pages.get(token)
    if page and time.monotonic() - page.checked_at < FRESH_SECONDS:
        return page
    try:
        page = _refresh(token, page)
    except OUTAGE_ERRORS:
        if page is None:
            raise
        logger.exception("database away, serving a page from memory")
        page.checked_at = time.monotonic()
        return page
    if page is None:
        _pages.pop(token, None)
        return None
    _store(token, page)
    return page


def _refresh(token: str, page: CachedPage | None) -> CachedPage | None:
    entrance = Entrance.objects.filter(token=token).select_related("campaign", "committee").first()
    if entrance is None:
        return None
    version = (
        today(),
        entrance.campaign.questionnaire_revision,
        entrance.channel,
        entrance.committee.path,
    )
    if page and page.version == version:
        # Whether it is open or paused may have changed without a change of the page.
        page.questionnaire = Questionnaire(entrance, page.questionnaire.design)
        page.checked_at = time.monotonic()
        return page
    design = _shared_design(entrance, version) or load_design(entrance.campaign)
    if design is None:
        return None
    return CachedPage(Questionnaire(entrance, design), version, time.monotonic())


def _shared_design(entrance: Entrance, version: tuple) -> QuestionnaireDesign | None:
    """From another cached page of the same campaign, day and revision: most of the memory."""
    for page in list(_pages.values()):
        is_of_campaign = page.questionnaire.entrance.campaign_id == entrance.campaign_id
        if is_of_campaign and page.version[:2] == version[:2]:
            return page.questionnaire.design
    return None


def _store(token: str, page: CachedPage) -> None:
    if token not in _pages and len(_pages) >= MAX_PAGES:
        # A copy: other threads add pages meanwhile.
        oldest = min(list(_pages.items()), key=lambda item: item[1].checked_at)
        _pages.pop(oldest[0], None)
    _pages[token] = page
