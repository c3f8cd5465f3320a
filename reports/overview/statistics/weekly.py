"""How many records and entries came in each week of a campaign."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time

from django.db.models import Case, Count, IntegerField, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from activities.models import Activity
from organization.models import Campaign
from reports.overview.statistics.weeks import Weeks
from returnees.models import Returnee


def count_weekly_returnees(campaign: Campaign, committees: Iterable[int], weeks: Weeks) -> Counter[int]:
    """Of youths at home in these, by their keys."""
    midnights = [timezone.make_aware(datetime.combine(day, time.min)) for day in weeks.bounds()]
    returnees = Returnee.objects.in_campaign(campaign).accepted().filter(home_committee__in=committees).order_by()
    in_week = returnees.annotate(week=_number("submitted_at", midnights)).values_list("week")
    return Counter(dict(in_week.annotate(Count("home_committee_id"))))


def count_weekly_entries(campaign: Campaign, committees: Iterable[int], weeks: Weeks) -> dict[int, Counter[int]]:
    """Of each kind by number of the week. An entry that stands for a whole period is of the week in which that ends."""
    held = Activity.objects.in_campaign(campaign).held().filter(committee__in=committees).order_by()
    held = held.annotate(day=Coalesce("held_until", "held_on"))
    entries: dict[int, Counter[int]] = defaultdict(Counter)
    groups = held.annotate(week=_number("day", weeks.bounds())).values_list("kind", "week")
    for kind, week, count in groups.annotate(Count("committee_id")):
        entries[kind][week] = count
    return entries


def _number(column: str, bounds: list[date] | list[datetime]) -> Case:
    """The number of the week, by comparisons alone: extracting a day from a moment takes SQLite ten times as long."""
    earlier = [When(**{f"{column}__lt": bound}, then=Value(number)) for number, bound in enumerate(bounds)]
    return Case(*earlier, default=Value(len(bounds)), output_field=IntegerField())
