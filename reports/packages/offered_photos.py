"""The photos that a package may take over: of held entries and of services, of the committees that count in its row."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.http import Http404

from activities.models import Activity, ActivityPhoto, Photo, Service, ServicePhoto
from activities.models.photo import AttachedPhoto
from organization.models import Committee
from organization.scoping import is_key


@dataclass(frozen=True)
class OfferedPhoto:
    # What a form sends when it is chosen.
    key: str
    photo: Photo
    # The entry that it belongs to.
    day: date
    days: str
    committee: Committee
    kind: str
    place: str
    # Of the photo, else of its entry.
    caption: str


def of_activity(key: str, attached: ActivityPhoto) -> OfferedPhoto:
    entry: Activity = attached.activity
    caption = attached.caption or entry.topic
    return OfferedPhoto(
        key, attached.photo, entry.held_on, entry.days, entry.committee, str(entry.kind), entry.place, caption
    )


def of_service(key: str, attached: ServicePhoto) -> OfferedPhoto:
    entry: Service = attached.service
    kind, caption = entry.get_kind_display(), attached.caption or entry.title
    return OfferedPhoto(key, attached.photo, entry.served_on, str(entry.served_on), entry.committee, kind, "", caption)


EVERY = Q()


@dataclass(frozen=True)
class PhotoSource:
    model: type[AttachedPhoto]
    entry: str
    day: str
    describe: Callable[[str, AttachedPhoto], OfferedPhoto]
    is_offered: Q = EVERY
    related: tuple[str, ...] = ()


SOURCES = {
    "activity": PhotoSource(
        ActivityPhoto, "activity", "held_on", of_activity, Q(activity__state="held"), ("activity__kind",)
    ),
    "service": PhotoSource(ServicePhoto, "service", "served_on", of_service),
}


class OfferedPhotos:
    """The newest entries first; a page of them costs two queries more than its keys."""

    def __init__(self, package, account):
        self.package, self.account = package, account
        self.committee_ids = package.counted_committee_ids()
        order = []
        for name, source in SOURCES.items():
            entry, day = f"{source.entry}_id", f"{source.entry}__{source.day}"
            rows = self.rows_of(name).order_by().values_list(day, entry, "position", "pk")
            order += [(-day.toordinal(), name, -entry, position, pk) for day, entry, position, pk in rows]
        self.keys = [(name, pk) for _, name, _, _, pk in sorted(order)]

    def rows_of(self, name: str) -> QuerySet:
        source = SOURCES[name]
        within = {
            f"{source.entry}__campaign": self.package.campaign,
            f"{source.entry}__committee__in": self.committee_ids,
        }
        return source.model.objects.visible_to(self.account).filter(source.is_offered, **within)

    def describe(self, name: str, pks) -> dict[tuple[str, int], OfferedPhoto]:
        source = SOURCES[name]
        entry = source.entry
        related = ("photo", f"{entry}__campaign", f"{entry}__committee", *source.related)
        rows = self.rows_of(name).select_related(*related).filter(pk__in=pks)
        return {(name, row.pk): source.describe(f"{name}-{row.pk}", row) for row in rows}

    def find(self, key: str) -> OfferedPhoto:
        """Raises Http404 for a key that is not offered."""
        name, _, pk = key.partition("-")
        if name not in SOURCES or not is_key(pk) or (name, int(pk)) not in set(self.keys):
            raise Http404
        return self.describe(name, [int(pk)])[name, int(pk)]

    # As a Paginator wants it.

    def __len__(self) -> int:
        return len(self.keys)

    def __getitem__(self, part: slice) -> list[OfferedPhoto]:
        keys = self.keys[part]
        found = {}
        for name in SOURCES:
            found |= self.describe(name, [pk for one, pk in keys if one == name])
        return [found[key] for key in keys if key in found]
