"""Entries that may be the same happening as a new one: asked about, never merged or dropped."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from activities.addresses import entry_address
from activities.choices import ActivityState
from activities.models import Activity, ActivityKind
from activities.odd_figures import numbers_of_entry
from organization.models import Account, Committee
from organization.text import comparable

# Of those that are equal in one respect; all the others equal these.
MOST_MATCHES = 3


@dataclass(frozen=True)
class Match:
    """An entry that is there, or a row of the same file, that a new one equals."""

    # None of a row of a file.
    pk: int | None
    name: str
    address: str = ""
    # What tells it from others.
    described: str = ""


def match_of(entry: Activity) -> Match:
    state = "" if entry.state == ActivityState.HELD else entry.get_state_display()
    parts = (entry.committee.short_name, entry.days, entry.summary, state)
    return Match(entry.pk, entry.number, entry_address(entry), "，".join(filter(None, parts)))


@dataclass(frozen=True)
class Happening:
    """What entries of a kind are compared by."""

    committee_id: int
    days: tuple[date, date | None]
    # Only those that are known.
    numbers: tuple[tuple[str, int], ...]
    topic: str
    place: str

    @classmethod
    def of(cls, entry: Activity) -> "Happening":
        numbers = numbers_of_entry(entry).items()
        known = tuple(sorted((key, number) for key, number in numbers if number is not None))
        return cls(
            entry.committee_id,
            (entry.held_on, entry.held_until),
            known,
            comparable(entry.topic or ""),
            comparable(entry.place),
        )

    def respects(self) -> Iterator[tuple]:
        """In what it may equal another one, of its own committee or of one above or below."""
        for name in ("numbers", "topic", "place"):
            if value := getattr(self, name):
                yield (name, self.days, value)

    @property
    def digest(self) -> str:
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


class EqualEntries:
    """The entries of a kind that an account may see, as new ones are compared with them.

    Equal are, on the same days, those of one committee with the same numbers or topic; and those of two committees of
    which one is above the other with the same topic or place.
    """

    def __init__(self, kind: ActivityKind, account: Account) -> None:
        self.kind, self.account = kind, account
        self._paths: dict[int, str] = {}
        self._related: dict[int, list[int]] = {}
        self._known: dict[tuple, list[Match]] = defaultdict(list)

    def load(self, committee_ids: Iterable[int], days: Iterable[date]) -> None:
        """Read what new entries of these committees on these days may equal, in few queries however many they are."""
        self._paths = dict(Committee.objects.visible_to(self.account).values_list("pk", "path"))
        related = {one for pk in set(committee_ids) for one in [pk, *self._relatives(pk)]}
        entries = Activity.objects.visible_to(self.account).of_kind(self.kind).exclude(state=ActivityState.CANCELLED)
        entries = entries.filter(committee__in=related, held_on__in=set(days)).select_related("committee", "campaign")
        for entry in entries.with_own_figures().order_by("pk"):
            entry.kind = self.kind
            self.add(entry, match_of(entry))

    def add(self, entry: Activity, match: Match) -> None:
        for respect in Happening.of(entry).respects():
            matches = self._known[entry.committee_id, respect]
            if len(matches) < MOST_MATCHES:
                matches.append(match)

    def find(self, entry: Activity) -> list[Match]:
        found: dict[Match, None] = {}
        for respect in Happening.of(entry).respects():
            name = respect[0]
            committees = [] if name == "place" else [entry.committee_id]
            committees += [] if name == "numbers" else self._relatives(entry.committee_id)
            for committee_id in committees:
                found |= dict.fromkeys(self._known.get((committee_id, respect), ()))
        return list(found)

    def _relatives(self, committee_id: int) -> list[int]:
        """Those above and below it that the account sees."""
        if committee_id not in self._related:
            own = self._paths.get(committee_id, "")
            self._related[committee_id] = [
                pk
                for pk, path in self._paths.items()
                if own and pk != committee_id and (path.startswith(own) or own.startswith(path))
            ]
        return self._related[committee_id]
