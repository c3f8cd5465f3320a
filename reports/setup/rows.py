"""The rows of a campaign's Annex 2: its packages, and which subtrees count in each."""

from django.core.exceptions import ValidationError
from django.db import models, transaction

from organization.models import Committee, Notification
from organization.models.notification import OF_PACKAGES
from organization.region import REGION
from reports.choices import PackageState
from reports.models import Credit, Package
from returnees.models import Entrance


@transaction.atomic
def make_rows(*, campaign):
    """A row of Annex 2 for every committee of the level that reports, and the region-wide entrance. Idempotent."""
    if campaign.privacy_notice() is None:
        raise ValidationError("请先发布这个年度的个人信息处理说明。")
    Entrance.objects.open_homepage(campaign=campaign, region=Committee.objects.region())
    has_row = set(Package.objects.in_campaign(campaign).values_list("committee_id", flat=True))
    for committee in Committee.objects.standing().at_level(REGION.report_level):
        if committee.pk not in has_row:
            add_row(campaign=campaign, committee=committee)


@transaction.atomic
def add_row(*, campaign, committee):
    """A row of Annex 2, last in the table, credited with the committee's subtree and what it administers."""
    rows = Package.objects.in_campaign(campaign)
    position = (rows.aggregate(last=models.Max("position"))["last"] or 0) + 1
    package = Package.objects.create(
        campaign=campaign, committee=committee, printed_name=committee.place_name, position=position
    )
    for credited in (committee, *committee.administered.all()):
        Credit.objects.create(package=package, campaign=campaign, committee=credited)
    return package


@transaction.atomic
def separate_rows(*, campaign):
    """Give the separately planned places rows of their own, out of their league-city's."""
    rows = Package.objects.in_campaign(campaign)
    if not rows.exists():
        raise ValidationError("请先准备这个年度，再设置单列。")
    has_row = rows.values("committee_id")
    for committee in Committee.objects.filter(is_separately_planned=True).exclude(pk__in=has_row):
        add_row(campaign=campaign, committee=committee)


@transaction.atomic
def rejoin_rows(*, campaign):
    """Undo `separate_rows`: the league-city's row counts them again. Refused once one has begun."""
    separate = Package.objects.in_campaign(campaign).exclude(committee__level=REGION.report_level)
    # Locked first: somebody may be sending one up just now.
    begun = [row.printed_name for row in separate.select_for_update() if row.state != PackageState.NOT_STARTED]
    if begun:
        raise ValidationError(f"{'、'.join(begun)}已经开始填写报送材料，不能取消单列。")
    Notification.objects.filter(kind__in=OF_PACKAGES, subject_id__in=separate.values("pk")).delete()
    separate.delete()


def own_row_names() -> str:
    """The places that may have rows of their own: as the region names them, or else those that staff marked."""
    names = [row.name for row in REGION.own_rows]
    marked = Committee.objects.standing().filter(is_separately_planned=True)
    return "、".join(names or marked.values_list("place_name", flat=True))
