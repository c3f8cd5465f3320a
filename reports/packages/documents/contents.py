"""The contents of a package for its documents: live, or as submitted. Everything below works on this alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from organization.clock import now
from organization.models import Campaign, Committee
from reports.annex2.frozen_rows import frozen_row
from reports.annex2.layout import layout_of
from reports.annex2.rows import Row
from reports.annex2.table import Table, build_table, outside_row
from reports.models import Package, StampedScan, Submission
from reports.models.package_photo import PlacedPhoto


@dataclass(frozen=True)
class PackageContents:
    """Read whole: nothing that is made from it asks the database again."""

    campaign: Campaign
    committee: Committee
    # As it is printed in Annex 2.
    name: str
    # 第2次报送, 未报送 or 退回修改中: it is part of the name of the zip.
    standing: str
    # When it was sent up; now for what was not. In the local time zone.
    at: datetime
    row: Row
    filled_by_name: str
    filled_by_phone: str
    summary_text: str
    is_summary_draft: bool
    # In the order of their places, each with its `photo`.
    photos: Sequence[PlacedPhoto]
    scan: StampedScan | None

    @property
    def table(self) -> Table:
        layout = self.row.layout
        filled_by = (self.filled_by_name, self.filled_by_phone)
        return Table(self.campaign, self.committee, layout, [self.row], outside_row(layout), *filled_by)


def live_contents(package: Package, *, row: Row | None = None) -> PackageContents:
    """From the present log and package. `row`: the package's row of Annex 2, if it is known already."""
    return PackageContents(
        campaign=package.campaign,
        committee=package.committee,
        name=package.printed_name,
        standing=package.standing.label,
        at=now(),
        row=row or build_table(package.campaign, package.committee).rows[0],
        filled_by_name=package.filled_by_name,
        filled_by_phone=package.filled_by_phone,
        summary_text=package.summary_text,
        is_summary_draft=package.is_summary_draft,
        photos=list(package.photos.select_related("photo")),
        scan=package.scan,
    )


def frozen_contents(submission: Submission, *, row: Row | None = None) -> PackageContents:
    """As it was sent up. `row`: the submission's row (`frozen_rows`), if it is at hand."""
    package = submission.package
    return PackageContents(
        campaign=package.campaign,
        committee=package.committee,
        name=submission.printed_name,
        standing=f"第{submission.number}次报送",
        at=timezone.localtime(submission.submitted_at),
        row=row or frozen_row(submission, layout_of(package.campaign)),
        filled_by_name=submission.filled_by_name,
        filled_by_phone=submission.filled_by_phone,
        summary_text=submission.summary_text,
        is_summary_draft=False,
        photos=list(submission.photos.select_related("photo")),
        scan=submission.scan,
    )


def load_frozen_contents(submission_pk: int) -> PackageContents:
    submissions = Submission.objects.select_related("package__campaign", "package__committee", "scan")
    return frozen_contents(submissions.get(pk=submission_pk))


def current_contents(package: Package) -> PackageContents:
    """The submission while it is with the centre or accepted, else the present contents."""
    submission = package.last_submission() if package.is_sent else None
    return frozen_contents(submission) if submission else live_contents(package)
