"""数字需核对: the entries of a package's row whose figures are odd, before it goes up. They block nothing."""

from collections import defaultdict
from dataclasses import dataclass

from activities.addresses import entry_address
from activities.models import Activity, ActivityKind
from activities.odd_figures import CountedEntry, FigureCheck, OddFigure, read_counted
from organization.models import Committee
from reports.choices import ColumnContent
from reports.models import AnnexColumn


@dataclass(frozen=True)
class OddEntry:
    entry: Activity
    figures: list[OddFigure]

    @property
    def is_confirmed(self) -> bool:
        return all(figure.token in self.entry.confirmed_tokens for figure in self.figures)

    @property
    def address(self) -> str:
        return entry_address(self.entry)


def odd_entries(package, *, account, committee_ids=None) -> list[OddEntry]:
    """Those that `account` may see, the unconfirmed ones first; few queries, however many kinds and entries there are.

    `committee_ids` are those that count in the row, where they are at hand.
    """
    if committee_ids is None:
        committee_ids = package.counted_committee_ids()
    found = {one.pk: odd for one, odd in _find_odd(package.campaign, committee_ids)}
    entries = Activity.objects.visible_to(account).filter(pk__in=found)
    entries = entries.select_related("campaign", "committee", "kind", "confirmed_by__committee").order_by(
        "-held_on", "-pk"
    )
    return sorted((OddEntry(entry, found[entry.pk]) for entry in entries), key=lambda odd: odd.is_confirmed)


def count_unconfirmed(package, *, account, committee_ids) -> int:
    """How many of these entries nobody has confirmed, without reading them."""
    visible = set(Committee.objects.visible_to(account).values_list("pk", flat=True))
    looked_at = Activity.objects.in_campaign(package.campaign).filter(committee__in=committee_ids)
    confirmed = dict(looked_at.exclude(confirmed_figures="").order_by().values_list("pk", "confirmed_figures"))
    return sum(
        one.committee_id in visible and not {figure.token for figure in odd} <= set(confirmed.get(one.pk, "").split())
        for one, odd in _find_odd(package.campaign, committee_ids)
    )


def _find_odd(campaign, committee_ids) -> list[tuple[CountedEntry, list[OddFigure]]]:
    """Each entry with what is odd in it."""
    checks = _checks(campaign)
    held = Activity.objects.in_campaign(campaign).held().filter(kind__in=list(checks), committee__in=committee_ids)
    has_own_figures = any(check.kind.figures.all() for check in checks.values())
    of_kind: dict[int, list[CountedEntry]] = defaultdict(list)
    for one in read_counted(held, has_own_figures=has_own_figures):
        of_kind[one.kind_id].append(one)
    found = []
    for kind_id, entries in of_kind.items():
        check = checks[kind_id]
        check.usual.learn(entries)
        for one in entries:
            if odd := check.find(one.numbers, one.committee_id, is_total=one.is_total, pk=one.pk):
                found.append((one, odd))
    return found


def _checks(campaign) -> dict[int, FigureCheck]:
    """By key of the kind, for those that the table counts."""
    counted: dict[int, set[str]] = defaultdict(set)
    columns = AnnexColumn.objects.in_campaign(campaign).filter(content=ColumnContent.FIGURE).order_by()
    for kind_id, figure in columns.values_list("kind_id", "figure"):
        counted[kind_id].add(figure)
    kinds = ActivityKind.objects.in_campaign(campaign).filter(pk__in=list(counted)).with_questions()
    return {kind.pk: FigureCheck(kind, frozenset(counted[kind.pk])) for kind in kinds}
