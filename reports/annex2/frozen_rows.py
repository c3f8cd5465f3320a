"""Rows of Annex 2 as they were sent up: summed from the frozen entries of submissions."""

from collections.abc import Iterable

from organization.models import Committee
from reports.annex2.layout import Layout, layout_of
from reports.annex2.rows import Row, frozen_groups
from reports.models import Submission, SubmissionEntry


def frozen_row(submission: Submission, layout: Layout | None = None) -> Row:
    """`layout`: that of its campaign, if it is at hand."""
    return frozen_rows([submission], layout or layout_of(submission.package.campaign))[submission.pk]


def frozen_rows(submissions: Iterable[Submission], layout: Layout) -> dict[int, Row]:
    """The row of each submission, by its key; one query, whatever their number."""
    rows = {
        one.pk: Row(layout, one.printed_name, frozenset(), one.package, frozen_channels=one.channel_list)
        for one in submissions
    }
    for group in frozen_groups(SubmissionEntry.objects.filter(submission__in=rows), layout, "submission_id"):
        rows[group.keys[0]].add(group)
    for submission in submissions:
        rows[submission.pk].zero_kinds.update(kind for _, kind in submission.zero_reports)
    return rows


def frozen_branch_rows(submissions: list[Submission], layout: Layout) -> dict[int, dict[int, Row]]:
    """`{submission: {branch committee: row}}`: each submission's rows add up to its own. Branches without an entry or a
    zero report are not in it."""
    names = dict(Committee.objects.values_list("pk", "place_name"))
    channels = {submission.pk: submission.channel_list for submission in submissions}
    rows: dict[int, dict[int, Row]] = {submission.pk: {} for submission in submissions}

    def row(submission_id, branch_id):
        new = Row(layout, names[branch_id], frozenset([branch_id]), frozen_channels=channels[submission_id])
        return rows[submission_id].setdefault(branch_id, new)

    entries = SubmissionEntry.objects.filter(submission__in=rows)
    for group in frozen_groups(entries, layout, "submission_id", "branch_id"):
        row(*group.keys).add(group)
    for submission in submissions:
        for branch_id, kind in submission.zero_reports:
            row(submission.pk, branch_id).zero_kinds.add(kind)
    return rows
