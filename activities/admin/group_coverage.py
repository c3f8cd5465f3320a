"""Which county has which of the four kinds of WeChat group (the notice, part 三, item 1)."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count

from activities.choices import GroupKind
from activities.models import WechatGroup
from organization.choices import Level
from organization.models import Committee


@dataclass
class County:
    """A county with everything below it; of each kind the number of groups, 0 where it lacks them."""

    committee: Committee
    counts: list[tuple[GroupKind, int]]

    @property
    def missing_kinds(self) -> bool:
        return any(count == 0 for _, count in self.counts)


@dataclass
class Coverage:
    counties: list[County]

    @property
    def complete_count(self) -> int:
        return sum(not county.missing_kinds for county in self.counties)

    @property
    def having(self) -> list[tuple[GroupKind, int]]:
        return [(kind, sum(dict(county.counts)[kind] > 0 for county in self.counties)) for kind in GroupKind]


def build_coverage(campaign, account) -> Coverage:
    counties = Committee.objects.visible_to(account).standing().at_level(Level.COUNTY).select_related("parent")
    groups = WechatGroup.objects.in_campaign(campaign).visible_to(account).order_by()
    count_of = defaultdict(int)
    for path, kind, count in groups.values_list("committee__path", "kind").annotate(Count("pk")):
        count_of[path, kind] = count
    below = defaultdict(int)
    depths = {county.depth for county in counties}
    for (path, kind), count in count_of.items():
        for depth in depths:
            below[_ancestor_path(path, depth), kind] += count
    return Coverage([County(county, [(kind, below[county.path, kind]) for kind in GroupKind]) for county in counties])


def _ancestor_path(path: str, depth: int) -> str:
    return path[: 4 * (depth + 1)]
