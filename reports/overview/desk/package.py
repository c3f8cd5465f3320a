"""The committee's own package on its desk: how far it is, and the next step."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from reports.annex2.table import Table
from reports.choices import PackagePart, PackageState
from reports.models import Package, StateChange, Submission
from reports.overview.kinds import CampaignKinds
from reports.packages.access import fills_in
from reports.packages.completeness import missing_parts
from reports.packages.returns import open_return


@dataclass(frozen=True)
class PackageOnDesk:
    package: Package
    url: str
    # Empty where it is up.
    missing: list[tuple[PackagePart, str]]
    can_fill_in: bool
    # The return that it has to answer.
    returned: StateChange | None
    last: Submission | None

    @property
    def missing_count(self) -> int:
        return len(self.missing)

    @cached_property
    def is_open(self) -> bool:
        """Whether the account has something to do in it."""
        return self.can_fill_in and self.package.is_editable

    @property
    def next_step(self) -> str:
        """What the one button says."""
        if not self.is_open:
            return "查看材料"
        if self.returned:
            return "按退回意见修改"
        return f"填写材料（还缺 {self.missing_count} 项）" if self.missing else "核对并报送"


def package_on_desk(account, campaign, table: Table, kinds: CampaignKinds) -> PackageOnDesk | None:
    package = None if table.is_consolidated else table.rows[0].package
    if package is None:
        return None
    return PackageOnDesk(
        package,
        reverse("package", args=[package.pk]),
        [] if package.is_sent else missing_parts(package, table.rows[0], kinds.active),
        fills_in(account, package),
        open_return(package) if package.state == PackageState.RETURNED else None,
        package.submissions.defer("summary_text").select_related("submitted_by__committee").order_by("-number").first(),
    )
