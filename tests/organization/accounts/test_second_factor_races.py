"""One code, pressed many times at once from many windows, opens one of them; and no third phone is bound."""

import pytest
from django.core.management import call_command
from django.test import Client

from organization.accounts.second_factor import use_code
from organization.models import Account, Authenticator
from tests.at_once import at_once
from tests.factories import PASSWORD
from tests.organization.accounts.phones import BIND, bind_phone, make_codes, send_password, show_code

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 8


@pytest.fixture
def account(world):
    call_command("sync_roles")
    return world.accounts["county_staff"]


def count_opened(account, code):
    """By one code, tried from several windows at the same moment."""
    opened = []
    copies = [Account.objects.get(pk=account.pk) for _ in range(AT_ONCE)]
    at_once(*[lambda copy=copy: opened.append(use_code(copy, code)) for copy in copies])
    return sum(factor is not None for factor in opened)


def test_a_code_opens_one_of_them(account):
    phone = bind_phone(account)
    assert count_opened(account, show_code(phone)) == 1


def test_a_recovery_code_opens_one_of_them(account):
    bind_phone(account)
    assert [count_opened(account, code) for code in make_codes(account)[:5]] == [1] * 5


def test_no_third_phone_is_bound(account):
    client = Client()
    send_password(client, account)
    bind_phone(account)
    acts, answers = [], []
    for _ in range(AT_ONCE):
        page = client.get(BIND)
        sent = {
            "signed_key": page.context["signed_key"],
            "name": "手机",
            "password": PASSWORD,
            "code": show_code(page.context["authenticator"]),
        }
        acts.append(lambda sent=sent: answers.append(client.post(BIND, sent).status_code))
    at_once(*acts)
    assert Authenticator.objects.filter(user=account).count() == 2
    assert all(status < 500 for status in answers)
