"""What a restored site does with itself before it may be used."""

import json
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import TestCase

from operations.anonymising import anonymise
from operations.backup import settling
from operations.backup.erasures import apply_erasures, complete_erasure_list
from operations.management.commands import settle_restored
from organization.choices import Act
from organization.clock import now
from organization.models import AuditEvent, Campaign, OperationRun
from returnees.erasure_list import ALL_RECORDS, ERASURE_LIST, Erasure, append_erasures, read_erasures
from returnees.models import Anonymisation, Entrance, FollowUpCase, LostReceipt, Returnee
from tests.activities.entries import attach
from tests.factories import make_returnee

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forgotten(monkeypatch):
    """How often the database's files were rebuilt, which is not possible in a transaction: see test_forgetting.py."""
    calls = []
    monkeypatch.setattr(settle_restored, "forget_erased", lambda: calls.append("rebuilt"))
    return calls


@pytest.fixture
def youth(world):
    return make_returnee(entrance=world.homepage, home_committee=world.donghe)


@pytest.fixture
def erasures(directory, youth):
    directory.mkdir()
    append_erasures(directory, [Erasure(youth.campaign.key, youth.pk, now())])
    return directory / ERASURE_LIST


def settle(*arguments, **options):
    out = StringIO()
    call_command("settle_restored", "guichao-1.tar.age", *arguments, stdout=out, **options)
    return json.loads(out.getvalue().splitlines()[-1])


def test_erases_again_what_was_erased_since_and_records_it(erasures, youth):
    assert settle(erasures=erasures)["erased_count"] == 1
    youth.refresh_from_db()
    assert (youth.name, youth.phone, youth.state) == (None, None, "withdrawn")
    event = AuditEvent.objects.get()
    assert (event.act, event.detail) == (Act.RETURNEE_ERASE, "恢复备份后，补做备份之后的清除")
    assert OperationRun.objects.get().result == "从 guichao-1.tar.age 恢复，补做清除 1 份。"


def test_what_staff_had_deleted_before_the_backup_does_not_count_as_withdrawn(world, erasures, youth):
    youth.mark_deleted(by=world.accounts["county_staff"], deletion_reason="填错")
    assert settle(erasures=erasures)["erased_count"] == 1
    youth.refresh_from_db()
    assert (youth.name, youth.state) == (None, "deleted")
    assert not Entrance.objects.filter(withdrawn_count__gt=0).exists()


def test_the_second_time_nothing_is_left_to_erase(erasures, forgotten):
    settle(erasures=erasures)
    assert forgotten == ["rebuilt"]
    assert settle(erasures=erasures)["erased_count"] == 0
    assert forgotten == ["rebuilt"]


def test_a_record_of_that_number_in_another_campaign_stays(directory, youth):
    directory.mkdir()
    append_erasures(directory, [Erasure("another", youth.pk, now())])
    assert settle(erasures=directory / ERASURE_LIST)["erased_count"] == 0
    assert Returnee.objects.get().name == youth.name


def test_merged_records_become_independent_and_the_case_is_emptied(world, erasures, youth):
    other = make_returnee(entrance=world.homepage, home_committee=world.donghe)
    other.merge_into(target=youth)
    apply_erasures(erasures)
    other.refresh_from_db()
    assert other.merged_into is None
    assert not FollowUpCase.objects.filter(returnee=youth, closed_because="").exists()


def test_numbers_of_the_list_are_not_given_again(world, directory):
    directory.mkdir()
    append_erasures(directory, [Erasure(world.campaign.key, 700, now())])
    apply_erasures(directory / ERASURE_LIST)
    assert make_returnee(entrance=world.homepage, home_committee=world.donghe).pk > 700


def test_requests_for_lost_codes_that_were_dealt_with_go_again(world, settings, directory, forgotten):
    directory.mkdir()
    settings.BACKUP_DIR = directory
    done, waiting = (
        LostReceipt.objects.ask(campaign=world.campaign, committee=world.donghe, phone=phone, is_suspect=False)
        for phone in ("13900000001", "13900000002")
    )
    number = done.pk
    with TestCase.captureOnCommitCallbacks(execute=True):
        LostReceipt.objects.filter(pk=number).erase()
    settings.BACKUP_DIR = None
    done.pk = number
    done.save(force_insert=True)
    settle(erasures=directory / ERASURE_LIST)
    assert LostReceipt.objects.get() == waiting
    assert OperationRun.objects.get().result.endswith("补做清除 0 份，找回回执的请求 1 个。")
    assert forgotten == ["rebuilt"]
    settle(erasures=directory / ERASURE_LIST)
    assert LostReceipt.objects.get() == waiting


def test_numbers_of_requests_are_not_given_again(world, directory):
    directory.mkdir()
    append_erasures(directory, [Erasure(world.campaign.key, -700, now())])
    apply_erasures(directory / ERASURE_LIST)
    later = LostReceipt.objects.ask(
        campaign=world.campaign, committee=world.donghe, phone="13900000001", is_suspect=False
    )
    assert later.pk > 700


def test_a_missing_list_stands_on_record(world):
    settle()
    assert OperationRun.objects.get().result == "从 guichao-1.tar.age 恢复，旁边没有清除清单。"


def test_a_check_records_nothing(world):
    settle(check=True)
    assert not OperationRun.objects.exists()


def test_pictures_are_compared_with_their_rows(world, site):
    photo = attach(world).photo
    assert settling.find_photo_fault() == (1, "")
    (site.MEDIA_ROOT / photo.path).write_bytes(b"another")
    assert settling.find_photo_fault() == (0, "1 个照片或扫描件与记录的摘要不同")
    (site.MEDIA_ROOT / photo.path).unlink()
    assert settling.find_photo_fault() == (0, "1 个照片或扫描件没有文件")


def test_a_trail_that_does_not_verify_is_named(world):
    AuditEvent.objects.append(act=Act.WITHDRAWAL, actor=world.accounts["county_staff"])
    assert settling.find_trail_fault() == ""
    AuditEvent.objects.update(detail="改过")
    assert settling.find_trail_fault().startswith("审计记录对不上")


DUE_ON = date(2020, 6, 1)


def test_a_campaign_that_was_anonymised_since_is_anonymised_at_once(world, settings, directory, youth):
    """Also where its day was moved forward after the backup was made; what was withdrawn before stays withdrawn."""
    settings.GUICHAO_TODAY = None
    Campaign.objects.update(anonymise_on=date(2999, 1, 1))
    withdrawn = make_returnee(entrance=world.homepage, home_committee=world.donghe)
    at = datetime(2020, 6, 1, 2, tzinfo=UTC)
    directory.mkdir()
    lines = [Erasure(youth.campaign.key, ALL_RECORDS, at), Erasure(youth.campaign.key, withdrawn.pk, at)]
    append_erasures(directory, lines)
    report = settle(erasures=directory / ERASURE_LIST)
    assert (report["erased_count"], report["anonymised_count"]) == (1, 1)
    youth.refresh_from_db()
    withdrawn.refresh_from_db()
    assert (youth.name, youth.state, youth.is_anonymised) == (None, "accepted", True)
    assert (withdrawn.name, withdrawn.state) == (None, "withdrawn")
    assert Anonymisation.objects.get().because == "restored"
    assert Campaign.objects.get().anonymise_on == DUE_ON
    assert "匿名化 1 份" in OperationRun.objects.get().result


@pytest.mark.parametrize(
    "dates",
    [
        {"ends_on": date(2999, 1, 1), "anonymise_on": date(2999, 6, 1)},
        {"ends_on": date(2999, 1, 1), "anonymise_on": None},
        {"starts_on": date(2998, 1, 1), "ends_on": date(2999, 1, 1), "anonymise_on": None},
    ],
)
@pytest.mark.parametrize("listed_at", [datetime(2020, 6, 1, 2, tzinfo=UTC), datetime(2900, 6, 1, 2, tzinfo=UTC)])
def test_also_one_whose_end_lay_ahead_when_the_backup_was_made(settings, directory, youth, dates, listed_at):
    """Or whose day lies ahead by the clock of the machine that it is restored on."""
    settings.GUICHAO_TODAY = None
    Campaign.objects.update(**dates)
    directory.mkdir()
    append_erasures(directory, [Erasure(youth.campaign.key, ALL_RECORDS, listed_at)])
    assert settle(erasures=directory / ERASURE_LIST)["anonymised_count"] == 1
    youth.refresh_from_db()
    assert youth.name is None
    assert Campaign.objects.get().is_retention_over


def test_a_campaign_whose_day_has_come_since_is_anonymised_at_once(settings, youth):
    settings.GUICHAO_TODAY = None
    Campaign.objects.update(anonymise_on=DUE_ON)
    assert settle()["anonymised_count"] == 1
    youth.refresh_from_db()
    assert youth.name is None


def test_the_list_has_a_line_for_an_anonymised_campaign_and_none_for_its_records(world, settings, directory, youth):
    """Else a restored backup would take its records for withdrawn, and the counts would change."""
    settings.GUICHAO_TODAY = None
    youth.withdraw(withdrawn_at=now())
    make_returnee(entrance=world.homepage, home_committee=world.donghe)
    Campaign.objects.update(anonymise_on=DUE_ON)
    anonymise(Campaign.objects.get(), command="daily")
    directory.mkdir()
    complete_erasure_list(directory)
    complete_erasure_list(directory)
    listed = [erasure.number for erasure in read_erasures(directory / ERASURE_LIST)]
    assert sorted(listed) == [ALL_RECORDS, youth.pk]
