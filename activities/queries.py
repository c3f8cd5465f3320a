"""What the pages of the log ask of its tables, beyond one row."""

from collections import defaultdict
from statistics import median

from activities.choices import ActivityState, Kind
from activities.models import OPTIONAL_COLUMNS, REQUIRED_COLUMNS, Activity, ZeroReport
from organization.clock import today

LOOKED_BACK_AT = 200
"""The latest entries that tell what is usual."""
FEWEST_FOR_USUAL = 3


def count_columns(kind):
    """The columns of a kind that hold figures."""
    return [name for name in (*REQUIRED_COLUMNS[kind], *OPTIONAL_COLUMNS[kind]) if name.endswith("_count")]


class UsualFigures:
    """What a committee usually counts in an entry of a kind. Asked once per committee, however many forms ask."""

    def __init__(self, campaign, kind):
        self.campaign, self.kind, self.columns = campaign, kind, count_columns(kind)
        self.known = {}

    def of(self, committee, *, is_total, but=None) -> dict[str, float]:
        """The median of each figure over the committee's held entries but the one with the key `but`.

        Totals of a period are compared with each other only. Empty below three entries.
        """
        key = (committee.pk, is_total)
        if key not in self.known:
            entries = Activity.objects.in_campaign(self.campaign).of_kind(self.kind).held()
            alike = entries.filter(committee=committee, held_until__isnull=not is_total)
            self.known[key] = list(alike.values_list("pk", *self.columns)[:LOOKED_BACK_AT])
        rows = [figures for pk, *figures in self.known[key] if pk != but]
        if len(rows) < FEWEST_FOR_USUAL:
            return {}
        return {
            name: median(figure or 0 for figure in figures)
            for name, figures in zip(self.columns, zip(*rows, strict=True), strict=True)
        }


def silent_kinds(campaign, committees, *, account) -> dict[int, list[Kind]]:
    """By key of each committee, the kinds of which neither it nor any below it has a held entry or a zero report.

    `committees` are some that `account` sees.
    """
    said = defaultdict(set)
    held = Activity.objects.in_campaign(campaign).visible_to(account).held()
    zero = ZeroReport.objects.in_campaign(campaign).visible_to(account)
    for rows in (held, zero):
        for path, kind in rows.order_by().values_list("committee__path", "kind").distinct():
            for end, letter in enumerate(path, start=1):
                if letter == ".":
                    said[path[:end]].add(kind)
    return {committee.pk: [kind for kind in Kind if kind not in said[committee.path]] for committee in committees}


def overdue_plans(campaign, committee):
    """Planned entries whose day has passed: neither held nor cancelled, they count nowhere."""
    planned = Activity.objects.in_campaign(campaign).filter(committee=committee, state=ActivityState.PLANNED)
    return planned.filter(held_on__lt=today()).select_related("campaign")
