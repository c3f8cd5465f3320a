"""Headers that every page carries, whoever asks for it and whatever the answer."""

import re

import pytest
from csp.constants import NONCE, SELF
from csp.decorators import csp_exempt, csp_replace, csp_update
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.db import OperationalError
from django.http import HttpResponse
from django.test import override_settings

from config.security_headers import ContentSecurityPolicy
from config.settings import style_source

pytestmark = pytest.mark.django_db
ADDRESSES = ("/healthz", "/", "/admin/login/", "/admin/", "/nothing/")


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_declared_header_is_on_every_response(client, settings, address):
    settings.SECURITY_HEADERS |= {"Cross-Origin-Resource-Policy": "same-origin"}
    headers = client.get(address).headers
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Permissions-Policy"].startswith("camera=(), ")
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"


FRAMES = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
STATIC = "/static/frame.css"
# A file opens no window.
WINDOWS = "Cross-Origin-Opener-Policy"


@pytest.fixture(autouse=True)
def _static_files(settings):
    """Nothing is collected in a test run: whitenoise finds them where they are."""
    settings.WHITENOISE_USE_FINDERS = True


def unchanged_file(client):
    seen = client.get(STATIC)
    seen.close()
    return client.get(STATIC, headers={"if-modified-since": seen.headers["Last-Modified"]})


def failing(client, error, patch):
    def fail(*arguments):
        raise error("on purpose")

    patch.setattr("returnees.views.campaign.served_campaign", fail)
    client.raise_request_exception = False
    return client.get("/letter/")


# What answers, and with which status.
KINDS = {
    "view 200": lambda client, patch: client.get("/healthz"),
    "static file 200": lambda client, patch: client.get(STATIC),
    "static file 304": lambda client, patch: unchanged_file(client),
    "static file 405": lambda client, patch: client.post(STATIC),
    "download 200": lambda client, patch: client.get("/admin/reports/annex2.xlsx"),
    "act 303": lambda client, patch: client.get("/admin/campaign/"),
    "missing slash 301": lambda client, patch: client.get("/admin/reports/board"),
    "foreign host 400": lambda client, patch: client.get("/", headers={"host": "elsewhere.example"}),
    "charset 415": lambda client, patch: client.post("/receipt/", b"a=1", "text/plain; charset=utf-7"),
    "query 414": lambda client, patch: client.get("/", {"q": "x" * 9000}),
    "body 413": lambda client, patch: client.post("/receipt/", {"code": "x" * 300_000}),
    "forbidden 403": lambda client, patch: client.get("/admin/page-token/"),
    "Django 404": lambda client, patch: client.get("/nothing/"),
    "view 405": lambda client, patch: client.post("/healthz"),
    "view 500": lambda client, patch: failing(client, ZeroDivisionError, patch),
    "outage 503": lambda client, patch: failing(client, OperationalError, patch),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_answer_carries_the_headers(log_in, monkeypatch, caplog, kind):
    response = KINDS[kind](log_in("region_manager"), monkeypatch)
    response.close()
    assert str(response.status_code) == kind.split()[-1]
    expected = {name: value for name, value in FRAMES.items() if name != WINDOWS or "file" not in kind}
    assert {name: response.headers.get(name) for name in expected} == expected
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_no_other_site_reads_a_static_file(client):
    response = client.get(STATIC)
    response.close()
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize(
    ("middleware", "header"),
    [("ContentSecurityPolicy", "Content-Security-Policy"), ("SecurityHeaders", "Permissions-Policy")],
)
def test_without_its_middleware_a_static_file_has_no_such_header(client, settings, middleware, header):
    """The control of the test above."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith(f".{middleware}")]
    response = client.get(STATIC)
    response.close()
    assert response.status_code == 200
    assert header not in response.headers


def test_https_is_asked_for_on_every_kind_of_answer(client, settings):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    for address in ("/healthz", STATIC, "/nothing/"):
        response = client.get(address, secure=True)
        response.close()
        assert response.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in client.get("/healthz").headers


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_policy_lets_nothing_of_others_in(client, address):
    policy = client.get(address).headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize("adapt", [csp_update({"img-src": "blob:"}), csp_replace({"img-src": None}), csp_exempt()])
def test_a_view_can_still_adapt_the_policy(rf, adapt):
    view = adapt(lambda request: HttpResponse())
    assert policy_of(rf, view) == policy_of(rf, view, middleware=CSPMiddleware)
    assert policy_of(rf, view) != policy_of(rf, plain)


def test_a_page_can_still_use_the_nonce(rf):
    page = policy_of(rf, lambda request: HttpResponse(str(request.csp_nonce)))
    assert page == policy_of(rf, plain)
    with override_settings(CONTENT_SECURITY_POLICY={"DIRECTIVES": {"script-src": [SELF, NONCE]}}):
        assert "'nonce-" in str(policy_of(rf, lambda request: HttpResponse(str(request.csp_nonce))))
        assert "'nonce-" not in str(policy_of(rf, plain))


def test_the_policy_is_the_one_that_django_csp_builds(rf):
    built = sorted(build_policy().split("; "))
    assert policy_of(rf, plain) == policy_of(rf, plain, middleware=CSPMiddleware) == built


def plain(request):
    return HttpResponse()


def policy_of(rf, view, *, middleware=ContentSecurityPolicy):
    return sorted((middleware(view)(rf.get("/")).headers.get("Content-Security-Policy") or "").split("; "))


@pytest.mark.parametrize("address", ["/", "/letter/", "/privacy/", "/receipt/", "questionnaire"])
def test_the_policy_names_the_style_that_a_public_page_carries(client, world, address):
    """By its digest: a byte more or less, and the page is shown bare."""
    response = client.get(world.homepage.get_absolute_url() if address == "questionnaire" else address)
    style = re.search(r"<style>(.*?)</style>", response.content.decode(), re.DOTALL)[1]
    # The directives stand in no order.
    assert style_source(style) in response.headers["Content-Security-Policy"].replace(";", " ").split()
