"""The one place that the day and the moment come from; GUICHAO_TODAY fixes the day for a demo and for tests."""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone


def today() -> date:
    return settings.GUICHAO_TODAY or timezone.localdate()


def now() -> datetime:
    """The present moment, moved to the fixed day where one is set (the time of day stays)."""
    moment = timezone.localtime()
    if settings.GUICHAO_TODAY:
        moment = datetime.combine(settings.GUICHAO_TODAY, moment.timetz())
    return moment
