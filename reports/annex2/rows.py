"""A row of the official table: sums of held entries, and zero reports. No Excel, no page."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from django.db.models import BigIntegerField, BooleanField, Count, ExpressionWrapper, Q, QuerySet, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from activities.choices import OTHER_CHOICE
from activities.models import ActivityKind, EntryFigure
from activities.models.log_list import ChoiceList
from organization.models import Campaign, Committee
from reports.annex2.layout import Layout
from reports.models.package import Package

Figures = dict[str, int | str | None]

# Stands in a column of channels where a zero report declares that nothing was handed out.
NO_CHANNEL = "无"


@dataclass
class Row:
    """One row: a name, the committees whose work counts in it, and its figures (None: not reported, or not known)."""

    layout: Layout
    name: str
    committee_ids: frozenset[int]
    package: Package | None = None
    # Whose subtree the row is, in a breakdown.
    committee: Committee | None = None
    # Held entries by kind.
    entry_counts: Counter = field(default_factory=Counter)
    # By key of the table's column.
    sums: dict[str, int] = field(default_factory=dict)
    channels: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    other_channels: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    zero_kinds: set[str] = field(default_factory=set)
    # Of what was sent up: the channels in the words of that day. None: in those of the layout.
    frozen_channels: ChoiceList | None = None

    @property
    def entry_count(self) -> int:
        return self.entry_counts.total()

    @property
    def held_kinds(self) -> set[str]:
        return set(self.entry_counts)

    @property
    def has_entries(self) -> bool:
        """有记录: any held entry or any zero report; a row with neither is named under the table."""
        return bool(self.entry_counts or self.zero_kinds)

    def has_kind(self, kind: str) -> bool:
        """Whether there is a held entry or a zero report of the kind."""
        return kind in self.entry_counts or kind in self.zero_kinds

    @cached_property
    def figures(self) -> Figures:
        """By key of every column that the log fills. A held kind of which a number is not known leaves it None."""
        return {
            column.key: self._channel_text(column.kind) if column.is_text else self._number(column)
            for column in self.layout.counted
        }

    def _number(self, column) -> int | None:
        if column.kind in self.entry_counts:
            return self.sums.get(column.key)
        return 0 if column.kind in self.zero_kinds else None

    def _channel_text(self, kind: str) -> str | None:
        names = [self._channel_name(kind, code) for code in self.channel_list.ordered(self.channels[kind])]
        if names:
            return "、".join(names)
        return NO_CHANNEL if kind in self.zero_kinds else None

    @property
    def channel_list(self) -> ChoiceList:
        return self.frozen_channels or self.layout.channels

    def _channel_name(self, kind: str, code: str) -> str:
        label, others = self.channel_list.label_of(code), self.other_channels[kind]
        return f"{label}（{'，'.join(sorted(others))}）" if code == OTHER_CHOICE and others else label

    def add(self, group: EntryGroup) -> None:
        if group.entry_count:
            self.entry_counts[group.kind] += group.entry_count
        for column in self.layout.numbers_of_kind(group.kind):
            number = group.sums.get(column.figure)
            if number is not None:
                self.sums[column.key] = self.sums.get(column.key, 0) + number
        if group.channels:
            self.channels[group.kind].update(group.channels.split(","))
        if group.channel_other:
            self.other_channels[group.kind].add(group.channel_other)

    def include(self, other: Row) -> None:
        """Add all that another row has."""
        self.entry_counts += other.entry_counts
        for key, number in other.sums.items():
            self.sums[key] = self.sums.get(key, 0) + number
        for kind, channels in other.channels.items():
            self.channels[kind] |= channels
        for kind, channels in other.other_channels.items():
            self.other_channels[kind] |= channels
        if other.frozen_channels:
            before = self.frozen_channels.labels if self.frozen_channels else {}
            self.frozen_channels = ChoiceList(before | other.frozen_channels.labels)
        self.zero_kinds |= other.zero_kinds


@dataclass(frozen=True)
class EntryGroup:
    """The sums of some held entries of one kind that share the keys they were grouped by."""

    keys: tuple
    kind: str
    entry_count: int
    # By figure; None where no entry has a number.
    sums: dict[str, int | None]
    channels: str | None = None
    channel_other: str | None = None

    @property
    def known_sums(self) -> dict[str, int]:
        return {figure: number for figure, number in self.sums.items() if number is not None}


def merged(layout: Layout, name: str, rows: Iterable[Row], *, package: Package | None = None) -> Row:
    """One row that has what all of them have."""
    rows = list(rows)
    whole = Row(layout, name, frozenset().union(*(row.committee_ids for row in rows)), package)
    for row in rows:
        whole.include(row)
    return whole


def log_groups(entries: QuerySet, campaign: Campaign, layout: Layout) -> Iterator[EntryGroup]:
    """The entries of a campaign's log, grouped by committee, kind and channels: one query, whatever their number.

    One more where the table sums figures of the kinds' own, and one where the layout does not know the kinds.
    """
    key_of = _kind_keys(campaign, layout)
    for group in _grouped(entries, layout.summed_columns, "kind_id", ("committee_id",)):
        yield replace(group, kind=key_of[group.kind])
    yield from _own_figure_groups(entries, layout, key_of)


def number_groups(
    entries: QuerySet, campaign: Campaign, layout: Layout, *, recorded_since: datetime | None = None
) -> Iterator[EntryGroup]:
    """The same without channels; with `recorded_since` grouped also by whether they were recorded then or later.

    One pass over the entries for both, and one over the kinds' own figures for each.
    """
    key_of = _kind_keys(campaign, layout)
    keys, parts = ("committee_id",), {(): entries}
    if recorded_since:
        is_recent = ExpressionWrapper(Q(created_at__gte=recorded_since), output_field=BooleanField())
        parts = {
            (False,): entries.filter(created_at__lt=recorded_since),
            (True,): entries.filter(created_at__gte=recorded_since),
        }
        entries, keys = entries.annotate(is_recent=is_recent), (*keys, "is_recent")
    for group in _grouped(entries, layout.summed_columns, "kind_id", keys, texts=()):
        yield replace(group, kind=key_of[group.kind])
    for part, of_part in parts.items():
        for group in _own_figure_groups(of_part, layout, key_of):
            yield replace(group, keys=(*group.keys, *part))


def _kind_keys(campaign: Campaign, layout: Layout) -> Mapping[int, str]:
    return layout.kind_keys or dict(ActivityKind.objects.in_campaign(campaign).values_list("pk", "key"))


def _own_figure_groups(entries: QuerySet, layout: Layout, key_of: Mapping[int, str]) -> Iterator[EntryGroup]:
    if not layout.own_figures:
        return
    own = (
        EntryFigure.objects.filter(activity__in=entries.order_by().values("pk"))
        .order_by()
        .values_list("activity__committee_id", "figure__kind_id", "figure__key")
        .annotate(Sum("value"))
    )
    for committee_id, kind_id, figure, number in own:
        yield EntryGroup((committee_id,), key_of[kind_id], 0, {figure: number})


def frozen_groups(entries: QuerySet, layout: Layout, *keys: str) -> Iterator[EntryGroup]:
    """The same of entries that were sent up: one query."""
    own = sorted({figure for _, figure in layout.own_figures})
    frozen = {f"own_{figure}": frozen_figure(figure) for figure in own}
    for group in _grouped(entries.annotate(**frozen), (*layout.summed_columns, *frozen), "kind", keys):
        yield replace(group, sums={name.removeprefix("own_"): number for name, number in group.sums.items()})


def frozen_figure(key: str) -> Cast:
    """The number of a kind's own figure in an entry that was sent up; null where it has none."""
    return Cast(KeyTextTransform(key, "own_figures"), BigIntegerField())


def _grouped(
    entries: QuerySet,
    summed: Sequence[str],
    kind_column: str,
    keys: tuple[str, ...],
    texts: tuple[str, ...] = ("channels", "channel_other"),
) -> Iterator[EntryGroup]:
    groups = (
        entries.order_by()
        .values_list(*keys, kind_column, *texts)
        .annotate(Count("committee_id"), *(Sum(column) for column in summed))
    )
    for values in groups:
        group_keys, (kind, *rest) = values[: len(keys)], values[len(keys) :]
        group_texts, (entry_count, *sums) = rest[: len(texts)], rest[len(texts) :]
        yield EntryGroup(group_keys, kind, entry_count, dict(zip(summed, sums, strict=True)), *group_texts)
