"""The shortest way to a questionnaire answers what Django answers, and only what is plain."""

import gzip
import re
from datetime import timedelta

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory

from operations.at_once import MOST_KEPT, QuestionnairesAtOnce
from organization.clock import now
from organization.models import Campaign
from organization.request_id import request_id
from returnees import page_cache
from returnees.entrances.openings import openings
from returnees.models import Entrance
from tests.factories import make_campaign, make_entrance
from tests.returnees.test_calls import count_calls

pytestmark = pytest.mark.django_db
OWN = re.compile(rb'name="(?:submission_uuid|form_token)" value="([^"]+)"')


class Site:
    """As the server asks it, and whether Django was asked."""

    def __init__(self):
        self.django, self.asked = WSGIHandler(), []
        self.application = QuestionnairesAtOnce(self.ask)

    def ask(self, environ, start_response):
        self.asked.append(environ["PATH_INFO"])
        return self.django(environ, start_response)

    def get(self, address, *, method="GET", by=None, **options):
        environ = RequestFactory(SERVER_NAME="127.0.0.1").generic(method, address, **options).environ
        said = []
        body = b"".join((by or self.application)(environ, lambda *words: said.extend(words)))
        return int(said[0][:3]), dict(said[1]), body

    def is_at_once(self, address, **options):
        before = len(self.asked)
        self.get(address, **options)
        return len(self.asked) == before


@pytest.fixture
def site(world):
    return Site()


@pytest.fixture
def address(site, world):
    """Of one whose page is in memory, and whose headers are."""
    address = world.homepage.get_absolute_url()
    for _ in range(2):
        site.get(address)
    assert site.is_at_once(address)
    site.asked.clear()
    return address


def whole(headers, body):
    return gzip.decompress(body) if headers.get("Content-Encoding") == "gzip" else body


@pytest.mark.parametrize("headers", [{}, {"accept_encoding": "gzip, deflate, br"}, {"accept_encoding": "br"}])
@pytest.mark.parametrize("mongolian", ["", "ᠨᠤᠲᠤᠭ"])
@pytest.mark.parametrize("is_https", [False, True])
def test_answers_as_django_does(site, world, settings, headers, mongolian, is_https):
    if is_https:
        settings.PUBLIC_URL, settings.IS_HTTPS, settings.SECURE_SSL_REDIRECT = "https://127.0.0.1", True, True
        settings.GATEWAY_COUNT, settings.SECURE_HSTS_SECONDS = 1, 3600
        settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        headers = headers | {"x_forwarded_proto": "https"}
        site = Site()
    Campaign.objects.update(mongolian_text=mongolian)
    address = world.homepage.get_absolute_url()
    for _ in range(2):
        site.get(address, headers=headers)
    assert site.is_at_once(address, headers=headers)
    (status, at_once, packed), (other_status, other, other_packed) = (
        site.get(address, headers=headers, by=by) for by in (None, site.django)
    )
    assert (status, at_once) == (other_status, other) == (200, at_once)
    assert ("font-src" in at_once["Content-Security-Policy"]) == bool(mongolian)
    assert ("Strict-Transport-Security" in at_once) == is_https
    html, other_html = whole(at_once, packed), whole(other, other_packed)
    assert OWN.sub(b"", html) == OWN.sub(b"", other_html)
    assert {*OWN.findall(html)}.isdisjoint(OWN.findall(other_html))


def test_asks_the_database_nothing(site, address, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert site.is_at_once(address)


def test_leaves_each_look_to_django(site, world, address):
    page_cache._editions[world.campaign.pk].checked_at -= page_cache.FRESH_SECONDS
    assert not site.is_at_once(address)
    assert site.is_at_once(address)


def test_counts_the_opening(site, world, address):
    before = openings.counts[now().date(), world.homepage.pk]
    assert site.is_at_once(address)
    assert openings.counts[now().date(), world.homepage.pk] == before + 1


@pytest.mark.parametrize("is_logged", [True, False])
def test_stands_in_the_log_as_any_other(site, address, monkeypatch, settings, is_logged):
    lines = []
    monkeypatch.setattr("operations.logs.ACCESS.handle", lines.append)
    settings.ACCESS_LOG = is_logged
    site = Site()
    site.get(address)
    site.get(address, by=site.django)
    numbers = {request_id()}
    assert site.is_at_once(address)
    numbers.add(request_id())
    assert len(numbers) == 2
    assert len(lines) == (3 if is_logged else 0)
    shown = [{name: part for name, part in line.parts.items() if name != "ms"} for line in lines]
    assert all(one == {"method": "GET", "path": address, "status": 200, "account": None} for one in shown)
    assert len({line.request_id for line in lines}) == len(lines)


def test_leaves_everything_else_to_django(site, world, address):
    assert site.get(f"{address}?from=qq")[0] == 200
    assert site.get(address, method="HEAD")[0] == 200
    assert site.get(address, method="POST")[0] == 200
    assert site.get(address, method="DELETE")[0] == 405
    assert site.get(address.rstrip("/"))[0] == 302
    assert site.get("/q/zzzzzzzz/")[0] == 404
    assert site.get(address, data=b"x", content_type="text/plain; charset=gbk")[0] == 415
    assert site.get("/")[0] == 200
    assert len(site.asked) == 8


def test_leaves_foreign_names_of_the_site_to_django(site, address):
    for _ in range(2):
        assert site.get(address, headers={"host": "elsewhere.example"})[0] == 400


def test_keeps_the_headers_of_a_few_names(site, world, address, settings):
    settings.ALLOWED_HOSTS = ["*"]
    for number in range(MOST_KEPT + 5):
        assert site.get(address, headers={"host": f"name{number}.example"})[0] == 200
    assert len(page_cache._editions[world.campaign.pk].headers) == MOST_KEPT


def test_keeps_no_header_that_is_of_one_request(site, world, monkeypatch):
    address, ask = world.homepage.get_absolute_url(), site.django

    def with_a_cookie(environ, start_response):
        return ask(environ, lambda status, headers: start_response(status, [*headers, ("Set-Cookie", "a=b")]))

    site.django = with_a_cookie
    for _ in range(2):
        site.get(address)
    assert not page_cache._editions[world.campaign.pk].headers


def refused(site, address):
    _, headers, body = site.get(address)
    return "<form" not in whole(headers, body).decode()


@pytest.mark.parametrize("name", ["is_paused", "expires_at"])
def test_leaves_what_is_not_in_use_to_django(site, address, name):
    Entrance.objects.update(**{name: True if name == "is_paused" else now() - timedelta(days=1)})
    page_cache.clear_pages()
    assert refused(site, address)
    assert refused(site, address)


def test_an_end_comes_without_a_look(site, world, settings):
    own = make_entrance(campaign=world.campaign, committee=world.donghe, expires_at=now() + timedelta(days=1))
    for _ in range(2):
        assert not refused(site, own.get_absolute_url())
    settings.GUICHAO_TODAY += timedelta(days=2)
    assert refused(site, own.get_absolute_url())


def test_leaves_what_staff_fill_in_to_django(site, world):
    staff = make_entrance(campaign=world.campaign, committee=world.donghe, channel="staff_filled")
    for _ in range(3):
        assert not site.is_at_once(staff.get_absolute_url())


def test_leaves_a_campaign_that_is_over_to_django(site, world, address):
    following = make_campaign(year=2021)
    Campaign.objects.filter(pk=world.campaign.pk).update(state="closed", followed_by=following)
    page_cache.clear_pages()
    for _ in range(2):
        assert site.get(address)[0] == 302


def test_a_closing_is_seen_with_the_next_look(site, world, address):
    Campaign.objects.update(closes_at=now() - timedelta(hours=1))
    assert not refused(site, address)
    page_cache._editions[world.campaign.pk].checked_at -= page_cache.FRESH_SECONDS
    assert refused(site, address)
    assert refused(site, address)


def test_a_revision_is_seen_with_the_next_look(site, world, address):
    Campaign.objects.update(theme="新的主题")
    Campaign.objects.all().revise_questionnaires()
    page_cache._editions[world.campaign.pk].checked_at -= page_cache.FRESH_SECONDS
    for _ in range(3):
        assert "新的主题" in site.get(address)[2].decode()
    assert site.is_at_once(address)


def test_is_as_short_among_many_entrances(site, world, address):
    among_few = min(count_calls(lambda: site.get(address)) for _ in range(3))
    addresses = [
        make_entrance(campaign=world.campaign, committee=world.donghe, label=str(n)).get_absolute_url()
        for n in range(40)
    ]
    for other in addresses:
        site.get(other)
    assert all(site.is_at_once(other) for other in addresses)
    assert min(count_calls(lambda: site.get(address)) for _ in range(3)) == among_few


def test_is_a_third_of_the_way(site, address):
    """What it is there for. Both with the calls of the test itself."""
    short = min(count_calls(lambda: site.get(address)) for _ in range(3))
    assert short < min(count_calls(lambda: site.get(address, by=site.django)) for _ in range(3)) / 2
