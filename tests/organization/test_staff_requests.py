"""The youths' pages know neither session nor account, and lose nothing by it."""

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import resolve

from organization.middleware import RefusalEvents
from organization.staff_requests import knows_accounts
from returnees.urls import urlpatterns
from tests.returnees.answering import payload

pytestmark = pytest.mark.django_db


def test_no_address_of_the_youths_knows_accounts(rf):
    for pattern in urlpatterns:
        assert not knows_accounts(rf.get(f"/{str(pattern.pattern).lstrip('^')}"))
    assert not knows_accounts(rf.get("/upload/entry/x/"))


def test_staffs_addresses_and_the_readiness_do(rf):
    for path in ("/admin/", "/admin/help/", "/readyz"):
        assert knows_accounts(rf.get(path))
        assert resolve(path)


def test_a_refusal_where_nobody_is_known_is_no_error(rf):
    middleware = RefusalEvents(lambda request: None)
    assert middleware.process_exception(rf.get("/receipt/"), PermissionDenied()) is None


@pytest.mark.parametrize("path", ["/", "/privacy/", "/letter/", "/robots.txt", "/guide/", "/upload/entry/x/"])
def test_what_is_posted_without_a_token_is_refused_there_too(path, world):
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    assert strict.post(path).status_code in (403, 404, 405)


def test_an_answer_asks_for_no_account(client, world, log_in, django_assert_num_queries):
    """Also of somebody who is logged in beside it."""
    staff = log_in("region_manager")
    address = world.homepage.get_absolute_url()
    assert client.get(address).status_code == 200
    with django_assert_num_queries(0):
        response = staff.get(address)
    assert response.status_code == 200
    assert settings.SESSION_COOKIE_NAME not in response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    response = staff.post(address, payload(world.homepage))
    assert response.status_code == 200
    assert not response.cookies
    assert not hasattr(response.wsgi_request, "user")
    assert not hasattr(response.wsgi_request, "session")


def test_what_is_not_found_among_them_is_said_without_a_frame(log_in, world):
    response = log_in("region_manager").get("/receipt/nothing/")
    assert response.status_code == 404
    assert "没有找到这个页面" in response.content.decode()
