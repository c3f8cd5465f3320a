"""Cookies of staff: on https none but this host can set them, and public pages set none."""

import pytest
from django.contrib import messages
from django.http import HttpResponse
from django.test import Client

from organization.accounts.message_storage import HostCookieStorage
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
LOGIN = "/admin/login/"
LIST = "/admin/activities/letter/"
NAMES = {"sessionid", "csrftoken", "login", "known_browser", "lists"}


@pytest.fixture
def https(settings):
    settings.COOKIE_PREFIX, settings.IS_HTTPS, settings.GATEWAY_COUNT = "__Host-", True, 1
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True


def cookies_of_a_login(world, *, secure):
    client = Client()
    client.get(LOGIN, secure=secure)
    username = world.accounts["county_staff"].username
    assert client.post(LOGIN, {"username": username, "password": PASSWORD}, secure=secure).status_code == 302
    client.get(LIST, {"state__exact": "held"}, secure=secure)
    return client.cookies


def test_on_https_every_cookie_is_this_hosts_alone(https, log_in, world):
    cookies = cookies_of_a_login(world, secure=True)
    assert set(cookies) == {f"__Host-{name}" for name in NAMES}
    for name, cookie in cookies.items():
        assert (cookie["path"], cookie["secure"], cookie["domain"], cookie["samesite"]) == ("/", True, "", "Lax")
        assert bool(cookie["httponly"]) == (name != "__Host-login")  # a script asks whether somebody has logged in


def test_on_http_they_have_plain_names(log_in, world):
    cookies = cookies_of_a_login(world, secure=False)
    assert set(cookies) == NAMES
    assert not any(cookie["secure"] for cookie in cookies.values())
    assert (cookies["known_browser"]["path"], cookies["lists"]["path"]) == (LOGIN, "/admin/")


def test_what_is_to_be_said_on_the_next_page_is_a_cookie_like_the_others(https, rf, monkeypatch):
    monkeypatch.setattr(HostCookieStorage, "cookie_name", "__Host-messages")
    request, response = rf.get("/"), HttpResponse()
    storage = HostCookieStorage(request)
    storage.add(messages.INFO, "保存了")
    storage.update(response)
    cookie = response.cookies["__Host-messages"]
    assert (cookie["path"], cookie["secure"], cookie["httponly"], cookie["samesite"]) == ("/", True, True, "Lax")


@pytest.mark.parametrize("address", ["/", "/letter/", "/privacy/", "/receipt/", "/nothing/", "/healthz"])
def test_public_pages_set_none(client, world, address):
    assert not client.get(address).cookies
    assert not client.post(address).cookies


class TestAfterTheLogin:
    @pytest.mark.parametrize("next", [None, "", "https://elsewhere.example/", "//elsewhere.example", "\\\\x.y", "\0"])
    def test_nobody_lands_elsewhere_than_on_the_desk(self, log_in, world, client, next):
        fields = {} if next is None else {"next": next}
        username = world.accounts["county_staff"].username
        response = client.post(LOGIN, {"username": username, "password": PASSWORD} | fields)
        assert (response.status_code, response["Location"]) == (302, "/admin/")

    def test_a_page_of_ours_is_opened(self, log_in, world, client):
        fields = {"username": world.accounts["county_staff"].username, "password": PASSWORD, "next": LIST}
        assert client.post(LOGIN, fields)["Location"] == LIST
