"""Queries of the log's pages over more than one row."""

from collections import defaultdict

from django.db.models import Exists, OuterRef, Q

from activities.choices import ActivityState
from activities.models import Activity, ActivityKind, ZeroReport
from organization.clock import today


def listed_kinds(campaign):
    """Those that a menu names: besides the active ones the retired ones that have entries."""
    has_entries = Exists(Activity.objects.filter(campaign=campaign, kind=OuterRef("pk")))
    return ActivityKind.objects.in_campaign(campaign).filter(Q(is_active=True) | has_entries)


def asked_figures(kind) -> list[str]:
    """The columns of the log in which a kind counts."""
    return [asked.name for asked in kind.asked_columns if asked.is_figure]


def unreported_kinds(campaign, committees, *, account) -> dict[int, list[ActivityKind]]:
    """By key of each committee, the kinds of which neither it nor any below it has a held entry or a zero report.

    `committees` are some that `account` sees. Nobody is asked for a kind that is retired.
    """
    named = defaultdict(set)
    held = Activity.objects.in_campaign(campaign).visible_to(account).held()
    zero = ZeroReport.objects.in_campaign(campaign).visible_to(account)
    for rows in (held, zero):
        for path, kind in rows.order_by().values_list("committee__path", "kind").distinct():
            for end, letter in enumerate(path, start=1):
                if letter == ".":
                    named[path[:end]].add(kind)
    kinds = list(ActivityKind.objects.in_campaign(campaign).active())
    return {committee.pk: [kind for kind in kinds if kind.pk not in named[committee.path]] for committee in committees}


def overdue_plans(campaign, committee):
    """Planned entries whose day has passed; they count nowhere."""
    planned = Activity.objects.in_campaign(campaign).filter(committee=committee, state=ActivityState.PLANNED)
    return planned.filter(held_on__lt=today()).select_related("campaign", "kind")
