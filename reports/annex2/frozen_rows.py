"""Rows of Annex 2 as they went up: from the frozen entries, not from the log."""

from organization.models import Committee
from reports.annex2.rows import Row, grouped
from reports.models import SubmissionEntry


def frozen_row(submission) -> Row:
    return frozen_rows([submission])[submission.pk]


def frozen_rows(submissions) -> dict[int, Row]:
    """The row of each submission; one query, whatever their number."""
    rows = {submission.pk: Row(submission.printed_name, frozenset(), submission.package) for submission in submissions}
    for group in grouped(SubmissionEntry.objects.filter(submission__in=rows), "submission_id"):
        rows[group["submission_id"]].add(group["kind"], group)
    for submission in submissions:
        rows[submission.pk].zero_kinds.update(kind for _, kind in submission.zero_reports)
    return rows


def frozen_branch_rows(submissions) -> dict[int, dict[int, Row]]:
    """`{submission: {branch committee: row}}`: each submission's rows add up to its own. Branches without anything
    said are not in it."""
    names = dict(Committee.objects.values_list("pk", "place_name"))
    rows: dict[int, dict[int, Row]] = {submission.pk: {} for submission in submissions}

    def row(submission_id, branch_id):
        return rows[submission_id].setdefault(branch_id, Row(names[branch_id], frozenset([branch_id])))

    entries = SubmissionEntry.objects.filter(submission__in=rows)
    for group in grouped(entries, "submission_id", "branch_id"):
        row(group["submission_id"], group["branch_id"]).add(group["kind"], group)
    for submission in submissions:
        for branch_id, kind in submission.zero_reports:
            row(submission.pk, branch_id).zero_kinds.add(kind)
    return rows
