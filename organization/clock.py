"""The only source of the day and the moment; GUICHAO_TODAY fixes the day for the demo and for tests."""

from datetime import date, datetime, time

from django.conf import settings
from django.utils import timezone

# Other years are mistyped, and not every database and library can hold them.
FIRST_YEAR, LAST_YEAR = 2000, 2999
OUT_OF_TIME = f"年份应在 {FIRST_YEAR} 到 {LAST_YEAR} 之间。"


def today() -> date:
    return settings.GUICHAO_TODAY or datetime.now(timezone.get_default_timezone()).date()


def now() -> datetime:
    """The present moment, moved to the fixed day if one is set; the time of day is the real one."""
    moment = datetime.now(timezone.get_default_timezone())
    if settings.GUICHAO_TODAY:
        moment = datetime.combine(settings.GUICHAO_TODAY, moment.timetz())
    return moment


def start_of_day(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
