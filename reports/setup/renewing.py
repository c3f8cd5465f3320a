"""What moves with the year when a notice is used again: its days, and the year in its titles."""

import re
from calendar import isleap
from datetime import date, datetime

from django.utils import timezone

from reports.setup.notice_schema import CAMPAIGN_DAYS

# Texts in which the year is a part of a name; of the others nobody knows what a number means.
TITLES = ("name", "short_name", "material_name", "questionnaire_title", "letter_title", "annex2_title")


def moved(day: date | datetime | None, years: int):
    """The same day of another year; 29 February becomes the 28th where there is none.

    A day out of all time stays as it is: whatever checks the campaign refuses it.
    """
    if day is None:
        return None
    try:
        if isinstance(day, datetime):
            day = timezone.localtime(day)
        if (day.month, day.day) == (2, 29) and not isleap(day.year + years):
            day = day.replace(day=28)
        return day.replace(year=day.year + years)
    except (ValueError, OverflowError):
        return day


def moved_days(content: dict, years: int) -> dict:
    """Of a notice's content, every day of the campaign; None where it has none."""
    return {name: moved(content.get(name), years) for name in CAMPAIGN_DAYS}


def renamed(text: str, before: int, after: int) -> str:
    return re.sub(rf"(?<![0-9]){before}(?![0-9])", str(after), text)


def renewed(content: dict, year: int) -> dict:
    """The content in another year. The notice's own number and day are those of the old one, and stay behind."""
    before = content["year"]
    if year == before:
        return content
    kept = {name: value for name, value in content.items() if name not in ("document_number", "issued_on")}
    titles = {name: renamed(content[name], before, year) for name in TITLES if name in content}
    return kept | titles | moved_days(content, year - before) | {"year": year}
