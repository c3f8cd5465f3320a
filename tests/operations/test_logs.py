"""A line of each request, with what an operator needs and nothing of a person."""

import errno
import json
import logging
import re

import pytest
from django.conf import settings as site
from django.db import IntegrityError, OperationalError
from django.test import Client
from django.urls import resolve, reverse

from operations import logs
from operations.logs import JsonLine, Line
from organization.accounts.sessions import SessionStore

pytestmark = pytest.mark.django_db
TOKEN = "entry-1-2:1abcde:xyzXYZ"

REFUSED_ROW = """duplicate key
DETAIL:  Key (phone, name)=(139, Wang 王五) already exists.
LINE 1: INSERT Wang
        ^
赵六 13912345678 15010219900101123X"""


class Lines(logging.Handler):
    def __init__(self):
        super().__init__()
        self.filters = list(logging.getLogger("django").handlers[0].filters)
        self.formatter, self.written = Line(site.TIME_ZONE), []

    def emit(self, record):
        self.written.append(self.format(record))


@pytest.fixture
def lines(monkeypatch, caplog):
    handler = Lines()
    for name in ("django", "access", None):
        monkeypatch.setattr(logging.getLogger(name), "handlers", [handler])
    return handler


def only(lines):
    (line,) = lines.written
    return line


def test_a_line_has_time_level_number_method_path_status_and_milliseconds(client, world, lines):
    address = world.homepage.get_absolute_url()
    client.get(f"{address}?phone=13900000001")
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+08:00 INFO access [0-9a-f]{10} "
        rf"GET {address} 200 \d+ms account=-",
        only(lines),
    )


def test_an_account_is_its_number(log_in, world, lines):
    log_in("county_staff").get("/admin/")
    assert "GET /admin/ 200 " in only(lines)
    assert only(lines).endswith(f"account={world.accounts['county_staff'].pk}")
    assert world.accounts["county_staff"].username not in only(lines)


def test_logout_is_of_who_logged_out(log_in, world, lines):
    log_in("county_staff").post("/admin/logout/")
    assert only(lines).endswith(f"account={world.accounts['county_staff'].pk}")


def test_as_json_the_parts_stand_beside_each_other(client, lines):
    lines.formatter = JsonLine(site.TIME_ZONE)
    client.get("/nothing/here/")
    line = json.loads(only(lines))
    assert line.pop("time").endswith("+08:00")
    assert re.fullmatch("[0-9a-f]{10}", line.pop("request_id"))
    assert line.pop("ms") >= 0
    assert line == {
        "level": "WARNING",
        "logger": "access",
        "method": "GET",
        "path": "/nothing/here/",
        "status": 404,
        "account": None,
    }


@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/static/desk.css"])
def test_monitors_and_files_leave_no_line_while_they_succeed(client, lines, settings, address):
    settings.WHITENOISE_USE_FINDERS = True
    response = client.get(address)
    response.close()
    assert response.status_code == 200
    assert lines.written == []


def test_a_site_that_is_not_ready_has_its_reason(client, lines, monkeypatch):
    monkeypatch.setattr("config.readiness.os.access", lambda path, mode: False)
    client.get("/readyz")
    assert re.search(r" ERROR access \w+ GET /readyz 503 \d+ms account=- \(storage: no permission\)$", only(lines))


class TestOnlyRefusals:
    @pytest.fixture(autouse=True)
    def _without_access_log(self, settings):
        settings.ACCESS_LOG = False

    def test_what_succeeds_leaves_no_line(self, client, lines):
        client.get("/healthz")
        client.get("/privacy/")
        assert [line for line in lines.written if " 200 " in line] == []

    def test_a_refusal_leaves_one(self, client, lines):
        client.get("/nothing/")
        assert "WARNING access" in only(lines)


class TestARefusal:
    def test_is_one_line(self, client, lines):
        client.get("/nothing/")
        assert "GET /nothing/ 404 " in only(lines)
        assert "\n" not in only(lines)

    def test_is_two_without_the_filter(self, client, lines):
        lines.filters = lines.filters[:1]
        client.get("/nothing/")
        assert len(lines.written) == 2

    def test_names_a_foreign_host(self, client, lines):
        client.get("/", headers={"host": "elsewhere.example"})
        assert only(lines).endswith("(DisallowedHost)")
        assert "WARNING" in only(lines)

    def test_names_a_missing_token(self, world, lines):
        Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "somebody"})
        assert "(csrf: CSRF cookie not set.)" in only(lines)
        assert "somebody" not in only(lines)

    def test_has_the_number_that_the_page_has(self, client, lines):
        assert f" {client.get('/nothing/').headers['X-Request-ID']} " in only(lines)


class TestAnOutage:
    def test_of_a_public_page_is_one_line_with_its_reason(self, client, lines, monkeypatch):
        def fail(*arguments):
            raise OperationalError("database or disk is full")

        monkeypatch.setattr("returnees.views.campaign.served_campaign", fail)
        assert client.get("/letter/").status_code == 503
        assert "ERROR access" in only(lines)
        assert only(lines).endswith("(disk full)")

    def test_of_a_staff_page_is_one_line_with_its_reason(self, log_in, lines, monkeypatch):
        client = log_in("county_staff")
        client.raise_request_exception = False

        def fail(*arguments):
            raise OperationalError("attempt to write a readonly database")

        monkeypatch.setattr(SessionStore, "_get_session_from_db", fail)
        assert client.get("/admin/").status_code == 503
        assert only(lines).endswith("(database read-only)")

    def test_of_the_disk_is_one_too(self, client, lines, monkeypatch):
        client.raise_request_exception = False

        def fail(*arguments):
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr("returnees.views.campaign.served_campaign", fail)
        assert client.get("/letter/").status_code == 503
        assert only(lines).endswith("(disk full)")


class TestAnErrorOfOurs:
    @pytest.fixture
    def written(self, client, lines, monkeypatch):
        def fail(*arguments):
            raise IntegrityError(REFUSED_ROW)

        monkeypatch.setattr("returnees.views.campaign.served_campaign", fail)
        client.raise_request_exception = False
        assert client.get("/letter/").status_code == 500
        return lines.written

    def test_has_its_traceback_and_its_line(self, written):
        error, line = written
        assert "Internal Server Error: /letter/" in error
        assert "Traceback" in error
        assert "GET /letter/ 500 " in line

    def test_quotes_neither_row_nor_number(self, written):
        assert "duplicate key" in written[0]
        for quoted in ("Wang", "王五", "赵六", "13912345678", "15010219900101123"):
            assert quoted not in written[0]


class TestPaths:
    @pytest.mark.parametrize("name", ["entry_upload", "service_upload", "package_upload"])
    def test_a_token_that_opens_something_is_hidden(self, client, lines, name):
        client.get(reverse(name, args=[TOKEN]))
        assert TOKEN not in only(lines)
        assert " /upload/" in only(lines)
        assert "/…/ 404 " in only(lines)

    def test_also_where_the_address_is_cut(self, client, lines):
        client.get(f"/upload/entry/{TOKEN}")
        assert "GET /upload/entry/… 301 " in only(lines)

    def test_a_new_token_is_hidden_unless_it_is_on_posters(self, rf, monkeypatch):
        request = rf.get("/letter/abcd/")
        request.resolver_match = resolve("/letter/abcd/")
        assert logs.logged_path(request) == "/letter/abcd/"
        monkeypatch.setattr(logs, "PUBLIC_TOKENS", set())
        assert logs.logged_path(request) == "/letter/…/"

    @pytest.mark.parametrize(
        ("address", "shown"),
        [
            ("/admin/returnees/returnee/王五/change/", "/admin/returnees/returnee/…/change/"),
            ("/admin/returnees/returnee/12/change/", "/admin/returnees/returnee/12/change/"),
            ("/q/13912345678/", "/q/…/"),
            ("/Q/王五", "/Q/…"),
            ("/13912345678/", "/…/"),
            ("/wp-login.php", "/wp-login.php"),
            ("/a/b/c/d", "/a/b/…"),
            ("/admin/王五", "/admin/…"),
            ("/q\nINFO forged", "/…"),
            ("/admin/x/\nforged/", "/admin/x/…"),
        ],
    )
    def test_what_was_typed_is_hidden(self, client, log_in, lines, address, shown):
        log_in("county_staff")
        lines.written.clear()
        client.get(address.replace("\n", "%0A"))
        assert f"GET {shown} " in only(lines)


def test_a_message_stays_on_its_line(lines):
    logging.getLogger("reports").error("first\nsecond %s", "第三")
    assert only(lines).endswith(r"first\nsecond 第三")
