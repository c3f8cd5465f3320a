"""Lines of docs/security.md that no other test shows."""

import re

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.test import Client

from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db

LOGIN, CHANGE = "/admin/login/", "/admin/password_change/"
NEW_PASSWORD = "Zaun-am-Hang-482-Krug"


@pytest.fixture
def account(world, log_in):
    log_in("county_staff").logout()
    return world.accounts["county_staff"]


def sign_in(client, account, password=PASSWORD):
    client.post(LOGIN, {"username": account.username, "password": password})
    return is_in(client)


def is_in(client):
    return client.get("/admin/").status_code == 200


def session_of(client):
    return client.cookies[settings.SESSION_COOKIE_NAME].value


class TestSession:
    def test_a_login_makes_a_new_session_and_ends_the_one_before(self, client, account):
        assert sign_in(client, account)
        before = Client()
        before.cookies[settings.SESSION_COOKIE_NAME] = session_of(client)
        client.post("/admin/logout/")
        assert sign_in(client, account)
        assert session_of(client) != session_of(before)
        assert not is_in(before)
        assert len(session_of(client)) == 32
        assert len(VALID_KEY_CHARS) ** 32 > 2**128

    def test_one_that_was_given_to_somebody_beforehand_is_not_theirs(self, client, account):
        client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
        assert sign_in(client, account)
        assert session_of(client) != "a" * 32

    def test_after_a_logout_the_cookie_opens_nothing(self, client, account):
        sign_in(client, account)
        thief = Client()
        thief.cookies[settings.SESSION_COOKIE_NAME] = session_of(client)
        assert is_in(thief)
        client.post("/admin/logout/")
        assert not is_in(thief)


def test_a_password_is_compared_to_the_last_character(account):
    long = "天" * 30 + "A7-" * 60
    account.set_password(long)
    account.save()
    assert not sign_in(Client(), account, long[:-1])
    assert not sign_in(Client(), account, long.swapcase())
    assert not sign_in(Client(), account, f"{long} ")
    assert sign_in(Client(), account, long)


def test_a_new_password_wants_the_old_one(client, account):
    sign_in(client, account)
    new = {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    assert client.post(CHANGE, new | {"old_password": "x"}).status_code == 200
    account.refresh_from_db()
    assert account.check_password(PASSWORD)
    assert client.post(CHANGE, new | {"old_password": PASSWORD}).status_code == 302
    account.refresh_from_db()
    assert account.check_password(NEW_PASSWORD)


def test_passwords_are_typed_hidden_and_may_be_pasted(client, account):
    shown = client.get(LOGIN).content.decode()
    sign_in(client, account)
    shown += client.get(CHANGE).content.decode()
    fields = re.findall(r"<input[^>]*password[^>]*>", shown)
    assert len(fields) == 4
    assert all('type="password"' in field and "autocomplete=" in field for field in fields)
    assert not any("readonly" in field or 'autocomplete="off"' in field for field in fields)
    assert "onpaste" not in shown


@pytest.mark.parametrize("path", [CHANGE, f"{CHANGE}done/", "/admin/", "/admin/reports/annex2.xlsx"])
def test_what_an_account_is_shown_is_stored_nowhere(log_in, path):
    assert "no-store" in log_in("region_manager").get(path).headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/", "/privacy/", "/receipt/", "/healthz", "/admin/login/", "/admin/", "/nowhere/"])
def test_no_answer_lets_another_origin_read_it(client, world, path):
    for method in ("get", "post", "options"):
        response = getattr(client, method)(path, headers={"origin": "https://evil.example"})
        assert not [name for name in response.headers if name.lower().startswith("access-control-")]


@pytest.mark.parametrize("beginning", ["", "static/", "static/../", "static/%2e%2e/", "admin/", "media/"])
def test_nothing_of_the_checkout_or_the_state_is_served(client, world, log_in, beginning):
    log_in("region_manager")
    for name in (
        ".git/config",
        ".env",
        "dev.py",
        "config/settings.py",
        "secret_key",
        "var/secret_key",
        "guichao.sqlite3",
    ):
        assert client.get(f"/{beginning}{name}").status_code in (400, 404), name
