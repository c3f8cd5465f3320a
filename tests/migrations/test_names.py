"""Names that were stored before the door for text spelled them are brought to its spelling, and found by it."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from organization import respelling
from organization.models import Account, Responsible
from reports.models import Package
from returnees.models import Returnee
from tests.factories import make_responsible, make_returnee

pytestmark = pytest.mark.django_db

MIGRATIONS = (
    "organization.migrations.0010_names_in_one_spelling",
    "returnees.migrations.0008_names_in_one_spelling",
    "reports.migrations.0007_names_in_one_spelling",
)


@pytest.fixture
def respell(monkeypatch):
    monkeypatch.setattr(respelling, "ROWS_AT_A_TIME", 2)

    def run():
        for name in MIGRATIONS:
            import_module(name).respell(apps, SimpleNamespace(connection=connection))

    return run


@pytest.fixture
def entrance(world):
    return world.homepage


def returnee_named(entrance, name):
    returnee = make_returnee(entrance=entrance, home_committee=entrance.committee)
    Returnee.objects.filter(pk=returnee.pk).update(name=name)
    return returnee.pk


def test_names_of_returnees(entrance, respell):
    before = ["张\u3000三", "张三", "乌云 其其格", "买买提.艾力", "李\ue863", "Anna Maria", "\u200b", "㍿" * 40]
    keys = [returnee_named(entrance, name) for name in before]
    for _ in range(2):
        respell()
        names = Returnee.objects.in_bulk(keys)
        assert [names[key].name for key in keys] == [
            *("张三", "张三", "乌云其其格", "买买提·艾力", "李䶮", "Anna Maria"),
            # What would be empty or too long stays.
            *before[-2:],
        ]
    assert Returnee.objects.with_name_beginning("乌云其").count() == 1


def test_an_erased_name_stays_erased(entrance, respell):
    returnee = make_returnee(entrance=entrance, home_committee=entrance.committee)
    returnee.withdraw(withdrawn_at=returnee.submitted_at)
    respell()
    assert Returnee.objects.get(pk=returnee.pk).name is None


def test_names_of_staff(world, respell):
    responsible = make_responsible(campaign=world.campaign, committee=world.donghe, name="某\u3000某")
    account = world.accounts["county_staff"]
    Account.objects.filter(pk=account.pk).update(full_name="某 乌云．其其格")
    respell()
    assert Responsible.objects.get(pk=responsible.pk).name == "某某"
    assert Account.objects.get(pk=account.pk).full_name == "某乌云·其其格"


def test_names_of_packages(world, respell):
    Package.objects.filter(committee=world.baotou).update(filled_by_name="某\u3000某")
    respell()
    assert Package.objects.get(committee=world.baotou).filled_by_name == "某某"
