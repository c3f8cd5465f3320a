"""Asks the running site once, over the address that people use, as a browser behind the same gateways would."""

import secrets
import ssl
import time
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Thread
from urllib.parse import urlsplit

from operations.doctor.findings import printable
from operations.doctor.seen_request import FORGED_ADDRESS, HEADER, read_answer, sign_question

# Seconds for all of it: the name, the connection, its certificate, and an answer that comes byte by byte.
PATIENCE = 10
LONGEST_ANSWER = 64 * 1024


@dataclass(frozen=True)
class Visit:
    """`seen` is what the site saw of the question; empty where somebody else answered, or nobody."""

    url: str
    # Why there was no answer; `is_tls_fault` says that it is about the certificate.
    fault: str = ""
    is_tls_fault: bool = False
    status: int = 0
    location: str = ""
    seen: dict = field(default_factory=dict)
    # In the middle of the question and its answer, by the clock of this machine.
    asked_at: datetime | None = None
    certificate_ends_at: datetime | None = None


def visit_site(url: str) -> Visit:
    """No redirect is followed, and no proxy of the environment asked."""
    visit = Future()
    # Looking up a name knows no timeout, and that of a socket begins anew with every byte: who is given up there ends
    # with the process.
    Thread(target=fulfil, args=(visit, url), daemon=True).start()
    try:
        return visit.result(PATIENCE)
    except TimeoutError as error:
        return Visit(url, fault=describe_failure(error))


def fulfil(visit: Future, url: str) -> None:
    try:
        visit.set_result(ask(url))
    except Exception as error:
        visit.set_exception(error)


def ask(url: str) -> Visit:
    nonce = secrets.token_hex()
    connection = connect(url)
    began = time.time()
    try:
        connection.connect()
        ends_at = read_end_of_certificate(connection)
        headers = {HEADER: sign_question(nonce), "Origin": url, "X-Forwarded-For": FORGED_ADDRESS}
        connection.request("GET", "/readyz", headers=headers)
        response = connection.getresponse()
        body = response.read(LONGEST_ANSWER)
    except ssl.SSLError as error:
        return Visit(url, fault=describe_tls(error), is_tls_fault=True)
    except (OSError, HTTPException) as error:
        return Visit(url, fault=describe_failure(error))
    finally:
        connection.close()
    return Visit(
        url,
        status=response.status,
        location=printable(response.headers.get("Location", "")),
        seen=read_answer(body.decode("ascii", "replace"), nonce),
        asked_at=datetime.fromtimestamp((began + time.time()) / 2, UTC),
        certificate_ends_at=ends_at,
    )


def connect(url: str) -> HTTPConnection:
    parts = urlsplit(url)
    if parts.scheme == "https":
        context = ssl.create_default_context()
        return HTTPSConnection(parts.hostname, parts.port, timeout=PATIENCE, context=context)
    return HTTPConnection(parts.hostname, parts.port, timeout=PATIENCE)


def read_end_of_certificate(connection: HTTPConnection) -> datetime | None:
    if not isinstance(connection.sock, ssl.SSLSocket):
        return None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(connection.sock.getpeercert()["notAfter"]), UTC)


def describe_tls(error: ssl.SSLError) -> str:
    reason = getattr(error, "verify_message", "") or error.reason or type(error).__name__
    known = {
        "certificate has expired": "证书过期了",
        "self-signed certificate": "证书是自签的，浏览器不认",
        "Hostname mismatch": "证书不是这个域名的",
        "unable to get local issuer certificate": "证书链不完整，或签发者不被信任",
        "WRONG_VERSION_NUMBER": "那里回应的不是 https",
    }
    return next((meaning for words, meaning in known.items() if words in reason), f"证书没有通过：{printable(reason)}")


def describe_failure(error: OSError | HTTPException) -> str:
    if isinstance(error, TimeoutError):
        return f"{PATIENCE} 秒里没有答完"
    if isinstance(error, ConnectionRefusedError):
        return "那里没有程序在运行"
    if isinstance(error, HTTPException):
        return "那里回应的不是网站"
    return f"连不上（{error.strerror or type(error).__name__}）"
