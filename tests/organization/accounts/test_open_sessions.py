"""Who is logged in now."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from organization.accounts import open_sessions
from organization.accounts.open_sessions import find_open_sessions
from organization.models import Account

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(world):
    return world.accounts["region_manager"]


def log_in(account):
    client = Client()
    client.force_login(account)
    return client


def names(reader):
    return sorted(session.account.username for session in find_open_sessions(reader))


def test_each_login_is_one_with_when_it_was_last_used(reader, world):
    account = world.accounts["county_staff"]
    log_in(account), log_in(account)
    assert names(reader) == [account.username] * 2
    last = find_open_sessions(reader)[0].last_used_at
    assert timezone.now() - timedelta(minutes=1) < last <= timezone.now()


def test_ended_ones_and_those_of_visitors_are_none(reader, world):
    log_in(world.accounts["county_staff"])
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    Client().get("/admin/login/")
    assert names(reader) == []


def test_none_after_a_logout_a_new_slip_or_a_deactivation(reader, world):
    leaving, reissued, deactivated = (world.accounts[key] for key in ("county_staff", "auditor", "region_viewer"))
    log_in(leaving).post("/admin/logout/")
    log_in(reissued)
    reissued.issue_one_time_password()
    reissued.save()
    log_in(deactivated)
    Account.objects.filter(pk=deactivated.pk).update(is_active=False)
    assert names(reader) == []


def test_only_of_accounts_that_the_reader_sees(world):
    for role in ("county_staff", "league_city_staff", "region_manager"):
        log_in(world.accounts[role])
    below = {world.accounts[role].username for role in ("county_staff", "league_city_staff")}
    assert set(names(world.accounts["league_city_staff"])) == below


def test_an_unreadable_session_is_nobodys(reader, world):
    log_in(world.accounts["county_staff"])
    Session.objects.update(session_data="x")
    assert names(reader) == []


def test_reads_no_more_than_the_bound(reader, world, monkeypatch):
    monkeypatch.setattr(open_sessions, "MOST_READ", 2)
    for role in ("county_staff", "league_city_staff", "auditor"):
        log_in(world.accounts[role])
    assert len(names(reader)) == 2
