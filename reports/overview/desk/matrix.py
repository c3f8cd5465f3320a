"""The desk's matrix: the committees directly below, and what each has reported."""

from dataclasses import dataclass

from django.db.models import Count

from activities.choices import Kind
from activities.models import Completion
from activities.models.completion import COMPLETING_LEVELS
from organization.clock import today
from organization.models import Campaign, Committee, Responsible
from reports.annex2.columns import NUMBER_COLUMNS, OWN_NAME, Column
from reports.annex2.table import Row, build_breakdown
from returnees.models import FollowUpCase, Returnee

# Of the figures of a kind, the one that tells best whether anything happened.
LEADING = {column.kind: column for column in reversed(NUMBER_COLUMNS)}


@dataclass(frozen=True)
class MatrixCell:
    """What one committee has of one kind; None: neither an entry nor a zero report."""

    kind: str
    heading: str
    value: int | None
    is_zero_report: bool

    @property
    def label(self) -> str:
        return Kind(self.kind).label


@dataclass(frozen=True)
class MatrixLine:
    committee: Committee
    name: str
    is_own: bool
    cells: list[MatrixCell]
    is_silent: bool
    returnee_count: int
    overdue_count: int
    responsible: Responsible | None
    completion: Completion | None
    """What it last said of being complete; None: nothing."""

    @property
    def may_say_complete(self) -> bool:
        """A league-city says it by sending its package up."""
        return not self.is_own and self.committee.level in COMPLETING_LEVELS


@dataclass(frozen=True)
class Matrix:
    lines: list[MatrixLine]

    @property
    def headings(self) -> list[tuple[str, str]]:
        return [(kind.label, LEADING[kind].heading) for kind in Kind]

    @property
    def silent_names(self) -> list[str]:
        return [line.name for line in self.lines if line.is_silent and not line.is_own]


def build_matrix(campaign: Campaign, account) -> Matrix | None:
    """None for a committee with nobody below it. A fixed number of queries, whatever the tree and the tables hold."""
    rows = build_breakdown(campaign, account.committee)
    return matrix_of(rows, campaign, account) if len(rows) > 1 else None


def matrix_of(rows: list[Row], campaign: Campaign, account) -> Matrix:
    """A line per row of a breakdown, with what else the account may see of its committees."""
    row_of = {committee_id: index for index, row in enumerate(rows) for committee_id in row.committee_ids}
    cases = FollowUpCase.objects.in_campaign(campaign).visible_to(account).overdue(today())
    returnees = Returnee.objects.in_campaign(campaign).visible_to(account).accepted()
    overdue = _per_row(cases, "committee_id", row_of)
    answered = _per_row(returnees, "home_committee_id", row_of)
    responsibles = {
        responsible.committee_id: responsible
        for responsible in Responsible.objects.in_campaign(campaign).visible_to(account)
    }
    completions = Completion.objects.visible_to(account).latest_by_committee(campaign)
    return Matrix(
        [
            MatrixLine(
                committee=row.committee,
                name=row.name,
                is_own=row.name == OWN_NAME,
                cells=[_cell(row, LEADING[kind]) for kind in Kind],
                is_silent=not row.is_reported,
                returnee_count=answered.get(index, 0),
                overdue_count=overdue.get(index, 0),
                responsible=responsibles.get(row.committee.pk),
                completion=completions.get(row.committee.pk),
            )
            for index, row in enumerate(rows)
        ]
    )


def _cell(row: Row, column: Column) -> MatrixCell:
    return MatrixCell(column.kind, column.heading, row.figures[column.key], column.kind not in row.held_kinds)


def _per_row(rows, column: str, row_of: dict[int, int]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for committee_id, count in rows.order_by().values_list(column).annotate(Count(column)):
        if committee_id in row_of:
            counts[row_of[committee_id]] = counts.get(row_of[committee_id], 0) + count
    return counts
