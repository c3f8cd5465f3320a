"""Codes that were stored become digests, and open what they opened; erased records lose what an erasure takes now."""

from datetime import UTC, datetime
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.exceptions import IrreversibleError

from organization.clock import start_of_day
from returnees.models import Entrance, Returnee
from returnees.models.receipt import look_up_receipt
from returnees.receipt_codes import known_receipt_code, receipt_digest
from tests.factories import make_returnee

pytestmark = pytest.mark.django_db

MIGRATION = import_module("returnees.migrations.0010_no_receipt_is_stored")
EDITOR = SimpleNamespace(connection=connection)


def code_of(number):
    return "ABCDEFGHIJKLMN" + "ABCDEFGH"[number // 8] + "ABCDEFGH"[number % 8]


@pytest.fixture
def before(world):
    """Records as they were stored before, of which each third was withdrawn."""
    records = [make_returnee(entrance=world.homepage, home_committee=world.donghe) for _ in range(10)]
    for number, record in enumerate(records):
        if number % 3 == 0:
            record.withdraw(withdrawn_at=record.submitted_at)
            at = datetime(2020, 2, 1, 18, 30, 5, tzinfo=UTC)
            Returnee.objects.filter(pk=record.pk).update(entrance=world.homepage, submitted_at=at)
        Returnee.objects.filter(pk=record.pk).update(receipt_digest=code_of(number))
    Entrance.objects.update(withdrawn_count=0)
    return records


@pytest.fixture
def forget(monkeypatch):
    monkeypatch.setattr(MIGRATION, "ROWS_AT_A_TIME", 4)
    return lambda: MIGRATION.forget_receipts(apps, EDITOR)


def test_each_code_opens_what_it_opened_and_is_stored_nowhere(before, forget):
    for _ in range(2):
        forget()
        for number, record in enumerate(before):
            found, _ = look_up_receipt(code=code_of(number), last_digits="0001")
            assert found == record
            assert found.receipt_digest == receipt_digest(code_of(number))
            assert known_receipt_code(found) == ""


def test_an_erased_record_loses_its_moment_and_entrance_and_still_counts(world, before, forget):
    for _ in range(2):
        forget()
        erased = Returnee.objects.exclude(personal_erased_at=None)
        # 02:30 of the next day, as the clocks there show it.
        assert set(erased.values_list("entrance", "submitted_at")) == {(None, start_of_day(datetime(2020, 2, 2)))}
        assert Returnee.objects.filter(personal_erased_at=None, entrance=world.homepage).count() == 6
        assert Entrance.objects.with_counts().get(pk=world.homepage.pk).submissions == 10


def test_what_was_broken_off_goes_on_where_it_was(world, before, forget, monkeypatch):
    digest, rows = MIGRATION.receipt_digest, iter(range(6))

    def fail_at_the_seventh(code):
        if next(rows, None) is None:
            raise OSError("the power is gone")
        return digest(code)

    with monkeypatch.context() as patch:
        patch.setattr(MIGRATION, "receipt_digest", fail_at_the_seventh)
        with pytest.raises(OSError, match="power"):
            forget()
    assert Returnee.objects.filter(receipt_digest__in=map(code_of, range(10))).count() == 6
    forget()
    assert not Returnee.objects.filter(receipt_digest__in=map(code_of, range(10))).exists()
    assert Entrance.objects.get(pk=world.homepage.pk).withdrawn_count == 4


def test_there_is_no_way_back_once_codes_are_gone(before):
    with pytest.raises(IrreversibleError, match="备份"):
        MIGRATION.refuse_where_codes_are_lost(apps, EDITOR)
    Returnee.objects.all().delete()
    MIGRATION.refuse_where_codes_are_lost(apps, EDITOR)
