"""激活链接: sets the password of one account, within 72 hours, once; the secret is in no table and no log."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.serializers import serialize

from organization.clock import now
from organization.models import Account, ActivationLink, AuditEvent
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db

SLIPS = "/admin/organization/account/slips/"
PAGE = "/admin/activate/"
NEW = "Kx7#vmq-Lz2w"


@pytest.fixture
def account(world):
    return world.accounts["county_staff"]


def make_link(log_in, account, *, form_uuid=None, button="link"):
    client = log_in("league_city_staff")
    posted = {"form_uuid": form_uuid or str(uuid.uuid4()), button: "1"}
    page = client.post(f"{SLIPS}?pks={account.pk}", posted)
    found = re.findall(rf"{PAGE}#([\w-]+)", page.text)
    client.logout()
    return found[0] if found else ""


def activate(client, secret, password=NEW, repeated=None):
    return client.post(PAGE, {"secret": secret, "new_password1": password, "new_password2": repeated or password})


def test_sets_the_password_once_and_logs_nobody_in(log_in, client, account, caplog):
    form_uuid = str(uuid.uuid4())
    secret = make_link(log_in, account, form_uuid=form_uuid)
    assert len(secret) >= 32
    assert make_link(log_in, account, form_uuid=form_uuid) == "", "shown once"
    account.refresh_from_db()
    assert not account.check_password(PASSWORD)
    assert secret not in serialize("json", [*ActivationLink.objects.all(), *AuditEvent.objects.all()])
    assert "激活码" in client.get(PAGE).text
    assert "密码太短" in activate(client, secret, "short").text
    assert activate(client, secret, repeated="other").status_code == 200
    response = activate(client, secret)
    assert response.headers["Location"].startswith("/admin/login/")
    assert "_auth_user_id" not in client.session
    account.refresh_from_db()
    assert account.check_password(NEW)
    assert not account.must_change_password
    assert AuditEvent.objects.filter(act="password_change", actor=account).count() == 1
    assert "已经用过" in activate(client, secret, "Other#9vmq-Lz2w").text
    account.refresh_from_db()
    assert account.check_password(NEW)
    assert secret not in caplog.text


@pytest.mark.parametrize("void", ["late", "inactive", "other slip", "own password", "none"])
def test_is_void_after_72_hours_or_another_slip_or_where_it_is_not_needed(log_in, client, account, void):
    secret = make_link(log_in, account)
    if void == "late":
        ActivationLink.objects.update(made_at=now() - timedelta(hours=72, minutes=1))
    elif void == "inactive":
        Account.objects.filter(pk=account.pk).update(is_active=False)
    elif void == "other slip":
        make_link(log_in, account, button="slip")
    elif void == "own password":
        Account.objects.filter(pk=account.pk).update(must_change_password=False)
    else:
        secret += "x"
    page = activate(client, secret).text
    assert "这个激活链接不完整、已经用过或者过了 72 小时" in page
    assert account.username not in page


def test_only_for_accounts_that_one_manages(log_in, world):
    for role in ("league_city_staff", "region_manager"):
        assert make_link(log_in, world.accounts[role]) == ""
    assert not ActivationLink.objects.exists()
