"""The shortest way to a questionnaire answers what the view answers, and only what is plain."""

import gzip
import re
from datetime import timedelta

import pytest
from django.conf import settings as site
from django.test import Client

from organization.clock import now
from organization.models import Campaign
from returnees.entrances.openings import openings
from returnees.models import Entrance
from returnees.page_cache import FRESH_SECONDS, _editions, clear_pages
from returnees.views import at_once
from tests.factories import make_entrance
from tests.returnees.test_calls import count_calls

pytestmark = pytest.mark.django_db
WITHOUT = [name for name in site.MIDDLEWARE if not name.endswith("QuestionnaireAtOnce")]
OWN = re.compile(rb'name="(?:submission_uuid|form_token)" value="[^"]+"')


@pytest.fixture
def address(client, world):
    address = world.homepage.get_absolute_url()
    # From now on it is in memory.
    assert client.get(address).status_code == 200
    return address


@pytest.fixture
def answered(monkeypatch):
    """Whether each request was answered at once."""
    ways, answer = [], at_once.answer_at_once

    def follow(request):
        response = answer(request)
        ways.append(response is not None)
        return response

    monkeypatch.setattr(at_once, "answer_at_once", follow)
    return ways


@pytest.mark.parametrize("headers", [{}, {"accept_encoding": "gzip, deflate, br"}, {"accept_encoding": "br"}])
@pytest.mark.parametrize("mongolian", ["", "ᠨᠤᠲᠤᠭ"])
def test_answers_as_the_view_does(client, world, answered, settings, headers, mongolian):
    Campaign.objects.update(mongolian_text=mongolian)
    clear_pages()
    address = world.homepage.get_absolute_url()
    first, kept = client.get(address, headers=headers), client.get(address, headers=headers)
    settings.MIDDLEWARE = WITHOUT
    other = Client().get(address, headers=headers)
    assert answered == [False, True]
    assert dict(first.headers) == dict(kept.headers) == dict(other.headers)
    assert ("font-src" in kept["Content-Security-Policy"]) == bool(mongolian)
    whole = [gzip.decompress(one.content) if "Content-Encoding" in one else one.content for one in (kept, other)]
    assert OWN.sub(b"", whole[0]) == OWN.sub(b"", whole[1])
    assert {*OWN.findall(whole[0])}.isdisjoint(OWN.findall(whole[1]))


def test_counts_the_opening(client, address, answered):
    before = openings.counts.total()
    client.get(address)
    assert (answered, openings.counts.total()) == ([True], before + 1)


def test_stands_in_the_log_as_any_other(client, address, answered, monkeypatch):
    lines = []
    monkeypatch.setattr("operations.logs.ACCESS.handle", lambda record: lines.append(record.parts))
    client.get(address)
    assert answered == [True]
    assert [(line["path"], line["status"], line["account"]) for line in lines] == [(address, 200, None)]


def test_leaves_everything_else_to_the_view(client, world, address, answered):
    assert client.get(f"{address}?from=qq").status_code == 200
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 200
    assert client.delete(address).status_code == 405
    assert client.get(address.rstrip("/")).status_code == 302
    assert client.get("/q/zzzzzzzz/").status_code == 404
    assert client.generic("GET", address, b"x", content_type="text/plain; charset=gbk").status_code == 415
    assert client.get("/").status_code == 200
    assert not any(answered)


def test_refuses_foreign_names_of_the_site(client, address, answered):
    assert client.get(address, headers={"host": "elsewhere.example"}).status_code == 400


@pytest.mark.parametrize("change", ["is_paused", "expires_at"])
def test_leaves_what_is_not_in_use_to_the_view(client, world, address, answered, change):
    Entrance.objects.update(**{change: True if change == "is_paused" else now() - timedelta(days=1)})
    clear_pages()
    for _ in range(2):
        assert "停用" in client.get(address).content.decode()
    assert not any(answered)


def test_leaves_what_staff_fill_in_to_the_view(client, world, answered):
    staff = make_entrance(campaign=world.campaign, committee=world.donghe, channel="staff_filled")
    for _ in range(2):
        assert "工作人员代填" in client.get(staff.get_absolute_url()).content.decode()
    assert not any(answered)


def test_leaves_a_campaign_that_is_not_open_to_the_view(client, world, address, answered):
    Campaign.objects.update(closes_at=now() - timedelta(hours=1))
    clear_pages()
    for _ in range(2):
        assert "<form" not in client.get(address).content.decode()
    assert not any(answered)


def test_looks_every_few_seconds(client, world, address, answered):
    edition = _editions[world.campaign.pk]
    Campaign.objects.update(closes_at=now() - timedelta(hours=1))
    assert "<form" in client.get(address).content.decode()
    edition.checked_at -= FRESH_SECONDS
    assert "<form" not in client.get(address).content.decode()
    assert answered == [True, False]


def test_knows_nobody_and_sets_no_cookie(client, address, answered):
    client.cookies["sessionid"] = "x"
    assert not client.get(address).cookies
    assert answered == [True]


def test_stays_below_what_guards_every_page():
    names = [name.rpartition(".")[2] for name in site.MIDDLEWARE]
    above = names[: names.index("QuestionnaireAtOnce")]
    guards = ["AccessLog", "ContentSecurityPolicy", "SecurityHeaders", "ErrorAnswers", "HttpsThroughGateways"]
    assert above == [*guards, "SecurityMiddleware"]


def test_is_shorter(client, address, settings):
    """What it is there for."""
    short = min(count_calls(lambda: client.get(address)) for _ in range(3))
    settings.MIDDLEWARE = WITHOUT
    other = Client()
    other.get(address)
    assert short < min(count_calls(lambda: other.get(address)) for _ in range(3)) - 200
