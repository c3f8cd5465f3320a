"""The named world of the tests, and how many tests share one of it."""

import pickle
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from unittest.mock import patch

from django.core.management import call_command
from django.db import connection, connections, transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from organization.choices import Level
from organization.models import Account, Campaign, Committee
from organization.roles import ROLES
from reports.setup.rows import make_rows
from returnees.models import Entrance
from tests.factories import make_account, make_campaign, make_committee

PLAIN_SETTINGS = {
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    "GUICHAO_TODAY": date(2020, 2, 10),
    # Required by default, it would lead the region's accounts of every test to the page where it is bound.
    "SECOND_FACTOR": "offered",
    "CACHES": {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}},
}


@dataclass
class World:
    """Two league-cities with two counties each, one campaign, an account per role."""

    region: Committee
    baotou: Committee
    # Two counties of baotou.
    donghe: Committee
    kundulun: Committee
    hulunbuir: Committee
    # A county of hulunbuir, and one that is separately planned.
    hailar: Committee
    manzhouli: Committee
    # A directly affiliated organisation of the region.
    direct: Committee
    campaign: Campaign
    homepage: Entrance
    accounts: dict[str, Account] = field(default_factory=dict)


def make_world() -> World:
    region = make_committee(parent=None, level=Level.REGION, gb_code="150000", place_name="内蒙古自治区")
    baotou = make_committee(parent=region, level=Level.LEAGUE_CITY, gb_code="150200", place_name="包头市")
    hulunbuir = make_committee(parent=region, level=Level.LEAGUE_CITY, gb_code="150700", place_name="呼伦贝尔市")
    campaign = make_campaign(is_current=True)
    world = World(
        region=region,
        baotou=baotou,
        donghe=make_committee(parent=baotou, gb_code="150202", place_name="东河区"),
        kundulun=make_committee(parent=baotou, gb_code="150203", place_name="昆都仑区"),
        hulunbuir=hulunbuir,
        hailar=make_committee(parent=hulunbuir, gb_code="150702", place_name="海拉尔区"),
        manzhouli=make_committee(parent=hulunbuir, gb_code="150781", place_name="满洲里市", is_separately_planned=True),
        direct=make_committee(parent=region, level=Level.DIRECT, place_name="直属企业团委"),
        campaign=campaign,
        homepage=None,
    )
    make_rows(campaign=campaign)
    world.homepage = Entrance.objects.homepage_of(campaign)
    homes = {"league_city_staff": baotou, "county_staff": world.donghe}
    # Roles that are declared later stand apart from these.
    levels = {
        Level.REGION: region,
        Level.LEAGUE_CITY: hulunbuir,
        Level.COUNTY: world.hailar,
        Level.DIRECT: world.direct,
    }
    for key, role in ROLES.items():
        home = homes.get(key) or next((one for level, one in levels.items() if level in role.levels), None)
        world.accounts[key] = make_account(committee=home, role=key)
    return world


class Layer(IntEnum):
    """What a test finds in the database before its own rows; each layer includes those below it."""

    NOTHING = 0
    WORLD = 1
    ROLES = 2


class SharedWorld:
    """One world for all the tests that want it, built once in a process and never committed.

    Each layer is a transaction inside the one below, and a test's own transaction is inside them all: what a test
    changes is rolled back to the layers, and a layer that the next test does not want is rolled back as well.
    """

    def __init__(self, blocker: DjangoDbBlocker) -> None:
        self._blocker = blocker
        self._open: list[ExitStack] = []
        self._pickled = b""

    @property
    def layer(self) -> Layer:
        return Layer(len(self._open))

    def copy(self) -> World:
        """Objects of its own for every test, which may change them."""
        return pickle.loads(self._pickled)

    def build_up_to(self, layer: Layer) -> None:
        with self._blocker.unblock(), override_settings(**PLAIN_SETTINGS):
            while self.layer < layer:
                self._open.append(_transaction())
                self._build(self.layer)

    def roll_back_to(self, layer: Layer) -> None:
        is_emptied = self.layer > layer == Layer.NOTHING
        with self._blocker.unblock():
            while self.layer > layer:
                transaction.set_rollback(True)
                self._open.pop().close()
            if is_emptied:
                _remove_dead_rows()

    def _build(self, layer: Layer) -> None:
        if layer == Layer.WORLD:
            self._pickled = pickle.dumps(make_world())
        else:
            call_command("sync_roles")


def _remove_dead_rows() -> None:
    """On PostgreSQL every row that a test rolled back still lies in its table, and slows whoever fills it next."""
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM FULL")


def _transaction() -> ExitStack:
    stack = ExitStack()
    # After a response that a test closes itself, Django closes a connection in a transaction as unusable.
    stack.enter_context(patch.object(connections["default"], "close_if_unusable_or_obsolete"))
    stack.enter_context(transaction.atomic())
    return stack
