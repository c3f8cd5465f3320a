"""What the desks say of a campaign's day of anonymising: from 30 days before it, and that it is done."""

from dataclasses import dataclass
from datetime import date

from organization.clock import today
from organization.models import Campaign
from returnees.models import Anonymisation

SHOWN_DAYS_BEFORE = 30


@dataclass(frozen=True)
class RetentionNotice:
    due_on: date
    # Until the day; 0 or less from the day on.
    days: int
    # The last run that is finished; None before it.
    done: Anonymisation | None = None

    @property
    def is_near(self) -> bool:
        return self.days <= SHOWN_DAYS_BEFORE


def find_retention(campaign: Campaign) -> RetentionNotice | None:
    """None of a trial, which is emptied by a rule of its own, and without a day."""
    if campaign.is_trial or campaign.anonymise_on is None:
        return None
    days = (campaign.anonymise_on - today()).days
    done = campaign.anonymisations.finished().last() if days <= 0 else None
    return RetentionNotice(campaign.anonymise_on, days, done)


def near_retention(campaign: Campaign) -> RetentionNotice | None:
    notice = find_retention(campaign)
    return notice if notice and notice.is_near else None
