"""Whatever the database refuses for, the answer is 503 with what was typed, or the page all the same; never 500."""

import re
from html import unescape

import pytest
from django.db import connection

from activities.models import Activity
from returnees.models import Returnee
from tests.factories import PASSWORD
from tests.refusals.acts import KEPT, READING, TYPED, Acts
from tests.refusals.causes import CAUSES, REASONS, UNREADABLE

# These show only once something is written.
AT_A_WRITE = {"full", "serialization", "deadlock", "killed"}
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def acts(world, log_in, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("returnees.page_cache.FRESH_SECONDS", 0)
    monkeypatch.setattr("config.readiness.FRESH_SECONDS", 0)
    staff = log_in("county_staff")
    acts = Acts(world, staff)
    # What a running site has done before.
    assert acts.youth_get().status_code == acts.staff_list().status_code == 200
    return acts


@pytest.fixture
def reasons(monkeypatch):
    """Of the refused requests, as the log has them."""
    written = []
    monkeypatch.setattr("operations.logs.ACCESS.handle", lambda record: written.append(record.parts))
    return lambda: {parts.get("reason") for parts in written if parts["status"] == 503}


def fault_of(response, act):
    """What is wrong with an answer; empty where nothing is."""
    if response.status_code in (200, 302):
        return ""
    if response.status_code != 503:
        return f"{act}: {response.status_code}"
    text = response.content.decode()
    if KEPT[act] not in text:
        return f"{act}: what was typed is gone"
    return "" if response.headers.get("Retry-After") else f"{act}: no Retry-After"


def fill_up(acts):
    """How many answers were stored until one was refused."""
    for stored in range(1000):
        if (response := acts.youth_post()).status_code == 503:
            assert fault_of(response, "youth_post") == ""
            return stored
    raise AssertionError("it never was full")


@pytest.mark.parametrize("kind", CAUSES)
def test_a_refusal_is_503_with_everything_typed(kind, acts, reasons, caplog):
    faults, statuses = [], {}
    with CAUSES[kind]():
        before = fill_up(acts) if kind == "full" else 0
        for act in KEPT:
            response = getattr(acts, act)()
            response.close()
            statuses[act] = response.status_code
            faults.append(fault_of(response, act))
    assert not list(filter(None, faults))
    refused = {act for act, status in statuses.items() if status == 503}
    if kind in UNREADABLE:
        assert refused == set(KEPT) - {"youth_get"}
    else:
        assert not refused & READING
        # On a full SQLite a page may still have room for one row or another.
        assert (
            refused
            if kind == "full" and connection.vendor == "sqlite"
            else refused >= {"youth_post", "staff_form", "photo", "log_in"}
        )
    assert reasons() == {REASONS[kind]}
    assert not [record for record in caplog.records if record.exc_info and record.name != "django.request"]
    connection.close()
    # What was not confirmed is not there, and what was confirmed is.
    assert Returnee.objects.count() == before + sum(statuses[act] == 200 for act in ("youth_post", "youth_post_anew"))


@pytest.mark.parametrize("kind", CAUSES)
def test_afterwards_all_is_as_before(kind, acts):
    with CAUSES[kind]():
        stored = acts.youth_post().status_code == 200
    for act in KEPT:
        response = getattr(acts, act)()
        response.close()
        assert response.status_code in (200, 302), act
    assert Returnee.objects.count() == stored + 2


@pytest.mark.parametrize(
    "kind", [kind for kind in CAUSES if kind not in ("full", "serialization", "deadlock", "killed")]
)
def test_readyz_knows_it(kind, acts, client):
    with CAUSES[kind]():
        answer = client.get("/readyz")
        said = answer.content.split(b"\n")[0]
        assert (answer.status_code, said) == ((200, b"ready") if kind == "locked" else (503, b"database"))
    assert client.get("/readyz").status_code == 200


def test_without_the_kept_form_it_would_be_gone(acts, monkeypatch):
    """The control: the same act, answered as before."""
    monkeypatch.setattr("organization.staff_site.error_pages.kept_form", lambda request: "")
    with CAUSES["read-only"]():
        assert fault_of(acts.staff_form(), "staff_form") == "staff_form: what was typed is gone"


def test_what_another_site_sent_is_not_shown(acts):
    acts.staff.handler.enforce_csrf_checks = True
    with CAUSES["away"]():
        response = acts.staff_form()
    assert response.status_code == 503
    assert "data-kept>" not in response.text


def test_a_password_is_not_given_back(acts):
    with CAUSES["away"]():
        response = acts.log_in()
    assert response.status_code == 503
    assert PASSWORD not in response.text


def test_what_was_given_back_can_be_sent(acts, world):
    """As a browser sends it: with all that stands in the form."""
    with CAUSES["away"]():
        form = acts.staff_form().text.partition("data-kept>")[2].partition("</form>")[0]
    fields = {name: unescape(value) for name, value in re.findall(r'name="([^"]*)" value="([^"]*)"', form)}
    assert acts.staff.post("/admin/activities/symposium/add/", fields).status_code == 302
    assert Activity.objects.get().topic == TYPED
