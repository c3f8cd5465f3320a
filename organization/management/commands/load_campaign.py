import tomllib
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from organization.models import Campaign, PrivacyNotice

CAMPAIGNS = Path(__file__).resolve().parents[2] / "data"


class Command(BaseCommand):
    help = "Load the campaign of a year from organization/data/campaign_<year>.toml. Never changes one that is there."

    def add_arguments(self, parser):
        parser.add_argument("year", type=int)

    @transaction.atomic
    def handle(self, *, year, **options):
        if Campaign.objects.filter(year=year).exists():
            return
        try:
            fields = tomllib.loads((CAMPAIGNS / f"campaign_{year}.toml").read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise CommandError(f"没有 {year} 年度的资料文件。") from None
        notice = fields.pop("privacy_notice")
        campaign = Campaign(**fields)
        campaign.is_current = not Campaign.objects.filter(is_current=True).exists()
        campaign.full_clean()
        campaign.save()
        PrivacyNotice.objects.create(campaign=campaign, version=notice["version"], text=notice["text"].strip())
