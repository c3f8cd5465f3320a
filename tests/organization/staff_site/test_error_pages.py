"""What fails has a page in our words, with the number by which it is found in the log."""

import logging
import re

import pytest
from django.db import OperationalError
from django.http import HttpResponse, UnreadablePostError
from django.test import Client
from django.urls import path

from organization.staff_site.error_pages import TEXTS, plain_page
from organization.staff_site.frame import Frame

NUMBER = re.compile(r"请求编号：(?:<span class=\"part\">)?([0-9a-f]{10})")
PUBLIC = sorted(TEXTS)


def bare(request, status):
    return HttpResponse(status=status)


urlpatterns = [path("bare/<int:status>", bare), path("admin/bare/<int:status>", bare)]


@pytest.fixture
def bare_addresses(monkeypatch):
    from config import urls

    monkeypatch.setattr(urls, "urlpatterns", [*urlpatterns, *urls.urlpatterns])
    from django.urls import clear_url_caches

    clear_url_caches()
    yield
    clear_url_caches()


def number_in(response):
    assert response.headers["X-Request-ID"] == NUMBER.search(response.text)[1]
    return response.headers["X-Request-ID"]


@pytest.mark.parametrize("status", PUBLIC)
def test_a_bare_status_gets_its_page_without_a_database(client, bare_addresses, status):
    """No database: this test may not ask one."""
    response = client.get(f"/bare/{status}")
    assert response.status_code == status
    assert TEXTS[status].title in response.text
    assert TEXTS[status].sentence in response.text
    assert 'href="/">去活动首页' in response.text
    assert "<script" not in response.text
    assert response.headers["Cache-Control"] == "no-store"
    assert ("Retry-After" in response.headers) == (status in (429, 503))
    assert not response.cookies
    assert number_in(response) != number_in(client.get(f"/bare/{status}"))


@pytest.mark.django_db
@pytest.mark.parametrize("status", [400, 403, 404, 405, 413, 429])
def test_within_the_frame_where_somebody_is_logged_in(log_in, bare_addresses, status):
    response = log_in("county_staff").get(f"/admin/bare/{status}")
    assert response.status_code == status
    assert TEXTS[status].sentence in response.text
    assert 'class="framed"' in response.text
    number_in(response)


@pytest.mark.django_db
def test_a_frame_that_fails_too_is_left_away(log_in, bare_addresses, monkeypatch, caplog):
    client = log_in("county_staff")
    monkeypatch.setattr(Frame, "sections", property(lambda frame: 1 / 0))
    response = client.get("/admin/bare/404")
    assert TEXTS[404].title in response.text
    assert "回到工作台" in response.text
    assert 'class="framed"' not in response.text


@pytest.mark.django_db
class TestErrorsOfViews:
    def fail(self, client, monkeypatch, error, address="/letter/", **sent):
        def fail(*arguments):
            raise error

        monkeypatch.setattr("returnees.views.campaign.served_campaign", fail)
        client.raise_request_exception = False
        return client.get(address, **sent)

    def test_an_error_is_in_the_log_by_its_number(self, client, monkeypatch, caplog):
        response = self.fail(client, monkeypatch, ZeroDivisionError())
        assert response.status_code == 500
        record = next(record for record in caplog.records if record.levelno == logging.ERROR)
        handler = logging.getLogger("django").handlers[0]
        handler.filter(record)
        assert f"ERROR django.request {number_in(response)} Internal Server Error: /letter/" in handler.format(record)
        assert "Traceback" in handler.format(record)

    def test_what_a_client_causes_is_a_warning_without_a_traceback(self, client, caplog):
        client.get("/", headers={"host": "elsewhere.example"})
        record = next(record for record in caplog.records if record.name == "django.security.DisallowedHost")
        handler = logging.getLogger("django").handlers[0]
        handler.filter(record)
        assert " WARNING " in handler.format(record)
        assert "Traceback" not in handler.format(record)

    def test_its_page_needs_no_template_any_more(self, client, monkeypatch, caplog, settings):
        client.get("/healthz")
        settings.TEMPLATES = []
        assert TEXTS[500].title in self.fail(client, monkeypatch, ZeroDivisionError()).text

    def test_a_script_gets_a_sentence_that_it_can_show(self, client, monkeypatch, caplog):
        response = self.fail(client, monkeypatch, ZeroDivisionError(), headers={"accept": "application/json"})
        assert response.json()["errors"] == [TEXTS[500].sentence]

    def test_a_client_that_leaves_while_it_sends_is_no_error_of_ours(self, client, monkeypatch, caplog):
        assert self.fail(client, monkeypatch, UnreadablePostError()).status_code == 400

    def test_no_database_is_503_on_staff_pages_too(self, log_in, monkeypatch, caplog):
        client = log_in("county_staff")
        client.raise_request_exception = False

        def fail(*arguments):
            raise OperationalError("away")

        monkeypatch.setattr("organization.accounts.sessions.SessionStore._get_session_from_db", fail)
        response = client.get("/admin/")
        assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
        assert TEXTS[503].title in response.text
        assert client.get("/admin/nothing/").status_code in (404, 503)


@pytest.mark.django_db
def test_a_form_of_another_site_is_refused_in_words(world):
    client = Client(enforce_csrf_checks=True)
    response = client.post("/admin/login/", {"username": "x"}, headers={"origin": "https://elsewhere.example"})
    assert response.status_code == 403
    assert "看不出它是从本站的页面发出的" in response.text
    assert 'class="framed"' not in response.text
    number_in(response)


def test_what_is_said_stays_text(rf):
    text = type(TEXTS[400])("<b>", "&")
    assert "&lt;b&gt;" in plain_page(rf.get("/"), text)
