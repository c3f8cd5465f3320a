"""The numbers of a package, as they are now or as they went up: the row of Annex 2 and the two groups of youths."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from activities.models import ActivityKind
from reports.annex2.layout import Layout, TableColumn, layout_of
from reports.annex2.rows import Figures, Row
from reports.annex2.table import build_table
from reports.counting.branches import branches
from reports.counting.returnee_counts import count_returnees
from reports.models.submission import ReturneeSums


@dataclass(frozen=True)
class SheetCell:
    column: TableColumn
    # None: not reported, or not known.
    value: int | str | None
    # Of the entries behind it; empty where the log does not fill the column.
    url: str = ""
    # There are entries, and none of them has this number.
    is_unknown: bool = False


@dataclass(frozen=True)
class PackageSheet(ReturneeSums):
    layout: Layout
    kinds: list[ActivityKind]
    name: str
    figures: Figures
    entry_count: int
    returnee_counts: list[dict]
    # Name and key of the address of the entries of a kind.
    entries_view: tuple[str, int]
    # Of what is not frozen.
    row: Row | None = None

    @property
    def cells(self) -> list[SheetCell]:
        return [self._cell(column) for column in self.layout.columns]

    def _cell(self, column) -> SheetCell:
        if not column.is_counted:
            return SheetCell(column, self.name if column.is_name else None)
        value, url = self.figures.get(column.key), self.entries_url(column.kind)
        return SheetCell(column, value, url, is_unknown=value is None and self._has_kind(column.kind))

    def _has_kind(self, kind) -> bool:
        """As far as the figures say it; of what is not frozen the row knows."""
        if self.row:
            return self.row.has_kind(kind)
        return any(self.figures.get(column.key) is not None for column in self.layout.of_kind(kind))

    @property
    def heading_rows(self):
        return self.layout.heading_rows

    def entries_url(self, kind) -> str:
        name, pk = self.entries_view
        return reverse(name, args=[pk, kind])

    @property
    def active_kinds(self) -> list[ActivityKind]:
        return [kind for kind in self.kinds if kind.is_active]

    @cached_property
    def unreported_kinds(self) -> list[ActivityKind]:
        return [kind for kind in self.active_kinds if self.row and not self.row.has_kind(kind.key)]

    @property
    def kinds_outside_the_table(self) -> list[tuple[ActivityKind, str]]:
        """Those of which no column of the table speaks, with the address of their entries: these go up all the same."""
        shown = {column.kind for column in self.layout.counted}
        return [(kind, self.entries_url(kind.key)) for kind in self.kinds if kind.key not in shown]

    @property
    def fingerprint(self) -> str:
        """A submission is refused unless this is still the fingerprint that was displayed."""
        shown = [self.figures, self.entry_count, self.returnee_counts]
        return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()


def live_sheet(package) -> PackageSheet:
    kinds = list(ActivityKind.objects.in_campaign(package.campaign))
    layout = layout_of(package.campaign, kinds)
    row = build_table(package.campaign, package.committee, layout=layout).rows[0]
    counts = count_returnees(package.campaign, branches(package, row.committee_ids))
    return PackageSheet(
        layout=layout,
        kinds=kinds,
        name=package.printed_name,
        figures=row.figures,
        entry_count=row.entry_count,
        returnee_counts=counts,
        entries_view=("package_entries", package.pk),
        row=row,
    )


def frozen_sheet(submission) -> PackageSheet:
    campaign = submission.package.campaign
    return PackageSheet(
        layout=layout_of(campaign),
        kinds=list(ActivityKind.objects.in_campaign(campaign)),
        name=submission.printed_name,
        figures=submission.figures,
        entry_count=submission.entry_count,
        returnee_counts=submission.returnee_counts,
        entries_view=("submission_entries", submission.pk),
    )


def build_sheet(package, last_submission) -> PackageSheet:
    """What is sent up is what it was then."""
    is_frozen = package.is_sent and last_submission is not None
    return frozen_sheet(last_submission) if is_frozen else live_sheet(package)
