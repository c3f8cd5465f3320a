"""Packages on the desk: the committee's own, and those that wait for review."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse

from organization.clock import today
from reports.annex2.table import Table
from reports.choices import PackageState, Standing
from reports.models import Package
from reports.overview.kinds import CampaignKinds
from reports.packages.access import fills_in
from reports.packages.completeness import missing_parts


@dataclass(frozen=True)
class PackageOnDesk:
    package: Package
    url: str
    # 0 where it is up.
    missing_count: int
    can_fill_in: bool


def package_on_desk(account, campaign, table: Table, kinds: CampaignKinds) -> PackageOnDesk | None:
    package = None if table.is_consolidated else table.rows[0].package
    if package is None:
        return None
    package.campaign = campaign  # as its deadlines want it, without asking for it again
    missing_count = 0 if package.is_sent else len(missing_parts(package, table.rows[0], kinds.active))
    return PackageOnDesk(package, reverse("package", args=[package.pk]), missing_count, fills_in(account, package))


def count_standings(table: Table) -> list[tuple[str, int]]:
    """Of the region: how many packages have gone up, in the words of the board."""
    if not table.is_consolidated or not table.rows:
        return []
    counts = Counter(row.package.standing for row in table.rows)
    return [(standing.label, counts[standing]) for standing in Standing]


def missing_of_packages(account, campaign, on_desk: PackageOnDesk | None) -> list[tuple[str, str]]:
    missing = []
    if on_desk and on_desk.can_fill_in:
        missing += [(sentence, on_desk.url) for sentence in _own(on_desk.package)]
    if account.has_perm("reports.review_package"):
        missing += _to_review(account, campaign)
    return missing


def _to_review(account, campaign):
    packages = Package.objects.in_campaign(campaign).visible_to(account).order_by()
    counts = packages.aggregate(
        submitted=Count("pk", filter=Q(state=PackageState.SUBMITTED)),
        wanted=Count("pk", filter=Q(wanted_on__lt=today())),
    )
    if counts["submitted"]:
        sentence = f"{counts['submitted']} 份报送材料等待审核"
        yield sentence, f"{reverse('board')}?state={PackageState.SUBMITTED}"
    if counts["wanted"]:
        sentence = f"{counts['wanted']} 份退回修改的材料过了要求的日期，还没有重新报送"
        yield sentence, f"{reverse('board')}?state={PackageState.RETURNED}"


def _own(package):
    if package.state == PackageState.RETURNED:
        yield _returned(package)
    elif package.is_overdue and not package.is_closed:
        yield f"报送材料已逾期 {-package.days_until_due} 天，还没有报送"


def _returned(package):
    if not package.wanted_on:
        return "自治区团委退回了报送材料，请看原因，改好后再报送"
    over = f"（已过 {package.wanted_days_over} 天）" if package.wanted_days_over else ""
    return f"自治区团委退回了报送材料，请于 {package.wanted_on.month}月{package.wanted_on.day}日 前重新报送{over}"
