"""解除两步验证: by who manages the account, recorded, and every session of its owner ends."""

import pytest
from django.test import Client

from organization.choices import Act
from organization.models import AuditEvent, Authenticator, RecoveryCodes
from tests.organization.accounts.phones import bind_phone, is_in, make_codes, send_password

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(log_in):
    return log_in("league_city_staff")


@pytest.fixture
def account(world):
    """Of a county below."""
    account = world.accounts["county_staff"]
    bind_phone(account)
    make_codes(account)
    return account


def address(account):
    return f"/admin/organization/account/{account.pk}/second-factor/"


def test_takes_off_phones_and_recovery_codes_and_ends_the_sessions(manager, account, world):
    theirs = Client()
    theirs.force_login(account)
    assert manager.post(address(account)).status_code == 302
    assert not Authenticator.objects.exists()
    assert not RecoveryCodes.objects.exists()
    assert not is_in(theirs)
    assert send_password(Client(), account).status_code == 302
    assert AuditEvent.objects.filter(act=Act.FACTOR_RESET, actor=world.accounts["league_city_staff"]).count() == 1


def test_looking_at_the_page_takes_nothing_off(manager, account):
    assert "请先当面或打电话核对" in manager.get(address(account)).content.decode()
    assert Authenticator.objects.exists()


def test_the_account_s_page_leads_there_where_something_is_bound(manager, account, world):
    page = f"/admin/organization/account/{account.pk}/change/"
    assert address(account) in manager.get(page).content.decode()
    Authenticator.objects.all().delete()
    assert address(account) not in manager.get(page).content.decode()


@pytest.mark.parametrize("role", ["league_city_staff", "region_manager", "auditor"])
def test_not_of_oneself_or_of_accounts_above(manager, world, role):
    phone = bind_phone(world.accounts[role])
    assert manager.post(address(world.accounts[role])).status_code == 404
    assert Authenticator.objects.filter(pk=phone.pk).exists()


def test_not_by_who_manages_no_accounts(log_in, account):
    assert log_in("auditor").post(address(account)).status_code == 403
    assert Authenticator.objects.exists()


def test_says_so_where_nothing_is_bound(manager, account):
    Authenticator.objects.all().delete()
    page = manager.post(address(account), follow=True).content.decode()
    assert "没有绑定两步验证" in page
    assert not AuditEvent.objects.filter(act=Act.FACTOR_RESET).exists()
