"""The tree that is walked, who walks it, and rows for all of it."""

import itertools
from contextlib import suppress
from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import IntegrityError, transaction

from activities.models import Photo
from organization.choices import Level
from organization.models import Account, Campaign, Committee
from organization.roles import ROLES
from reports.models import AnnouncementFile, Credit, NoticeDocument, StampedScan
from returnees.models import FollowUpCase, FollowUpNote, HandOver, Returnee
from tests.factories import make_campaign
from tests.walk.canaries import CAMPAIGN_PK, EVERYBODY, Canaries
from tests.walk.rows import (
    ABOVE,
    ABROAD,
    CASE,
    NOTE,
    RETURNEE,
    ROWS,
    SHARED,
    WITHOUT_ROWS,
    Planter,
    models_of_ours,
    walked_models,
)

TREE = {
    "region": (None, Level.REGION, {}),
    "city": ("region", Level.LEAGUE_CITY, {}),
    "county": ("city", Level.COUNTY, {}),
    "township": ("county", Level.TOWNSHIP, {}),
    "sibling": ("city", Level.COUNTY, {}),
    "other_city": ("region", Level.LEAGUE_CITY, {}),
    "foreign": ("other_city", Level.COUNTY, {}),
    "planned": ("other_city", Level.COUNTY, {"is_separately_planned": True}),
    "administered": ("other_city", Level.COUNTY, {"administered_by": "planned"}),
    "direct": ("region", Level.DIRECT, {}),
}

# They try rows of every relative and all of their own: one with counties of its own, one with every permission.
THOROUGH = [("league_city_staff", "city"), ("region_manager", "county")]
# They ask for every address as well, but for one row of their own and for those of one relative. Every role stands
# below the region, whether or not it belongs there: what an account sees must not hang on its role.
BRIEF = [
    ("region_manager", "region"),
    ("auditor", "region"),
    ("auditor", "county"),
    ("system_administrator", "county"),
    ("region_viewer", "township"),
    ("county_staff", "planned"),
    ("region_manager", None),
    (None, None),
]
# A role that is declared later walks as well.
BRIEF += [(role, "county") for role in ROLES if role not in dict([*THOROUGH, *BRIEF])]
STANDPOINTS = [*THOROUGH, *BRIEF]
# The first tries everything, the second is brief about it.
ATTACKERS = [("region_manager", "county"), ("league_city_staff", "city")]


@dataclass
class WalkedWorld:
    canaries: Canaries
    planter: Planter
    campaign: Campaign
    committees: dict[str, Committee]
    accounts: dict[tuple[str, str | None], Account] = field(default_factory=dict)

    def subtree(self, key) -> set[str]:
        """The committees whose rows an account at `key` sees, and everybody."""
        if key is None:
            return {EVERYBODY}
        path = self.committees[key].path
        return {EVERYBODY} | {other for other, committee in self.committees.items() if committee.path.startswith(path)}

    def all_rows(self, model):
        """The planted rows of a model, each with the key of its committee."""
        return self.rows_of.get(model, [])

    def index(self):
        """Once all is planted: the rows of each model, and the model of each key."""
        self.planter.harvest()
        self.rows_of, self.model_of = {}, {}
        for key, row in self.planter.planted:
            self.rows_of.setdefault(type(row), []).append((key, row))
            self.model_of[str(row.pk)] = type(row)

    def relatives(self, key) -> list[str]:
        """Of the committees that an account at `key` does not see: its parent, a sibling, one abroad."""
        if key is None:
            return ["foreign"]
        parent, subtree = TREE[key][0], self.subtree(key)
        outside = [other for other in TREE if other not in subtree]
        siblings = [other for other in outside if parent and TREE[other][0] == parent]
        return [other for other in dict.fromkeys((parent, *siblings[:1], self.abroad(key))) if other in outside]

    def abroad(self, key):
        return "foreign" if "foreign" not in self.subtree(key) and key != "other_city" else "sibling"

    def plant_shared(self):
        """A row of every model that belongs to no committee; the campaign is there already."""
        for model in in_order(models_of_ours()):
            if model._meta.label in SHARED and model is not Campaign:
                for columns in ROWS.get(model._meta.label, [{}]):
                    self.planter.plant(EVERYBODY, model, columns, None)

    def plant(self, keys):
        """All rows of these committees; those that refer to other committees' rows come last."""
        for key, model, columns in sorted(lines_of(keys), key=lambda line: refers_elsewhere(line[2])):
            self.planter.plant(key, model, columns, self.abroad(key))

    def plant_handed_over(self, giver, taker):
        """A case of a youth of `giver` that `taker` has now, with what was written before."""
        planter, rows = self.planter, self.planter.rows
        youth = planter.plant(giver, Returnee, RETURNEE, None)
        case = planter.plant(taker, FollowUpCase, CASE | {"returnee": youth}, None)
        planter.plant(giver, FollowUpNote, NOTE | {"case": case}, None)
        circumstances = {"to_committee": self.committees[taker], "handed_over_by": rows[giver][Account]}
        planter.plant(giver, HandOver, circumstances | {"case": case}, None)

    def plant_once_more(self, keys, **shared):
        """Further rows of these committees, as far as a second one may be; `shared` columns are as somebody's own."""
        for key, model, columns in lines_of(keys):
            own = {name: value for name, value in shared.items() if hasattr(model, name)}
            with suppress(IntegrityError), transaction.atomic():
                if not refers_elsewhere(columns):
                    self.planter.plant(key, model, columns | own, None)


def lines_of(keys):
    """The rows that these committees have: committee, model, columns; each after those that it refers to."""
    for key, model in itertools.product(keys, in_order(walked_models())):
        if model is not Committee and (model._meta.label, key) not in WITHOUT_ROWS:
            for columns in ROWS.get(model._meta.label, [{}]):
                yield key, model, columns


def refers_elsewhere(columns):
    return any(value is ABROAD or value is ABOVE for value in columns.values())


def in_order(models):
    """What a row refers to comes before it."""
    waiting, done = list(models), []
    while waiting:
        known = {model._meta.concrete_model for model in waiting}
        ready = [model for model in waiting if not refers_to(model) & known - {model._meta.concrete_model}]
        assert ready, f"these refer to one another in a ring: {waiting}"
        done += ready
        waiting = [model for model in waiting if model not in ready]
    return done


def refers_to(model):
    """An entrance may be missing, but only after an erasure."""
    keys = [field for field in model._meta.concrete_fields if field.is_relation]
    keys = [field for field in keys if not field.null or field.name == "entrance"]
    return {field.related_model._meta.concrete_model for field in keys}


def store_files(world):
    for _, photo in world.all_rows(Photo):
        for path in (photo.path, photo.thumbnail_path):
            default_storage.save(path, ContentFile(photo.name.encode()))
    of_committees = [stored for model in (StampedScan, AnnouncementFile) for _, stored in world.all_rows(model)]
    for stored in [*of_committees, *NoticeDocument.objects.all()]:
        default_storage.save(stored.path, ContentFile(stored.name.encode()))


def make_world() -> WalkedWorld:
    call_command("sync_roles")
    canaries, campaign = Canaries(), make_campaign(pk=CAMPAIGN_PK, is_current=True, with_form=False)
    world = WalkedWorld(canaries, Planter(canaries, campaign), campaign, {})
    for order, (key, (parent, level, more)) in enumerate(TREE.items(), start=1):
        above = world.committees.get(parent)
        path = f"{above.path if above else ''}{order:03d}."
        place = {"level": level, "sort_order": order, "parent": above, "path": path}
        others = {name: world.committees.get(value, value) for name, value in more.items()}
        world.committees[key] = world.planter.plant(key, Committee, place | others, None)
    world.planter.plant_form_of_2020()
    world.plant_shared()
    world.plant(TREE)
    world.planter.plant("planned", Credit, {"committee": world.committees["administered"]}, None)
    world.plant_handed_over("county", "foreign")
    world.plant_handed_over("foreign", "county")
    world.planter.log()
    world.index()
    store_files(world)
    for role, key in STANDPOINTS:
        if role is None:
            continue
        account = Account(username=f"{role}-{key}".lower(), role=role, committee=world.committees.get(key))
        account.set_unusable_password()
        account.save()
        world.accounts[role, key] = account
    return world
