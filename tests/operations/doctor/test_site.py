"""The doctor asks the running site over its address: gateways, Host, Origin, certificate, clock, each broken once."""

import ssl
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from config import health
from operations.doctor import site, visit
from operations.doctor.findings import Severity
from operations.doctor.seen_request import HEADER
from operations.doctor.visit import Visit, visit_site
from organization.choices import Operation
from organization.models import OperationRun

# Of localhost, and of nobody else; valid for a hundred years.
CERTIFICATE = Path(__file__).with_name("localhost.pem")


class Gateway(BaseHTTPRequestHandler):
    """Passes a request on to the site, with what it does to its headers."""

    def do_GET(self):
        headers = {name: value for name, value in self.headers.items() if name != "Connection"}
        answer = Client(headers=self.server.change(headers)).get(self.path)
        self.send_response(answer.status_code)
        for name in ("Location", "Content-Type"):
            if name in answer:
                self.send_header(name, answer[name])
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    def log_message(self, *parts):
        """Nothing on the terminal."""


@contextmanager
def gateway(change, *, handler=Gateway, is_tls=False):
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.change = change
    if is_tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"{'https' if is_tls else 'http'}://localhost:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def append_address(headers, *, times=1, **further):
    forwarded = ", ".join([headers.get("X-Forwarded-For", ""), *["10.0.0.1"] * times])
    return headers | {"X-Forwarded-For": forwarded} | further


def trust(monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))


@pytest.fixture
def ask(settings, monkeypatch):
    """Visit the site through a gateway that does this to the headers, and examine what came of it."""
    monkeypatch.setattr(health, "find_readiness_failure", lambda: ("", ""))

    def ask(examine, change=dict, *, gateways=0, is_tls=False):
        settings.GATEWAY_COUNT = gateways
        settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if gateways else None
        with gateway(change, is_tls=is_tls) as url:
            settings.PUBLIC_URL, settings.IS_HTTPS = url, is_tls
            settings.CSRF_TRUSTED_ORIGINS = [url]
            return examine(visit_site(url))

    return ask


def test_our_own_site_answers(ask):
    assert ask(site.check_answer).level == Severity.FINE


def test_one_with_another_secret_key(ask, monkeypatch):
    monkeypatch.setattr(health, "find_readiness_failure", lambda: ("storage", ""))
    finding = ask(site.check_answer, lambda headers: headers | {HEADER: "seen:forged:signature"})
    assert finding.level == Severity.ERROR
    assert "不是用这份 SECRET_KEY 的站点" in finding.sentence


def test_nobody_else_learns_what_the_site_sees(client, monkeypatch):
    monkeypatch.setattr(health, "find_readiness_failure", lambda: ("storage", ""))
    for token in ("", "seen", "seen:1:x"):
        answer = client.get("/readyz", headers={HEADER: token})
        assert (answer.status_code, answer.content) == (503, b"storage\n")


def test_servers_with_different_keys(ask, settings):
    def examine(visited):
        settings.FACTOR_KEY = "z" * 64
        return site.check_answer(visited)

    finding = ask(examine)
    assert finding.level == Severity.ERROR
    assert "factor_key" in finding.sentence


def test_a_site_that_is_not_ready_says_why(ask, monkeypatch):
    monkeypatch.setattr(health, "find_readiness_failure", lambda: ("storage", ""))
    finding = ask(site.check_answer)
    assert (finding.level, finding.sentence) == (Severity.ERROR, "站点还不能工作：storage")


def test_nothing_runs_there():
    with gateway(dict) as url:
        pass
    finding = site.check_answer(visit_site(url))
    assert finding.level == Severity.ERROR
    assert "那里没有程序在运行" in finding.sentence
    assert site.check_host(visit_site(url)).level == Severity.WARNING


def test_somebody_who_never_answers(monkeypatch):
    monkeypatch.setattr(visit, "PATIENCE", 0.05)
    held = threading.Event()

    class Silent(BaseHTTPRequestHandler):
        def do_GET(self):
            held.wait()

    try:
        with gateway(dict, handler=Silent) as url:
            visited = visit_site(url)
            held.set()
    finally:
        held.set()
    assert "没有回应" in visited.fault


def test_a_redirect_is_named_and_not_followed():
    asked = []

    class Elsewhere(Gateway):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(301)
            self.send_header("Location", "https://elsewhere.example/")
            self.end_headers()

    with gateway(dict, handler=Elsewhere) as url:
        finding = site.check_answer(visit_site(url))
    assert finding.level == Severity.ERROR
    assert "转到了 https://elsewhere.example/" in finding.sentence
    assert asked == ["/readyz"]


class TestHost:
    def test_one_that_the_site_refuses(self, ask):
        assert ask(site.check_host).level == Severity.FINE
        finding = ask(site.check_host, lambda headers: headers | {"Host": "backend"})
        assert finding.level == Severity.ERROR
        assert "ALLOWED_HOSTS" in finding.cure


class TestOrigin:
    @pytest.mark.parametrize(("value", "words"), [("http://backend", "被改成了 http://backend"), ("", "被去掉了")])
    def test_one_that_is_changed_on_the_way(self, ask, value, words):
        assert ask(site.check_origin).level == Severity.FINE
        finding = ask(site.check_origin, lambda headers: headers | {"Origin": value})
        assert finding.level == Severity.ERROR
        assert words in finding.sentence


class TestGateways:
    def test_a_site_without_and_a_site_behind_some(self, ask):
        assert ask(site.check_gateways).level == Severity.FINE
        for count in (1, 2):

            def append(headers, count=count):
                return append_address(headers, times=count)

            assert ask(site.check_gateways, append, gateways=count).level == Severity.FINE

    def test_one_that_replaces_what_the_client_wrote(self, ask):
        finding = ask(site.check_gateways, lambda headers: headers | {"X-Forwarded-For": "10.0.0.1"}, gateways=1)
        assert finding.level == Severity.FINE

    def test_one_that_believes_what_the_client_wrote(self, ask):
        finding = ask(site.check_gateways, gateways=1)
        assert finding.level == Severity.ERROR
        assert "可以冒充" in finding.sentence

    def test_more_than_the_setting_says(self, ask):
        finding = ask(site.check_gateways, append_address)
        assert finding.level == Severity.ERROR
        assert "BEHIND_PROXY=1" in finding.cure

    def test_https_that_is_not_told(self, ask, monkeypatch):
        trust(monkeypatch)
        finding = ask(site.check_gateways, append_address, gateways=1, is_tls=True)
        assert finding.level == Severity.ERROR
        assert "X-Forwarded-Proto 没有说" in finding.sentence
        finding = ask(site.check_gateways, append_address, gateways=0, is_tls=True)
        assert "BEHIND_PROXY 却是 0" in finding.sentence

        def tell(headers):
            return append_address(headers, **{"X-Forwarded-Proto": "https"})

        assert ask(site.check_gateways, tell, gateways=1, is_tls=True).level == Severity.FINE
        assert ask(site.check_gateways, tell, gateways=1).level == Severity.WARNING


class TestCertificate:
    def test_one_that_browsers_refuse(self, ask, monkeypatch):
        finding = ask(site.check_certificate, is_tls=True)
        assert finding.level == Severity.ERROR
        assert "自签" in finding.sentence
        trust(monkeypatch)
        assert ask(site.check_certificate, is_tls=True).level == Severity.FINE

    @time_machine.travel(datetime(2026, 1, 1, tzinfo=UTC), tick=False)
    @pytest.mark.parametrize(("days", "level"), [(90, Severity.FINE), (20, Severity.WARNING), (6, Severity.ERROR)])
    def test_one_that_ends_soon(self, days, level):
        visited = Visit("https://guichao.example", certificate_ends_at=timezone.now() + timedelta(days=days))
        assert site.check_certificate(visited).level == level


@pytest.mark.django_db
class TestClock:
    @pytest.mark.parametrize(("seconds", "level"), [(1, Severity.FINE), (10, Severity.WARNING), (-90, Severity.ERROR)])
    def test_that_of_the_site_is_another(self, monkeypatch, seconds, level):
        monkeypatch.setattr(site, "measure_database_clock", lambda: None)
        moment = timezone.now()
        seen = {"time": (moment + timedelta(seconds=seconds)).isoformat()}
        finding = site.check_clock(Visit("http://x", seen=seen, asked_at=moment))
        assert finding.level == level

    def test_that_of_the_database_is_the_same(self):
        assert site.check_clock(Visit("http://x")).level == Severity.FINE

    def test_it_went_back(self):
        later = timezone.now() + timedelta(hours=1)
        OperationRun.objects.create(
            name=Operation.BACKUP, started_at=later, finished_at=later, result="", succeeded=True
        )
        finding = site.check_clock(Visit("http://x"))
        assert finding.level == Severity.ERROR
        assert "时钟" in finding.sentence
