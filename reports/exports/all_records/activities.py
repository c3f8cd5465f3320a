"""Every entry of the log as a row, of one kind or of all kinds of a campaign."""

from collections.abc import Iterator, Sequence
from functools import cache, partial

from django.db.models import Count

from activities.choices import LoggedList
from activities.models import Activity, ActivityKind, ActivityPhoto, EntryFigure
from activities.models.activity import entry_number
from activities.models.log_list import lists_of
from activities.shapes import COMPANIONS, LABELS, columns_of_shape
from organization.models import Committee
from reports.exports.all_records.batches import (
    Batch,
    ExportColumn,
    among,
    keyset_batches,
    labelled,
    place_columns,
    stored,
)
from xlsx_stream.workbook import Cells, SheetColumn

# The columns in the order of the file, with their widths in characters.
WIDTHS = {
    "number": 16,
    "kind": 16,
    "places": 18,
    "committee": 24,
    "state": 10,
    "held_on": 12,
    "held_until": 12,
    "topic": 36,
    "channels": 36,
    "channel_other": 18,
    "distribution_count": 10,
    "copy_count": 10,
    "visited_count": 18,
    "new_member_count": 20,
    "session_count": 10,
    "participant_count": 10,
    "own_figures": 14,
    "speaker": 16,
    "speaker_post": 26,
    "site_kind": 20,
    "co_hosts": 30,
    "place": 26,
    "is_online": 8,
    "remark": 36,
    "photos": 8,
    "created_at": 20,
    "updated_at": 20,
}
READ = [field.name for field in Activity._meta.concrete_fields if field.name in WIDTHS]


class ActivityExport:
    """Entries of one campaign, without their authors, who are in the entry's history."""

    def __init__(self, campaign, account, *, kinds: Sequence[ActivityKind], is_of_several_kinds: bool):
        self.year, self.kinds, self.lists = campaign.year, kinds, lists_of(campaign)
        # The label of each of the kinds' own figures, by the figure's key in the database.
        self.own_labels = {figure.pk: figure.label for kind in kinds for figure in kind.figures.all()}
        headings, computed = headings_of(kinds, is_of_several_kinds), self.computed_columns()
        self.columns = [
            column
            for name, width in WIDTHS.items()
            if name not in LABELS or name in headings
            for column in (
                computed[name](headings.get(name, ""))
                if name in computed
                else [stored(Activity, name, width, headings.get(name, ""))]
            )
        ]

    def computed_columns(self) -> dict:
        """Those that are not simply what stands in the table, each made with its heading."""
        short_names = dict(Committee.objects.values_list("pk", "short_name"))
        labels = {kind.pk: kind.label for kind in self.kinds}
        return {
            "number": lambda _: [column("number", "编号", self.numbers)],
            "kind": lambda _: [column("kind", "类别", lambda batch: map(labels.get, batch["kind"]))],
            "places": lambda _: place_columns("committee", WIDTHS["places"]),
            # Not as in the template: this file is not meant to be imported.
            "committee": lambda _: [
                column("committee", "单位", lambda batch: map(short_names.get, batch["committee"]))
            ],
            "channels": lambda heading: [column("channels", heading, self.channels)],
            "site_kind": lambda heading: [
                labelled("site_kind", heading, WIDTHS["site_kind"], self.lists[LoggedList.SITES].labels.items())
            ],
            "own_figures": lambda _: [
                column("own_figures", label, partial(own_figures, label=label), Cells.NUMBER)
                for label in dict.fromkeys(self.own_labels.values())
            ],
            "is_online": lambda heading: [
                column("is_online", heading, lambda batch: ["线上" if it else None for it in batch["is_online"]])
            ],
            "photos": lambda _: [column("photos", "照片张数", lambda batch: batch["photos"], Cells.NUMBER)],
        }

    def batches(self, activities) -> Iterator[Batch]:
        """Two queries each, and a third where a kind has figures of its own."""
        for batch in keyset_batches(activities, READ):
            yield batch | {"photos": photo_counts(batch["pk"]), "own_figures": self.own_figures(batch["pk"])}

    def numbers(self, batch: Batch) -> list[str]:
        return [entry_number(self.year, pk) for pk in batch["pk"]]

    def channels(self, batch: Batch) -> list[str | None]:
        describe = cache(self.lists[LoggedList.CHANNELS].names)
        return [codes and "、".join(describe(codes)) for codes in batch["channels"]]

    def own_figures(self, pks) -> list[dict[str, int]]:
        """Of each entry the numbers of its kind's own figures, by label."""
        found: dict[int, dict[str, int]] = {pk: {} for pk in pks}
        if self.own_labels:
            entered = EntryFigure.objects.filter(among(pks, name="activity"))
            for pk, figure, value in entered.values_list("activity", "figure", "value"):
                # One that was added meanwhile has no column; an entry within the range need not be of the batch.
                if figure in self.own_labels and pk in found:
                    found[pk][self.own_labels[figure]] = value
        return list(found.values())


def headings_of(kinds: Sequence[ActivityKind], is_of_several_kinds: bool) -> dict[str, str]:
    """The heading of each column of the log that belongs into a file of these kinds.

    Of one kind, what it asks; of several, whatever entries of their shapes may have. Where kinds call it differently,
    the heading has all labels.
    """
    labels: dict[str, dict[str, None]] = {}
    for kind in kinds:
        for asked in kind.asked_columns:
            labels.setdefault(asked.name, {})[asked.label] = None
    if is_of_several_kinds:
        possible = frozenset().union(*(columns_of_shape(kind.shape) for kind in kinds), {"place", "is_online"})
        labels = {name: {LABELS[name]: None} for name in possible} | labels
    headings = {name: "／".join(names) for name, names in labels.items()}
    companions = {other: LABELS[other] for name, other in COMPANIONS.items() if name in headings}
    return companions | headings


def column(name, heading, read, cells=Cells.LABEL) -> ExportColumn:
    return ExportColumn(SheetColumn(heading, WIDTHS[name], cells), read)


def own_figures(batch: Batch, *, label: str) -> list[int | None]:
    return [entered.get(label) for entered in batch["own_figures"]]


def photo_counts(pks) -> list[int]:
    uses = ActivityPhoto.objects.filter(among(pks, name="activity")).order_by()
    counts = dict(uses.values_list("activity").annotate(Count("activity")))
    return [counts.get(pk, 0) for pk in pks]
