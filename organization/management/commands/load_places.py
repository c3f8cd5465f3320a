import csv
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import transaction

from organization.choices import Level
from organization.models import Campaign, Committee

PLACES = Path(__file__).resolve().parents[2] / "data" / "places.csv"

# 自治区计划单列市 since 1993; 扎赉诺尔区 is a district of 呼伦贝尔 that 满洲里 administers.
SEPARATELY_PLANNED = ("150781", "152501")
ADMINISTERED_BY = {"150703": "150781"}


def committee_names(place_name: str, level: str) -> tuple[str, str]:
    """The full and the short name of the committee of a place: 共青团包头市委员会, 包头团市委; 兴安盟团委."""
    full = f"共青团{place_name}委员会"
    if level == Level.REGION:
        return full, "自治区团委"
    if place_name.endswith("市"):
        return full, f"{place_name.removesuffix('市')}团市委"
    return full, f"{place_name}团委"


class Command(BaseCommand):
    help = "载入自治区、盟市、旗县市区（GB/T 2260）各级团委。可重复运行；已有的不改动。"

    @transaction.atomic
    def handle(self, **options):
        known = {committee.gb_code: committee for committee in Committee.objects.exclude(gb_code=None)}
        known_count = len(known)
        with PLACES.open(encoding="utf-8", newline="") as file:
            for place in csv.DictReader(file):
                if place["code"] not in known:
                    known[place["code"]] = self.add(place, known)
        for code, administrator in ADMINISTERED_BY.items():
            Committee.objects.filter(gb_code=code, administered_by=None).update(administered_by=known[administrator])
        if len(known) > known_count:
            # Every questionnaire lists the places.
            Campaign.objects.revise_questionnaires()

    def add(self, place, known):
        name, short_name = committee_names(place["name"], place["level"])
        return Committee.objects.add(
            parent=known.get(place["parent_code"]),
            level=place["level"],
            gb_code=place["code"],
            place_name=place["name"],
            name=name,
            short_name=short_name,
            is_separately_planned=place["code"] in SEPARATELY_PLANNED,
        )
