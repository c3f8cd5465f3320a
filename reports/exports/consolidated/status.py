"""报送情况: who sent up when, in time or not, and how far it is; the present state, whatever the source."""

from collections import Counter
from dataclasses import dataclass

from django.utils import timezone

from organization.models import Campaign
from reports.annex2.layout import TOTAL_NAME
from reports.annex2.sources import Block
from reports.choices import WITHDRAWN, PackageState, Source, Standing
from reports.exports.consolidated.sheets import FurtherColumn, FurtherSheet, LineKind, SheetLine
from reports.models import Package, StateChange, Submission
from reports.packages.source_changes import changed_submissions

TITLE = "报送情况"

REOPENED = "重新打开修改中"
LATE, IN_TIME, LATE_AND_MISSING = "逾期", "按时", "逾期未报"

COLUMNS = tuple(
    FurtherColumn(heading, width, is_text)
    for heading, width, is_text in (
        ("报送单位", 16, True),
        ("状态", 17, True),
        ("报送时间", 18, True),
        ("截止日期", 20, True),
        ("是否按时", 16, True),
        ("报送次数", 7, False),
        ("退回次数", 7, False),
        ("填表人", 14, True),
        ("联系电话", 19, True),
        ("报送后来源\n有无变化", 14, True),
        ("是否计入\n本工作簿", 12, True),
    )
)


@dataclass(frozen=True)
class PackageStatus:
    """Of one package, now."""

    package: Package
    # The last one.
    submission: Submission | None
    returned_count: int
    # Whether it is open because it was opened again after 已确认.
    is_reopened: bool
    is_changed: bool
    is_counted: bool

    @property
    def state(self) -> str:
        """Its standing, and what else is known of it."""
        if self.package.standing == Standing.RETURNED:
            return REOPENED if self.is_reopened else Standing.RETURNED.label
        if self.package.state == PackageState.IN_PROGRESS and self.submission:
            return WITHDRAWN
        return Standing.SENT.label if self.package.state == PackageState.SUBMITTED else self.package.get_state_display()

    @property
    def punctuality(self) -> str:
        if self.submission:
            return LATE if self.submission.is_late else IN_TIME
        return LATE_AND_MISSING if self.package.is_overdue else ""

    @property
    def cells(self) -> list[int | str | None]:
        package, submission = self.package, self.submission
        contact = submission or package
        due_on = f"{package.due_on:%Y-%m-%d}{f'（{package.due_remark}）' if package.due_remark else ''}"
        change = ("有变化" if self.is_changed else "无变化") if submission else None
        return [
            package.printed_name,
            self.state,
            f"{timezone.localtime(submission.submitted_at):%Y-%m-%d %H:%M}" if submission else None,
            due_on,
            self.punctuality or None,
            submission.number if submission else 0,
            self.returned_count,
            contact.filled_by_name or None,
            contact.filled_by_phone or None,
            change,
            "计入" if self.is_counted else "未计入",
        ]


def statuses(campaign: Campaign, blocks: list[Block], source: str) -> list[PackageStatus]:
    packages = [block.package for block in blocks]
    last = list(Submission.objects.filter(package__in=packages).latest())
    submission_of = {submission.package_id: submission for submission in last}
    changed = changed_submissions(campaign, last)
    openings: dict[int, list[str]] = {package.pk: [] for package in packages}
    changes = StateChange.objects.filter(package__in=packages, to_state=PackageState.RETURNED).order_by("pk")
    for package_id, from_state in changes.values_list("package_id", "from_state"):
        openings[package_id].append(from_state)
    return [
        PackageStatus(
            package=block.package,
            submission=(submission := submission_of.get(block.package.pk)),
            returned_count=openings[block.package.pk].count(PackageState.SUBMITTED),
            is_reopened=openings[block.package.pk][-1:] == [PackageState.ACCEPTED],
            is_changed=submission is not None and submission.pk in changed,
            is_counted=block.row.has_entries if source == Source.LIVE else block.submission is not None,
        )
        for block in blocks
    ]


def status_sheet(packages: list[PackageStatus], origin: str) -> FurtherSheet:
    lines = [SheetLine(status.cells) for status in packages]
    return FurtherSheet(TITLE, origin, COLUMNS, [*lines, _total(packages)], NOTES, name_column_count=1)


NOTES = (
    "报送时间、是否按时按最近一次报送；截止日期至当日 24 时（北京时间）。",
    "合计：“已报送”是报送后没有退回、撤回的，含已确认的，按时、逾期只计这些；“退回修改中”含重新打开的。",
    "“来源有变化”：最近一次报送以后，活动记录或零报告又有改动；已报送的数字不随之改变。",
)


def _total(packages: list[PackageStatus]) -> SheetLine:
    standings = Counter(status.package.standing for status in packages)
    late_count = sum(status.package.is_sent and status.punctuality == LATE for status in packages)
    values = [
        TOTAL_NAME,
        f"{len(packages)} 个单位",
        f"{Standing.SENT.label} {standings[Standing.SENT]} 个",
        "，".join(f"{other.label} {standings[other]} 个" for other in (Standing.RETURNED, Standing.NOT_SENT)),
        f"按时 {standings[Standing.SENT] - late_count}，逾期 {late_count}",
        sum(status.submission.number for status in packages if status.submission),
        sum(status.returned_count for status in packages),
        None,
        None,
        f"有变化 {sum(status.is_changed for status in packages)} 个",
        f"计入 {sum(status.is_counted for status in packages)} 个",
    ]
    return SheetLine(values, LineKind.TOTAL)
