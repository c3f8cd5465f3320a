"""The named world of the tests: two league-cities with two counties each, one campaign, an account per role."""

from dataclasses import dataclass, field
from datetime import date

import pytest
from django.core.management import call_command

from organization.choices import Level
from organization.models import Account, Campaign, Committee
from organization.roles import ROLES
from reports.setup.rows import make_rows
from returnees.entrances.openings import openings
from returnees.models import Entrance
from returnees.models.record_queries import forget_repeated_numbers
from returnees.page_cache import forget_pages
from returnees.thanks import forget_thanks
from tests.factories import make_account, make_campaign, make_committee


@pytest.fixture(autouse=True)
def _plain_settings(settings):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.WHITENOISE_AUTOREFRESH = True  # nothing is collected in a test run
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.GUICHAO_TODAY = date(2020, 2, 10)
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}


@pytest.fixture(autouse=True)
def _fresh_process(monkeypatch):
    """As after a start: no page kept from another test, and no timer that would write into the next one."""
    forget_pages()
    forget_thanks()
    forget_repeated_numbers()
    monkeypatch.setattr(openings, "start_timer", lambda flush: None)
    openings.take()


@dataclass
class World:
    region: Committee
    baotou: Committee
    donghe: Committee
    """A county of baotou."""
    kundulun: Committee
    """Another county of baotou."""
    hulunbuir: Committee
    hailar: Committee
    """A county of hulunbuir."""
    manzhouli: Committee
    """A separately planned county of hulunbuir."""
    direct: Committee
    """A directly affiliated organisation of the region."""
    campaign: Campaign
    homepage: Entrance
    accounts: dict[str, Account] = field(default_factory=dict)


@pytest.fixture
def world(db):
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
    world.accounts = {role: make_account(committee=homes.get(role, region), role=role) for role in ROLES}
    return world


@pytest.fixture
def log_in(client, world):
    """Sign the test client in as the world's account of a role, with the role's permissions in the database."""
    call_command("sync_roles")

    def log_in(role):
        client.force_login(world.accounts[role])
        return client

    return log_in
