"""Questionnaires kept in the process: each page is rendered once per version, and outlives a lost database."""

import logging
import time
from dataclasses import dataclass, replace
from functools import cached_property

from django.db import InterfaceError, OperationalError
from django.template.loader import render_to_string

from organization.clock import today
from returnees.form_token import sign_token
from returnees.models import Entrance
from returnees.questionnaire import Questionnaire, load_questionnaire, page_context

DATABASE_AWAY = (OperationalError, InterfaceError)
FRESH_SECONDS = 3
"""How long a change by staff may stay unseen."""
LARGEST_SIZE = 300
"""Pages kept per process, some 40 KB each beside what those of one campaign share (`dev.py bench` measures it)."""

UUID_MARK, TOKEN_MARK = "SUBMISSION-UUID-MARK", "FORM-TOKEN-MARK"

logger = logging.getLogger(__name__)


@dataclass
class KeptPage:
    questionnaire: Questionnaire
    version: tuple
    checked_at: float

    @cached_property
    def parts(self) -> tuple[bytes, bytes, bytes]:
        """The page before the uuid, between the uuid and the token, and after the token; made at the first visit."""
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


_pages: dict[str, KeptPage] = {}


def forget_pages() -> None:
    _pages.clear()


def kept_page(token: str) -> KeptPage | None:
    """The page behind a code; None for an unknown one. Raises one of DATABASE_AWAY where it was never served before."""
    page = _pages.get(token)
    if page and time.monotonic() - page.checked_at < FRESH_SECONDS:
        return page
    try:
        page = _refresh(token, page)
    except DATABASE_AWAY:
        if page is None:
            raise
        logger.exception("database away, serving a page from memory")
        page.checked_at = time.monotonic()
        return page
    if page is None:
        _pages.pop(token, None)
        return None
    _keep(token, page)
    return page


def _refresh(token: str, page: KeptPage | None) -> KeptPage | None:
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
        page.questionnaire = replace(page.questionnaire, entrance=entrance)
        page.checked_at = time.monotonic()
        return page
    questionnaire = _shared_questionnaire(entrance, version) or load_questionnaire(entrance)
    if questionnaire is None:
        return None
    return KeptPage(questionnaire, version, time.monotonic())


def _shared_questionnaire(entrance: Entrance, version: tuple) -> Questionnaire | None:
    """From another kept page of the same campaign, day and revision: all but the entrance, and most of the memory."""
    for kept in list(_pages.values()):
        is_of_campaign = kept.questionnaire.entrance.campaign_id == entrance.campaign_id
        if is_of_campaign and kept.version[:2] == version[:2]:
            return replace(kept.questionnaire, entrance=entrance)
    return None


def _keep(token: str, page: KeptPage) -> None:
    if token not in _pages and len(_pages) >= LARGEST_SIZE:
        # A copy: other threads add pages meanwhile.
        oldest = min(list(_pages.items()), key=lambda item: item[1].checked_at)
        _pages.pop(oldest[0], None)
    _pages[token] = page
