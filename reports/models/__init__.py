from reports.models.annex_column import AnnexColumn
from reports.models.announcement import Announcement, AnnouncementFile
from reports.models.cached_counts import CachedCounts
from reports.models.notice_document import NoticeDocument
from reports.models.package import Credit, Package
from reports.models.package_photo import PackagePhoto
from reports.models.reminder import Reminder
from reports.models.stamped_scan import StampedScan
from reports.models.state_change import StateChange
from reports.models.submission import Submission, SubmissionEntry, SubmissionPhoto
from reports.models.summary_version import SummaryVersion

__all__ = [
    "AnnexColumn",
    "Announcement",
    "AnnouncementFile",
    "CachedCounts",
    "Credit",
    "NoticeDocument",
    "Package",
    "PackagePhoto",
    "Reminder",
    "StampedScan",
    "StateChange",
    "Submission",
    "SubmissionEntry",
    "SubmissionPhoto",
    "SummaryVersion",
]
