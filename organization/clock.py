"""The only source of the day and the moment; GUICHAO_TODAY fixes the day for the demo and for tests."""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone


def today() -> date:
    return settings.GUICHAO_TODAY or timezone.localdate()


def now() -> datetime:
    """The present moment, moved to the fixed day if one is set; the time of day is the real one."""
    moment = timezone.localtime()
    if settings.GUICHAO_TODAY:
        moment = datetime.combine(settings.GUICHAO_TODAY, moment.timetz())
    return moment
