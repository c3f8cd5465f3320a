"""Questionnaires kept in the process: one page for each campaign, and of its entrances no more than differs.

They outlive a lost database.
"""

import gc
import logging
import sys
import threading
import time
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS

from organization.clock import today
from organization.models import Campaign, Committee
from organization.outage import OUTAGE_ERRORS, outage_reason
from organization.read_only import ReadOnlyState, read_only_state
from returnees.campaign_page import CampaignPage
from returnees.choices import EntranceChannel
from returnees.form_token import sign_token
from returnees.models import Entrance
from returnees.prepared_page import Piece
from returnees.questionnaire import Questionnaire, QuestionnaireDesign, load_design, minutes_of
from returnees.questionnaire_page import place_around

# How long a change by staff may stay unseen.
FRESH_SECONDS = 3
# Entrances per process, of some 250 bytes each.
MAX_ENTRANCES = 100_000
FROZEN_AT_ONCE = 5_000
# In the order of the model's fields.
KNOWN = ("id", "campaign_id", "committee_id", "channel", "token", "is_paused", "expires_at")

CAMPAIGN, COMMITTEE = map(Entrance._meta.get_field, ("campaign", "committee"))

logger = logging.getLogger(__name__)


class Version(NamedTuple):
    revision: int
    day: date
    read_only: ReadOnlyState | None


@dataclass(eq=False)
class Edition:
    """The questionnaire of a campaign between two of its revisions, on one day."""

    # As it was read last: whether it is open may have changed since.
    campaign: Campaign
    version: Version
    design: QuestionnaireDesign
    checked_at: float = 0
    committees: dict[int, Committee] = field(default_factory=dict)
    # By the token: of who posted since the campaign was read.
    questionnaires: dict[str, Questionnaire] = field(default_factory=dict)
    # Rendered for the first visitor.
    page: CampaignPage | None = None
    # See operations/at_once.py.
    headers: dict[tuple, list[tuple[str, str]]] = field(default_factory=dict)

    def __post_init__(self):
        self.committees |= {place.pk: place for place in self.design.places}

    def committee(self, pk: int) -> Committee:
        if pk not in self.committees:
            self.committees[pk] = Committee.objects.get(pk=pk)
        return self.committees[pk]


class KnownEntrance(NamedTuple):
    """An entrance as it was in this edition: whatever changes it revises the questionnaires of its campaign."""

    edition: Edition
    pk: int
    committee: Committee
    # The code of the home that is chosen beforehand.
    place: str
    channel: str
    is_paused: bool
    expires_at: datetime | None

    @property
    def campaign(self) -> Campaign:
        return self.edition.campaign

    @property
    def is_staff_filled(self) -> bool:
        return self.channel == EntranceChannel.STAFF_FILLED

    def as_row(self, token: str) -> Entrance:
        """What is not kept here is read when somebody asks for it."""
        campaign, committee = self.campaign, self.committee
        values = (self.pk, campaign.pk, committee.pk, self.channel, token, self.is_paused, self.expires_at)
        row = Entrance.from_db(DEFAULT_DB_ALIAS, KNOWN, values)
        # As the ORM does with what it reads beside a row.
        CAMPAIGN.set_cached_value(row, campaign)
        COMMITTEE.set_cached_value(row, committee)
        return row


@dataclass
class CachedPage:
    token: str
    entrance: KnownEntrance

    @property
    def questionnaire(self) -> Questionnaire:
        edition = self.entrance.edition
        # Before the campaign: a look that comes between leaves nothing of the last one among those of the next.
        known = edition.questionnaires
        found = known.get(self.token)
        if found is None:
            found = known[self.token] = Questionnaire(self.entrance.as_row(self.token), edition.design)
        return found

    @property
    def campaign_page(self) -> CampaignPage:
        edition = self.entrance.edition
        if edition.page is None:
            edition.page = CampaignPage(self.questionnaire)
        return edition.page

    def pieces(self, submission_uuid: UUID, place: str = "") -> tuple[Piece, ...]:
        """`place` is chosen beforehand instead of the entrance's own, if it is the code of one."""
        entrance, design = self.entrance, self.entrance.edition.design
        is_place = place and any(known.gb_code == place for known in design.places)
        if not is_place:
            place = entrance.place
        token = sign_token(entrance, submission_uuid, notice_version=design.notice.version)
        return self.campaign_page.pieces(code=self.token, place=place, submission_uuid=submission_uuid, token=token)


_editions: dict[int, Edition] = {}
_entrances: dict[str, KnownEntrance] = {}
_keeping = threading.Lock()


def clear_pages() -> None:
    _editions.clear()
    _entrances.clear()


def cached_page(token: str) -> CachedPage | None:
    """The page of a token; None for an unknown one. Raises one of OUTAGE_ERRORS if it is not kept."""
    return kept_page(token) or _read_page(token)


def kept_page(token: str) -> CachedPage | None:
    """None where only the database knows; it is asked for the campaign alone, each FRESH_SECONDS."""
    entrance = _entrances.get(token)
    if entrance is None or _edition_of(entrance.edition.campaign.id) is not entrance.edition:
        return None
    return CachedPage(token, entrance)


def fresh_page(token: str) -> CachedPage | None:
    """The page where it is kept and was looked at; nothing is asked of the database. None where it should be."""
    entrance = _entrances.get(token)
    if entrance is None:
        return None
    edition = entrance.edition
    is_fresh = time.monotonic() - edition.checked_at < FRESH_SECONDS
    return CachedPage(token, entrance) if is_fresh and _editions.get(edition.campaign.id) is edition else None


def _read_page(token: str) -> CachedPage | None:
    read = Entrance.objects.filter(token=token).order_by().values_list(*KNOWN, "campaign__questionnaire_revision")
    row = next(iter(read), None)
    if row is None:
        return None
    pk, campaign_pk, committee_pk, channel, token, is_paused, expires_at, revision = row
    edition = _edition_of(campaign_pk)
    if edition is None:
        return None
    committee = edition.committee(committee_pk)
    place = place_around(committee, edition.design)
    entrance = KnownEntrance(edition, pk, committee, place, sys.intern(channel), is_paused, expires_at)
    # Else it was changed since the edition was looked at, and the next visitor asks again.
    if revision == edition.version.revision:
        _keep(token, entrance)
    return CachedPage(token, entrance)


def _keep(token: str, entrance: KnownEntrance) -> None:
    with _keeping:
        before = len(_entrances)
        if token not in _entrances and before >= MAX_ENTRANCES:
            # Whichever came first.
            del _entrances[next(iter(_entrances))]
        _entrances[token] = entrance
        if len(_entrances) > before and len(_entrances) % FROZEN_AT_ONCE == 0:
            # They stay, and the collector of garbage would go through all of them time and again. Not for one in the
            # place of another: whatever is garbage at that moment is frozen, too.
            gc.freeze()


def _edition_of(campaign_pk: int) -> Edition | None:
    edition = _editions.get(campaign_pk)
    if edition is None:
        return _look(Campaign.objects.get(pk=campaign_pk))
    if time.monotonic() - edition.checked_at < FRESH_SECONDS:
        return edition
    # First: of the threads, one looks.
    edition.checked_at = time.monotonic()
    try:
        return _look(Campaign.objects.get(pk=campaign_pk))
    except OUTAGE_ERRORS as error:
        logger.warning("%s, serving a page from memory", outage_reason(error))
        return edition


def _look(campaign: Campaign) -> Edition | None:
    """The edition that holds now; None while the campaign has no privacy notice to consent to."""
    version = Version(campaign.questionnaire_revision, today(), read_only_state())
    edition = _editions.get(campaign.pk)
    if edition is None or edition.version != version:
        design = load_design(campaign)
        if design is None:
            _editions.pop(campaign.pk, None)
            return None
        edition = _editions[campaign.pk] = Edition(campaign, version, design)
        # Those of the last edition are not served any more; they would hold it in memory.
        with _keeping:
            _entrances.clear()
    edition.campaign, edition.questionnaires, edition.checked_at = campaign, {}, time.monotonic()
    return edition


def minutes_to_fill_in(campaign: Campaign) -> int:
    """As `minutes_of`, from memory where it is there."""
    edition = _look(campaign)
    return edition.design.minutes if edition else minutes_of(campaign)
