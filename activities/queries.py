"""Queries of the log's pages over more than one row."""

from collections import defaultdict
from statistics import median

from django.db.models import Exists, OuterRef, Q

from activities.choices import ActivityState
from activities.models import Activity, ActivityKind, EntryFigure, ZeroReport
from organization.clock import today

# The latest entries that tell what is usual.
RECENT_ENTRIES = 200
FEWEST_FOR_USUAL = 3


def kinds_of(campaign) -> list[ActivityKind]:
    """Those in which new entries are logged."""
    return list(ActivityKind.objects.in_campaign(campaign).active().with_questions())


def listed_kinds(campaign):
    """Those that a menu names: besides the active ones the retired ones that have entries."""
    has_entries = Exists(Activity.objects.filter(campaign=campaign, kind=OuterRef("pk")))
    return ActivityKind.objects.in_campaign(campaign).filter(Q(is_active=True) | has_entries)


def asked_figures(kind) -> list[str]:
    """The columns of the log in which a kind counts."""
    return [asked.name for asked in kind.asked_columns if asked.is_figure]


class UsualFigures:
    """What a committee usually counts in an entry of a kind. Asked once per committee, however many forms ask."""

    def __init__(self, campaign, kind):
        self.campaign, self.kind, self.columns = campaign, kind, asked_figures(kind)
        self.known = {}

    def of(self, committee, *, is_total, but=None) -> dict[str, float]:
        """The median of each number by its key, over the committee's held entries but the one with the key `but`.

        Totals of a period are compared with each other only. Empty below three entries.
        """
        key = (committee.pk, is_total)
        if key not in self.known:
            self.known[key] = self.latest_figures(committee, is_total)
        entries = [figures for pk, figures in self.known[key].items() if pk != but]
        if len(entries) < FEWEST_FOR_USUAL:
            return {}
        medians = {name: median(figures[name] or 0 for figures in entries) for name in self.columns}
        for own in self.kind.figures.all():
            values = [figures[own.key] for figures in entries if own.key in figures]
            if len(values) >= FEWEST_FOR_USUAL:
                medians[own.key] = median(values)
        return medians

    def latest_figures(self, committee, is_total) -> dict[int, dict[str, int | None]]:
        """By key of the entry, its numbers by their keys; an own figure that was not entered is not in it."""
        entries = Activity.objects.in_campaign(self.campaign).of_kind(self.kind).held()
        alike = entries.filter(committee=committee, held_until__isnull=not is_total)
        rows = alike.values_list("pk", *self.columns)[:RECENT_ENTRIES]
        latest = {pk: dict(zip(self.columns, figures, strict=True)) for pk, *figures in rows}
        if self.kind.figures.all():
            own = EntryFigure.objects.filter(activity__in=list(latest))
            for pk, figure, value in own.values_list("activity", "figure__key", "value"):
                latest[pk][figure] = value
        return latest


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
