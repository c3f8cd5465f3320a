"""The desk's matrix: the committees directly below, and what each has reported."""

from dataclasses import dataclass

from django.db.models import Count

from activities.models import ActivityKind, Completion
from activities.models.completion import COMPLETING_LEVELS
from organization.clock import today
from organization.models import Campaign, Committee, Responsible
from reports.annex2.layout import OWN_NAME
from reports.annex2.rows import Row
from reports.annex2.table import build_breakdown
from reports.overview.kinds import CampaignKinds, number_in
from returnees.models import FollowUpCase, Returnee


@dataclass(frozen=True)
class MatrixCell:
    """What one committee has of one kind."""

    kind: ActivityKind
    # None: neither an entry nor a zero report, or entries without the number.
    value: int | None
    is_zero_report: bool
    is_reported: bool


@dataclass(frozen=True)
class MatrixLine:
    committee: Committee
    name: str
    is_own: bool
    cells: list[MatrixCell]
    is_unreported: bool
    returnee_count: int
    overdue_count: int
    responsible: Responsible | None
    # What it last declared of being complete; None: nothing.
    completion: Completion | None

    @property
    def can_declare_complete(self) -> bool:
        """League-cities declare it by submitting their package."""
        return not self.is_own and self.committee.level in COMPLETING_LEVELS


@dataclass(frozen=True)
class Matrix:
    lines: list[MatrixLine]
    # The label of each kind, and of its leading number.
    headings: list[tuple[str, str]]

    @property
    def unreported_names(self) -> list[str]:
        return [line.name for line in self.lines if line.is_unreported and not line.is_own]

    @property
    def has_completions(self) -> bool:
        """Whether anybody here declares to be complete."""
        return any(line.can_declare_complete for line in self.lines)


def build_matrix(campaign: Campaign, account, kinds: CampaignKinds) -> Matrix | None:
    """None for a committee without subordinates. A fixed number of queries."""
    rows = build_breakdown(campaign, account.committee, layout=kinds.layout)
    return assemble_matrix(rows, campaign, account, kinds) if len(rows) > 1 else None


def assemble_matrix(rows: list[Row], campaign: Campaign, account, kinds: CampaignKinds) -> Matrix:
    """A line per row of a breakdown, counted by the layout of `kinds`, with what else the account may see there."""
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
    numbers = [(kind, kinds.leading_number(kind)) for kind in kinds.shown(rows)]
    return Matrix(
        lines=[
            MatrixLine(
                committee=row.committee,
                name=row.name,
                is_own=row.name == OWN_NAME,
                cells=[
                    MatrixCell(kind, number_in(row, number), kind.key not in row.held_kinds, row.has_kind(kind.key))
                    for kind, number in numbers
                ],
                is_unreported=not row.has_entries,
                returnee_count=answered.get(index, 0),
                overdue_count=overdue.get(index, 0),
                responsible=responsibles.get(row.committee.pk),
                completion=completions.get(row.committee.pk),
            )
            for index, row in enumerate(rows)
        ],
        headings=[(kind.label, number.heading) for kind, number in numbers],
    )


def _per_row(rows, column: str, row_of: dict[int, int]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for committee_id, count in rows.order_by().values_list(column).annotate(Count(column)):
        if committee_id in row_of:
            counts[row_of[committee_id]] = counts.get(row_of[committee_id], 0) + count
    return counts
