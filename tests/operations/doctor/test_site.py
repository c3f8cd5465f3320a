"""The doctor asks the running site over its address: gateways, Host, Origin, certificate, clock, each broken once."""

import json
import ssl
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from config import health, readiness
from operations.doctor import site, visit
from operations.doctor.findings import LONGEST_FOREIGN, Severity, printable
from operations.doctor.seen_request import HEADER, read_answer, sign_question
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
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
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
def say_readiness(monkeypatch):
    def say_readiness(failure):
        for module in (health, readiness):
            monkeypatch.setattr(module, "find_readiness_failure", lambda: (failure, ""))

    return say_readiness


@pytest.fixture
def ask(settings, say_readiness):
    """Visit the site through a gateway that does this to the headers, and examine what came of it."""
    say_readiness("")

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


def test_one_with_another_secret_key(ask, say_readiness):
    say_readiness("storage")
    finding = ask(site.check_answer, lambda headers: headers | {HEADER: "seen:forged:signature"})
    assert finding.level == Severity.ERROR
    assert "不是用这份 SECRET_KEY 的站点" in finding.sentence


def answer_with(answer):
    """Somebody at the address of the site, who answers as they like."""

    class Impostor(BaseHTTPRequestHandler):
        def do_GET(self):
            self.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n")
            self.wfile.write(answer(self.headers.get(HEADER)))

        def log_message(self, *parts):
            """Nothing on the terminal."""

    return gateway(dict, handler=Impostor)


class TestImpostor:
    def is_not_believed(self, answer):
        with answer_with(answer) as url:
            visited = visit_site(url)
        finding = site.check_answer(visited)
        assert finding.level == Severity.ERROR
        assert "不是用这份 SECRET_KEY 的站点" in finding.sentence
        further = [site.check_host(visited), site.check_origin(visited), site.check_gateways(visited)]
        assert [one.level for one in further] == [Severity.WARNING] * 3

    def test_who_answers_what_the_site_would(self):
        seen = {"gateway_count": 0, "keys": {}, "failure": "", "release": "9", "host": "", "origin": ""}
        self.is_not_believed(lambda question: json.dumps(seen).encode())

    def test_who_answers_what_the_site_answered_before(self, client, say_readiness):
        say_readiness("")
        before = client.get("/readyz", headers={HEADER: sign_question("before")}).content
        assert read_answer(before.decode(), "before")
        self.is_not_believed(lambda question: before)

    @pytest.mark.parametrize("answer", ["", "ready\n", "[]", '{"gateway_count": 0}', "\0\xff", "a:b:c", "x" * 100_000])
    def test_who_answers_anything_else(self, answer):
        self.is_not_believed(lambda question: answer.encode("latin-1"))

    def test_who_sends_the_question_back(self):
        self.is_not_believed(str.encode)

    def test_the_control_is_believed(self, client, say_readiness):
        say_readiness("")
        with answer_with(lambda question: client.get("/readyz", headers={HEADER: question}).content) as url:
            assert site.check_answer(visit_site(url)).level == Severity.FINE


def test_what_others_send_reaches_no_terminal():
    hostile = "a\x1b[2J\x9b\u202eb\nc"
    assert printable(hostile) == "a�[2J��b�c"
    assert printable("x" * LONGEST_FOREIGN + "y") == "x" * LONGEST_FOREIGN + "…"


@pytest.mark.parametrize("header", ["Origin", "Host"])
def test_no_header_that_a_gateway_changed_reaches_a_terminal(ask, settings, header):
    settings.ALLOWED_HOSTS = ["*"]
    examine = {"Origin": site.check_origin, "Host": site.check_host}[header]
    finding = ask(examine, lambda headers: headers | {header: "backend\x1b[2J"})
    assert finding.text.isprintable()


def test_nobody_else_learns_what_the_site_sees(client, say_readiness):
    say_readiness("storage")
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


def test_a_site_that_is_not_ready_says_why(ask, say_readiness):
    say_readiness("storage")
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
    assert "没有答完" in visited.fault


def test_somebody_who_answers_byte_by_byte(monkeypatch):
    """Each within the patience for one."""
    monkeypatch.setattr(visit, "PATIENCE", 0.3)

    class Dripping(Gateway):
        def do_GET(self):
            self.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n")
            for _ in range(20):
                time.sleep(0.05)
                self.wfile.write(b".")

    with gateway(dict, handler=Dripping) as url:
        assert "没有答完" in visit_site(url).fault


def test_a_redirect_is_named_and_not_followed():
    asked = []

    class Elsewhere(Gateway):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(301)
            self.send_header("Location", "https://elsewhere.example/\x1b[2J")
            self.end_headers()

    with gateway(dict, handler=Elsewhere) as url:
        finding = site.check_answer(visit_site(url))
    assert finding.level == Severity.ERROR
    assert "转到了 https://elsewhere.example/�[2J" in finding.sentence
    assert asked == ["/readyz"]


class TestHost:
    def test_one_that_the_site_refuses(self, ask):
        assert ask(site.check_host).level == Severity.FINE
        finding = ask(site.check_host, lambda headers: headers | {"Host": "backend"})
        assert finding.level == Severity.ERROR
        assert "ALLOWED_HOSTS" in finding.cure

    def test_whoever_refuses_it_is_not_taken_for_the_site(self, ask):
        finding = ask(site.check_answer, lambda headers: headers | {"Host": "backend"})
        assert finding.level == Severity.WARNING


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
