from itertools import groupby
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from organization.choices import Level
from organization.models import Campaign, Committee
from organization.places import ListedPlace, PlacesRefused, read_places
from organization.region import REGION, words

PLACES = REGION.places.file
# Of those that are named by the command; of the rest only how many they are.
NAMED = 5


def committee_names(place_name: str, level: str) -> tuple[str, str]:
    """The full and the short name of the committee of a place: 共青团包头市委员会, 包头团市委; 兴安盟团委."""
    patterns = REGION.committees
    full = patterns.full_name.format(place=place_name)
    if level == Level.REGION:
        return full, words.region_committee
    for ending, pattern in patterns.short_name_by_ending.items():
        if place_name.endswith(ending):
            return full, pattern.format(stem=place_name.removesuffix(ending))
    return full, patterns.short_name.format(place=place_name)


class Command(BaseCommand):
    help = (
        f"载入{words.region}、{words.league_city}、{words.county}（{REGION.places.standard}）各级团委。可重复运行；已有的不改动，"
        "文件里没有的不删除。先检查整个文件，逐行说明哪里不对。"
    )

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path, default=PLACES, metavar="文件", help="不写的，用自带的")

    @transaction.atomic
    def handle(self, *, file=PLACES, **options):
        try:
            places = read_places(file)
            found = Loading(places)
            found.check()
        except PlacesRefused as refusal:
            raise CommandError("\n".join(refusal.problems)) from None
        found.add_missing()
        found.mark_own_rows()
        if found.added_count:
            # Every questionnaire lists the places.
            Campaign.objects.revise_questionnaires()
        if options.get("verbosity", 1) and (unlisted := found.unlisted()):
            named = "、".join(committee.short_name for committee in unlisted[:NAMED])
            self.stdout.write(f"文件里没有的 {len(unlisted)} 个团委不变：{named}{'等' if unlisted[NAMED:] else ''}。")


class Loading:
    """The places of a file, and the committees that are theirs already."""

    def __init__(self, places: list[ListedPlace]):
        self.places = places
        self.committees = list(Committee.objects.all())
        self.by_gb_code = {one.gb_code: one for one in self.committees if one.gb_code}
        self.by_name = {(one.parent_id, one.place_name): one for one in self.committees}
        # By the code in the file.
        self.known: dict[str, Committee] = {}
        self.added_count = 0

    def find(self, place: ListedPlace) -> Committee | None:
        if place.gb_code:
            return self.by_gb_code.get(place.gb_code)
        parent = self.known.get(place.parent_code)
        return parent and self.by_name.get((parent.pk, place.name))

    def check(self):
        problems = []
        for place in self.places:
            if found := self.find(place):
                self.known[place.code] = found
                if found.level != place.level:
                    problems.append(f"第 {place.line} 行：{found}已经是{found.get_level_display()}一级，不能改。")
            elif place.level == Level.REGION and self.committees:
                problems.append(f"已有的数据不是{place.name}的，不能载入这个文件。")
            elif (parent := self.known.get(place.parent_code)) and (parent.pk, place.name) in self.by_name:
                problems.append(f"第 {place.line} 行：{parent}之下已有{place.name}，代码不是 {place.code}，请先核对。")
        if problems:
            raise PlacesRefused(problems)

    def add_missing(self):
        """Those of one level at a time: a place needs the key of the one above."""
        depths: dict[str, int] = {"": 0}
        for place in self.places:
            depths[place.code] = depths[place.parent_code] + 1
        missing = sorted(
            (place for place in self.places if place.code not in self.known), key=lambda place: depths[place.code]
        )
        for _, group in groupby(missing, key=lambda place: depths[place.code]):
            places = list(group)
            added = Committee.objects.add_all([self.describe(place) for place in places])
            self.known |= {place.code: committee for place, committee in zip(places, added, strict=True)}
            self.added_count += len(added)

    def describe(self, place: ListedPlace) -> Committee:
        name, short_name = committee_names(place.name, place.level)
        return Committee(
            parent=self.known.get(place.parent_code),
            level=place.level,
            gb_code=place.gb_code,
            place_name=place.name,
            name=name,
            short_name=short_name,
            is_separately_planned=place.code in {row.code for row in REGION.own_rows},
        )

    def mark_own_rows(self):
        for row in REGION.own_rows:
            administered = [self.known[code].pk for code in row.administers]
            alone = Committee.objects.filter(pk__in=administered, administered_by=None)
            alone.update(administered_by=self.known[row.code])

    def unlisted(self) -> list[Committee]:
        listed = {committee.pk for committee in self.known.values()}
        return [one for one in self.committees if one.pk not in listed and one.level != Level.DIRECT]
