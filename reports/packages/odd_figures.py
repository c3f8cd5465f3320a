"""数字需核对: the entries of a package's row whose figures are odd, before it goes up. They block nothing."""

from dataclasses import dataclass

from activities.addresses import entry_address
from activities.models import Activity, ActivityKind
from activities.odd_figures import FigureCheck, OddFigure, read_counted


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


def odd_entries(package, *, account) -> list[OddEntry]:
    """Those that `account` may see, the unconfirmed ones first; a few queries per kind, however many entries it has."""
    committee_ids = package.counted_committee_ids()
    found: dict[int, list[OddFigure]] = {}
    for kind in ActivityKind.objects.in_campaign(package.campaign).with_questions():
        found |= _odd_of_kind(kind, committee_ids)
    entries = Activity.objects.visible_to(account).filter(pk__in=found)
    entries = entries.select_related("campaign", "committee", "kind", "confirmed_by").order_by("-held_on", "-pk")
    return sorted((OddEntry(entry, found[entry.pk]) for entry in entries), key=lambda odd: odd.is_confirmed)


def _odd_of_kind(kind, committee_ids) -> dict[int, list[OddFigure]]:
    check = FigureCheck(kind)
    if not check.counted:
        return {}
    held = list(read_counted(kind, Activity.objects.of_kind(kind).held().filter(committee__in=committee_ids)))
    check.usual.learn(held)
    found = {one.pk: check.find(one.numbers, one.committee_id, is_total=one.is_total, pk=one.pk) for one in held}
    return {pk: figures for pk, figures in found.items() if figures}
