"""The browsers that have logged in with an account before: a signed cookie names the accounts, by digests."""

from datetime import timedelta

from django.core import signing
from django.urls import reverse
from django.utils.crypto import get_random_string

from organization.cookies import read_cookie, set_cookie
from organization.models.login_try import name_digest

COOKIE = "known_browser"
SALT = "known browser"
LIFETIME = timedelta(days=180)
# In one office several people log in at one computer.
MOST_ACCOUNTS = 10
DIGEST_LENGTH = BROWSER_LENGTH = 32


def account_mark(username: str) -> str:
    return name_digest(username)[:DIGEST_LENGTH]


def read_browser(request) -> tuple[str, list[str]]:
    """The browser's own key and the marks of its accounts; a new key where there is no cookie, or a forged one."""
    cookie = read_cookie(request, COOKIE)
    try:
        browser, marks = signing.loads(cookie, salt=SALT, max_age=LIFETIME.total_seconds())
    except signing.BadSignature:
        return get_random_string(BROWSER_LENGTH), []
    return browser, marks


def find_known_browser(request, username: str) -> str:
    """The browser's key if it has logged in with this name before, else empty."""
    browser, marks = read_browser(request)
    return browser if account_mark(username) in marks else ""


def remember_browser(request, response, username: str) -> None:
    browser, marks = read_browser(request)
    mark = account_mark(username)
    marks = [mark, *(other for other in marks if other != mark)][:MOST_ACCOUNTS]
    signed = signing.dumps([browser, marks], salt=SALT)
    set_cookie(response, COOKIE, signed, max_age=LIFETIME, path=reverse("admin:login"))
