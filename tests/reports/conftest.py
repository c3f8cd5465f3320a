import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.test import override_settings

from reports.models import Package
from tests.factories import make_returnee
from tests.reports.played_campaign import LAST_DAY, play_campaign


@pytest.fixture
def package(world):
    return Package.objects.select_related("campaign", "committee").get(committee=world.baotou)


@pytest.fixture
def staff(world):
    return world.accounts["league_city_staff"]


@pytest.fixture
def manager(world):
    return world.accounts["region_manager"]


@pytest.fixture
def own(log_in):
    """The client of the committee whose package it is."""
    return log_in("league_city_staff")


@pytest.fixture
def own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(scope="module", params=[False, True], ids=["joined", "separate"])
def whole_campaign(request, django_db_setup, django_db_blocker):
    """A campaign played once for all tests of a module, with 满洲里 and 二连浩特 in rows of their own or not."""
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(PASSWORD_HASHERS=hashers, GUICHAO_TODAY=LAST_DAY):
            played = play_campaign(django_settings, is_separate=request.param)
        yield played
        transaction.set_rollback(True)


@pytest.fixture
def played(whole_campaign, db, settings):
    """It is the last day of the played campaign; what a test changes is gone after it."""
    settings.GUICHAO_TODAY = LAST_DAY
    return whole_campaign


@pytest.fixture
def region(log_in):
    return log_in("region_manager")


@pytest.fixture
def youth(world):
    def youth(home=world.donghe, **overrides):
        return make_returnee(**{"entrance": world.homepage, "home_committee": home} | overrides)

    return youth
