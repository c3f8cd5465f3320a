"""The numbers of a package, as they are now or as they went up: the row of Annex 2 and the two groups of youths."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from activities.choices import Kind
from reports.annex2.columns import COLUMNS, GROUPS, Column
from reports.annex2.rows import Figures, Row
from reports.annex2.table import build_table
from reports.choices import PackageState
from reports.counting.branches import branches
from reports.counting.returnee_counts import count_returnees
from returnees.choices import Status

FROZEN_STATES = (PackageState.SUBMITTED, PackageState.ACCEPTED)
"""In these the package is what its last submission says."""


@dataclass(frozen=True)
class SheetCell:
    column: Column
    figure: int | str | None
    """None: not reported."""
    url: str
    """Of the entries behind it."""


@dataclass(frozen=True)
class PackageSheet:
    name: str
    figures: Figures
    entry_count: int
    returnee_counts: list[dict]
    """As `count_returnees` gives them."""
    entries_view: tuple[str, int]
    """Name and key of the address of the entries of a kind."""
    row: Row | None = None
    """Of what is not frozen."""

    groups = GROUPS
    columns = COLUMNS

    @property
    def cells(self) -> list[SheetCell]:
        return [SheetCell(column, self.figures.get(column.key), self.entries_url(column.kind)) for column in COLUMNS]

    def entries_url(self, kind) -> str:
        name, pk = self.entries_view
        return reverse(name, args=[pk, kind])

    def count_of(self, status) -> int:
        return sum(counted["count"] for counted in self.returnee_counts if counted["status"] == status)

    @property
    def entrepreneur_count(self) -> int:
        return self.count_of(Status.ENTREPRENEUR)

    @property
    def intending_count(self) -> int:
        return self.count_of(Status.INTENDING)

    @cached_property
    def silent_kinds(self) -> list[Kind]:
        """Kinds with neither an entry nor a zero report."""
        said = self.row.held_kinds | self.row.zero_kinds if self.row else set(Kind)
        return [kind for kind in Kind if kind not in said]

    @property
    def fingerprint(self) -> str:
        """What goes up has the same, or is not what was shown."""
        shown = [self.figures, self.entry_count, self.returnee_counts]
        return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()


def live_sheet(package) -> PackageSheet:
    row = build_table(package.campaign, package.committee).rows[0]
    counts = count_returnees(package.campaign, branches(package, row.committee_ids))
    view = ("package_entries", package.pk)
    return PackageSheet(package.printed_name, row.figures, row.entry_count, counts, view, row)


def frozen_sheet(submission) -> PackageSheet:
    view = ("submission_entries", submission.pk)
    return PackageSheet(
        submission.printed_name, submission.figures, submission.entry_count, submission.returnee_counts, view
    )


def sheet_of(package, last_submission) -> PackageSheet:
    """Of what is up, the frozen one."""
    is_frozen = package.state in FROZEN_STATES and last_submission is not None
    return frozen_sheet(last_submission) if is_frozen else live_sheet(package)
