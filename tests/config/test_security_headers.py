"""Headers that every page carries, whoever asks for it and whatever the answer."""

import pytest

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
