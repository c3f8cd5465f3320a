"""What takes long to count, cached in the database for all processes and servers, per campaign and committee.

Over few rows it is counted each time, so that everybody sees at once what they have just entered. Over many it is
counted once in CACHE_SECONDS, by one of those who ask, and whoever shows it names its moment. What goes up is never
read from here.
"""

import logging
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import Error, transaction

from organization.clock import now
from organization.models import Campaign, Committee
from reports.models import CachedCounts

# Records and entries that a page counts; from so many on it takes a fifth of a second and more.
MANY_ROWS = 100_000
CACHE_SECONDS = 60
# While another is counting anew, what was counted before is shown until it is so old.
OLDEST_SECONDS = 2 * CACHE_SECONDS
# So long nobody else begins to count; whoever has not finished by then has probably been killed.
CLAIM_SECONDS = 30
# Whoever has nothing to show meanwhile looks so often, and counts for itself after so long.
POLL_SECONDS, WAIT_SECONDS = 0.1, 10

# Rows of grouped queries by a name, as JSON can hold them: lists of keys and numbers.
Lists = dict[str, list]
# Returns the lists, and how many rows they were counted from.
CountLists = Callable[[], tuple[Lists, int]]

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Counted:
    lists: Lists
    as_of: datetime
    # Whether the next to ask is shown the same.
    is_cached: bool


def cached_counts(name: str, campaign: Campaign, committee: Committee, count: CountLists) -> Counted:
    """`name` is that of the page, with a number that changes with the form of its lists: a server of another release
    may have written them.
    """
    key = {"campaign": campaign, "committee": committee, "name": name}
    cached = CachedCounts.objects.filter(**key).first()
    if cached and cached.is_of_the_last(CACHE_SECONDS):
        return _of(cached)
    if cached and not _claim(cached):
        shown = _await_other(key)
        return _of(shown) if shown else _count(count)
    return _count_and_store(key, count, is_known=bool(cached))


def count_now(count: CountLists) -> Counted:
    """Of this moment, for what goes up, is sent or handed on."""
    as_of = now()
    lists, _ = count()
    return Counted(lists, as_of, is_cached=False)


def _of(cached: CachedCounts) -> Counted:
    return Counted(cached.counts, cached.counted_at, is_cached=True)


def _count(count: CountLists) -> Counted:
    as_of = now()
    lists, row_count = count()
    return Counted(lists, as_of, is_cached=row_count >= MANY_ROWS)


def _count_and_store(key: dict[str, Any], count: CountLists, *, is_known: bool) -> Counted:
    counted = _count(count)
    if counted.is_cached:
        _store(key, counted)
    elif is_known:
        with _errors_logged():
            CachedCounts.objects.filter(**key).delete()
    return counted


def _store(key: dict[str, Any], counted: Counted) -> None:
    with _errors_logged():
        CachedCounts.objects.bulk_create(
            [CachedCounts(**key, counts=counted.lists, counted_at=counted.as_of)],
            update_conflicts=True,
            unique_fields=["campaign", "committee", "name"],
            update_fields=["counts", "counted_at", "claimed_at"],
        )


def _claim(cached: CachedCounts) -> bool:
    """Whether the caller is the one who counts anew; also where that cannot be written down."""
    moment, while_valid = now(), timedelta(seconds=CLAIM_SECONDS)
    unchanged = CachedCounts.objects.filter(pk=cached.pk, counted_at=cached.counted_at)
    unclaimed = unchanged.exclude(claimed_at__range=(moment - while_valid, moment + while_valid))
    with _errors_logged():
        return bool(unclaimed.update(claimed_at=moment))
    return True


def _await_other(key: dict[str, Any]) -> CachedCounts | None:
    """What is not too old to be shown; None if another process does not bring it in time."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        cached = CachedCounts.objects.filter(**key).first()
        if cached is None or cached.is_of_the_last(OLDEST_SECONDS):
            return cached
        time.sleep(POLL_SECONDS)
    return None


@contextmanager
def _errors_logged():
    """A cache that cannot be written is no reason to refuse the page: a full disk, a standby, a lock."""
    try:
        with transaction.atomic():
            yield
    except Error:
        logger.warning("Counts could not be cached.", exc_info=True)
