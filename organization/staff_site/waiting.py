"""How much waits for an account, by section of the navigation.

Counted on the desk, and again on the first page after the account has posted something. A desk that shows it too hands
over what it has counted; for the others it is kept for a minute. Other pages show what was counted last, within ten
minutes.
"""

import time

from django.conf import settings
from django.utils.module_loading import import_string

from organization.accounts.sessions import WAITING

# Seconds before the desk counts again.
KEPT_FOR = 60
KEPT_ELSEWHERE = 600
# The key of what is only to be seen, among those of the sections.
NOTIFICATIONS = "notifications"


def count_by_section(account, campaign) -> dict[str, int]:
    # What is counted lies in apps above this one.
    return import_string(settings.WAITING_COUNTS)(account, campaign)


def waiting_on_desk(request, campaign) -> dict[str, int]:
    kept = _kept(request, campaign)
    if kept and kept["is_fresh"] and time.time() - kept["at"] < KEPT_FOR:
        return kept["counts"]
    return _count(request, campaign)


def waiting_elsewhere(request, campaign) -> dict[str, int]:
    kept = _kept(request, campaign)
    if kept is None:
        return {}
    is_young = time.time() - kept["at"] < KEPT_ELSEWHERE
    return kept["counts"] if kept["is_fresh"] and is_young else _count(request, campaign)


def keep_counts(request, campaign, counts: dict[str, int]):
    """What a page has counted just now: it is not counted again for the navigation."""
    request.session[WAITING] = {"campaign": campaign.key, "at": time.time(), "is_fresh": True, "counts": counts}


def expect_change(request):
    """What was counted may no longer be so after this request."""
    if kept := request.session.get(WAITING):
        request.session[WAITING] = kept | {"is_fresh": False}


def _kept(request, campaign) -> dict | None:
    kept = request.session.get(WAITING)
    return kept if kept and kept["campaign"] == campaign.key else None


def _count(request, campaign) -> dict[str, int]:
    counts = count_by_section(request.user, campaign)
    keep_counts(request, campaign, counts)
    return counts
