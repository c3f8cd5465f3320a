import pytest

from reports.models import Package


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
