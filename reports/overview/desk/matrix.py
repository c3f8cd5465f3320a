"""The desk's matrix: the committees directly below, and what each has reported."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from activities.models import ActivityKind, Completion
from activities.models.completion import COMPLETING_LEVELS
from organization.clock import today
from organization.models import Campaign, Committee, Responsible
from reports.annex2.layout import OWN_NAME
from reports.annex2.rows import Row
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


def assemble_matrix(
    rows: list[Row],
    campaign: Campaign,
    account,
    kinds: CampaignKinds,
    *,
    answered: Mapping[int, int],
    overdue: Mapping[int, int],
) -> Matrix:
    """A line per row of a breakdown, counted by the layout of `kinds`, with what else the account may see there.

    `answered` and `overdue`: how many accepted records and overdue cases each committee has.
    """
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
                returnee_count=_sum(answered, row),
                overdue_count=_sum(overdue, row),
                responsible=responsibles.get(row.committee.pk),
                completion=completions.get(row.committee.pk),
            )
            for row in rows
        ],
        headings=[(kind.label, number.heading) for kind, number in numbers],
    )


def count_people(rows: list[Row], campaign: Campaign, account) -> dict[str, Mapping[int, int]]:
    """`answered` and `overdue` as `assemble_matrix` wants them, of the committees in these rows."""
    committees = frozenset().union(*(row.committee_ids for row in rows))
    returnees = Returnee.objects.in_campaign(campaign).visible_to(account).accepted()
    cases = FollowUpCase.objects.in_campaign(campaign).visible_to(account).overdue(today())
    return {
        "answered": _count(returnees.filter(home_committee__in=committees), "home_committee_id"),
        "overdue": _count(cases.filter(committee__in=committees), "committee_id"),
    }


def _count(rows: QuerySet, column: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(column).annotate(Count(column)))


def _sum(counts: Mapping[int, int], row: Row) -> int:
    return sum(counts.get(committee_id, 0) for committee_id in row.committee_ids)
