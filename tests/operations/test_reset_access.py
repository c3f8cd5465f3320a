"""manage reset_access: the way back in from the server's own shell."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from organization.accounts.throttle import TrySource, count_try
from organization.choices import Act
from organization.models import Account, AuditEvent, Authenticator, LoginTry
from tests.factories import PASSWORD
from tests.organization.accounts.phones import bind_phone, is_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(world, log_in):
    account = world.accounts["system_administrator"]
    bind_phone(account)
    return account


def reset(*arguments):
    out = StringIO()
    call_command("reset_access", *arguments, stdout=out)
    return out.getvalue()


def test_prints_a_password_that_opens_without_a_code(client, account):
    client.force_login(account)
    count_try(account.username, TrySource("10.0.0.1"))
    password = reset(account.username).split("一次性密码")[1].split("（")[0].strip()
    assert not is_in(client)
    assert not Authenticator.objects.exists()
    assert not LoginTry.objects.exists()
    client = Client()
    answer = client.post("/admin/login/", {"username": account.username, "password": password})
    assert answer.status_code == 302
    assert client.get("/admin/")["Location"] == "/admin/password_change/"


def test_is_recorded_without_the_password(account):
    password = reset(account.username).split("一次性密码")[1].split("（")[0].strip()
    event = AuditEvent.objects.get(act=Act.ACCESS_RESET)
    assert event.actor is None
    assert event.detail == "一次性密码，解除两步验证"
    assert password not in str(AuditEvent.objects.values())


def test_a_dry_run_changes_nothing(account):
    assert "没有作改动" in reset(account.username, "--dry-run")
    assert Authenticator.objects.exists()
    assert Account.objects.get(pk=account.pk).check_password(PASSWORD)
    assert not AuditEvent.objects.exists()


def test_an_unknown_name_and_an_account_out_of_use_are_refused_with_a_sentence(account):
    with pytest.raises(CommandError, match="没有用户名为"):
        reset("nobody")
    Account.objects.filter(pk=account.pk).update(is_active=False)
    with pytest.raises(CommandError, match="已停用"):
        reset(account.username)
    assert Authenticator.objects.exists()
