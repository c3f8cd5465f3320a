"""Https behind gateways, and what is said where a gateway is missing or does not speak."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
HOST = {"host": "guichao.example"}


@pytest.fixture
def site(settings):
    """At https://guichao.example behind one gateway."""
    settings.PUBLIC_URL, settings.IS_HTTPS, settings.SECURE_SSL_REDIRECT = "https://guichao.example", True, True
    settings.SECURE_SSL_HOST, settings.ALLOWED_HOSTS = "guichao.example", ["guichao.example", "127.0.0.1"]
    settings.CSRF_TRUSTED_ORIGINS = ["https://guichao.example"]
    settings.GATEWAY_COUNT, settings.SECURE_PROXY_SSL_HEADER = 1, ("HTTP_X_FORWARDED_PROTO", "https")
    return settings


def test_a_gateway_that_says_https_is_believed(site, client, world):
    response = client.get("/admin/login/", headers=HOST | {"x-forwarded-proto": "https"})
    assert response.status_code == 200
    assert response.wsgi_request.is_secure()


def test_http_is_redirected_to_the_public_address_once(site, client):
    response = client.get("/x/?y=1", headers={"x-forwarded-proto": "http", "host": "127.0.0.1:8000"})
    assert (response.status_code, response["Location"]) == (301, "https://guichao.example/x/?y=1")


def test_without_a_gateway_there_is_a_sentence_instead_of_an_endless_redirect(site, client):
    site.GATEWAY_COUNT, site.SECURE_PROXY_SSL_HEADER = 0, None
    response = client.get("/", headers=HOST | {"x-forwarded-proto": "https"})
    assert response.status_code == 503
    assert "请写网关的个数，如 BEHIND_PROXY=1" in response.text


def test_a_gateway_that_says_nothing_is_named(site, client):
    response = client.get("/", headers=HOST)
    assert response.status_code == 503
    assert "proxy_set_header X-Forwarded-Proto $scheme" in response.text


def test_the_machine_itself_may_ask_how_it_is(site, client):
    site.GATEWAY_COUNT = 0
    assert client.get("/healthz", headers={"host": "127.0.0.1:8000"}).status_code == 200


@pytest.mark.parametrize("is_trusted", [True, False])
def test_a_form_arrives_though_the_gateway_passes_on_another_host(site, world, is_trusted):
    """As nginx does without `proxy_set_header Host`; the control: without the trusted origin it is refused."""
    if not is_trusted:
        site.CSRF_TRUSTED_ORIGINS = []
    client = Client(enforce_csrf_checks=True, headers={"host": "127.0.0.1:8000", "x-forwarded-proto": "https"})
    token = client.get("/admin/login/").context["csrf_token"]
    fields = {"username": "nobody", "password": "x", "csrfmiddlewaretoken": str(token)}
    response = client.post("/admin/login/", fields, headers={"origin": "https://guichao.example"})
    assert response.status_code == (200 if is_trusted else 403)
