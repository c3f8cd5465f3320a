"""What goes out of rows that hang on a record, and how: the same for a withdrawal and for a whole campaign."""

from collections.abc import Iterable
from datetime import datetime

from django.db import models
from django.utils import timezone

from organization.clock import start_of_day
from returnees.models.personal_values import ERASED, ERASED_WHERE_GIVEN, REDUCED_TO_DAY


def erase_rows(rows: models.QuerySet) -> int:
    """How many of these rows, all of one model, held something else than what they hold afterwards."""
    name = rows.model.__name__
    erased = ERASED.get(name)
    count = rows.exclude(**erased).update(**erased) if erased else 0
    for column, replacement in ERASED_WHERE_GIVEN.get(name, {}).items():
        rows.exclude(**{f"{column}__in": ("", replacement)}).update(**{column: replacement})
    reduce_to_day(rows)
    return count


def reduce_to_day(rows: models.QuerySet) -> None:
    """The moments of these rows become the midnight with which their day begins."""
    for column in REDUCED_TO_DAY.get(rows.model.__name__, ()):
        found = rows.exclude(**{column: None}).values_list("pk", column)
        for day, pks in _exact_by_day(found).items():
            rows.model._base_manager.filter(pk__in=pks).update(**{column: start_of_day(day)})


def _exact_by_day(moments: Iterable[tuple[int, datetime]]) -> dict:
    days: dict = {}
    for pk, moment in moments:
        day = timezone.localdate(moment)
        if moment != start_of_day(day):
            days.setdefault(day, []).append(pk)
    return days
