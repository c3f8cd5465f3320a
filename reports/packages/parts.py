"""Which parts the packages of a campaign consist of, as its notice asks."""

from django.http import Http404

from organization.models import Campaign
from reports.choices import PackagePart


def parts_of(campaign: Campaign) -> list[PackagePart]:
    is_asked = {
        PackagePart.QUESTIONNAIRES: campaign.asks_for_returnee_counts,
        PackagePart.SUMMARY: campaign.summary_length,
        PackagePart.PHOTOS: campaign.photo_count,
        PackagePart.SCAN: campaign.asks_for_scan,
    }
    return [part for part in PackagePart if is_asked.get(part, True)]


def part_or_404(campaign: Campaign, part: PackagePart) -> None:
    """Raises Http404 where the campaign does not ask for it."""
    if part not in parts_of(campaign):
        raise Http404
