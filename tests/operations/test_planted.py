"""A hundred youths with values that exist nowhere else: once they are erased, nothing of the state has one of them."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection

from operations import daily
from organization.choices import Operation
from organization.models import Campaign
from tests.operations.planting import erase_in_every_way, plant, values_of
from tests.operations.state import found_by_sql, found_in_files
from tests.world import make_world

pytestmark = pytest.mark.django_db(transaction=True)

YOUTHS = 100  # three values of each: name, phone, receipt


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"
    settings.MEDIA_ROOT = settings.VAR_DIR / "media"
    settings.MEDIA_ROOT.mkdir(parents=True)


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def youths(world):
    youths = plant(world, count=YOUTHS)
    names_and_phones = {value for youth in youths for value in (youth.name, youth.phone)}
    assert found_by_sql(names_and_phones) == names_and_phones
    return youths


def test_none_of_300_values_is_left_by_sql_or_in_any_file(world, youths, settings):
    erase_in_every_way(world, youths, settings)
    assert found_by_sql(values_of(youths)) == set()
    assert found_in_files(values_of(youths)) == set()


def test_none_of_300_values_is_left_after_anonymising(world, youths, settings):
    settings.GUICHAO_TODAY = None  # the real day, which is later
    Campaign.objects.update(anonymise_on=date(2020, 6, 1))
    call_command("anonymise", verbosity=0)
    assert found_by_sql(values_of(youths)) == set()
    assert found_in_files(values_of(youths)) == set()


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="of PostgreSQL's files nobody reads pages")
def test_where_nothing_is_overwritten_and_no_file_rebuilt_values_are_left(world, youths, settings, monkeypatch):
    monkeypatch.setitem(daily.TASKS, Operation.FORGET_ERASED, lambda *, dry_run: "")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete=OFF")
    try:
        erase_in_every_way(world, youths, settings)
    finally:
        connection.close()
    assert found_by_sql(values_of(youths)) == set()
    assert found_in_files(values_of(youths))
