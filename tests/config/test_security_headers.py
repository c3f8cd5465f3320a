"""Headers that every page carries, whoever asks for it and whatever the answer."""

import pytest
from csp.constants import NONCE, SELF
from csp.decorators import csp_exempt, csp_replace, csp_update
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.http import HttpResponse
from django.test import override_settings

from config.security_headers import ContentSecurityPolicy

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
