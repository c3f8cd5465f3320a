"""What goes up is written down: the figures, the entries behind them, and the parts as they stand."""

from collections import defaultdict

from activities.choices import LoggedList
from activities.models import Activity, EntryFigure, ZeroReport
from activities.models.log_list import lists_of
from activities.shapes import FIGURE_COLUMNS
from organization.clock import today
from reports.annex2.frozen_rows import frozen_row
from reports.counting.branches import branches
from reports.counting.returnee_counts import count_returnees
from reports.models import Submission, SubmissionEntry

# Of an entry: what is counted, and what is copied into a submission as it stood.
VALUE_COLUMNS = ("channels", "channel_other", *FIGURE_COLUMNS)
COPIED_COLUMNS = (*VALUE_COLUMNS, "held_on", "held_until", "place", "topic")
ENTRIES_PER_INSERT = 1000


def freeze(*, package, by) -> Submission:
    """Store what the package is now; call it in the transaction that holds the package's lock.

    The figures are summed from the frozen entries, not from the log a second time, so that the two cannot differ.
    """
    branch_of = branches(package, package.counted_committee_ids())
    submission = Submission.objects.create(
        package=package,
        number=package.submissions.count() + 1,
        submitted_by=by,
        submitted_on=today(),
        due_on=package.due_on,
        printed_name=package.printed_name,
        filled_by_name=package.filled_by_name,
        filled_by_phone=package.filled_by_phone,
        summary_text=package.summary_text,
        drafted_numbers=package.drafted_numbers,
        scan=package.scan,
        zero_reports=_zero_reports(package.campaign, branch_of),
        returnee_counts=count_returnees(package.campaign, branch_of),
        channel_labels=list(lists_of(package.campaign)[LoggedList.CHANNELS].labels.items()),
    )
    _copy_entries(submission, package.campaign, branch_of)
    for placed in package.photos.all():
        submission.photos.create(position=placed.position, photo_id=placed.photo_id, caption=placed.caption)
    row = frozen_row(submission)
    submission.figures, submission.entry_count = row.figures, row.entry_count
    submission.save(update_fields=["figures", "entry_count"])
    return submission


def _zero_reports(campaign, branch_of) -> list[list]:
    reports = ZeroReport.objects.in_campaign(campaign).filter(committee__in=branch_of)
    return sorted(
        {(branch_of[committee_id], kind) for committee_id, kind in reports.values_list("committee", "kind__key")}
    )


def _copy_entries(submission, campaign, branch_of):
    held = Activity.objects.in_campaign(campaign).held().filter(committee__in=branch_of).order_by("pk")
    columns = ("pk", "committee_id", "kind__key", *COPIED_COLUMNS)
    own_figures = _own_figures(held)
    batch = []
    for pk, committee_id, kind, *values in held.values_list(*columns).iterator(chunk_size=ENTRIES_PER_INSERT):
        copied = dict(zip(COPIED_COLUMNS, values, strict=True))
        batch.append(
            SubmissionEntry(
                submission=submission,
                activity_id=pk,
                committee_id=committee_id,
                branch_id=branch_of[committee_id],
                kind=kind,
                own_figures=own_figures.get(pk, {}),
                **copied,
            )
        )
    SubmissionEntry.objects.bulk_create(batch, batch_size=ENTRIES_PER_INSERT)


def _own_figures(entries) -> dict[int, dict[str, int]]:
    """By entry, the numbers of its kind's own figures by key; one query."""
    figures = EntryFigure.objects.filter(activity__in=entries.order_by().values("pk"))
    own_figures: dict[int, dict[str, int]] = defaultdict(dict)
    for activity_id, key, value in figures.values_list("activity_id", "figure__key", "value"):
        own_figures[activity_id][key] = value
    return own_figures
