"""The longest that a login lasts, what ends it before, and the owner's own list of logins."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from organization.accounts.browsers import describe_browser, shorten_address
from organization.choices import Act
from organization.models import Account, AuditEvent
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
PAGE = "/admin/sessions/"
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120 Safari/537.36 Edg/120"
)
WECHAT = "Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/86 Mobile Safari/537.36 MicroMessenger/8.0"


def log_in_at(account, address="10.1.2.3", user_agent=EDGE):
    client = Client(REMOTE_ADDR=address, headers={"user-agent": user_agent})
    client.post("/admin/login/", {"username": account.username, "password": PASSWORD})
    return client


def is_in(client):
    return client.get("/admin/").status_code == 200


def visit_every(minutes, client, *, until):
    """Keep a session busy, and return whether it was let in at the end."""
    start = timezone.now()
    for passed in range(0, until, minutes):
        with time_machine.travel(start + timedelta(minutes=passed)):
            client.get("/admin/roles/")
    with time_machine.travel(start + timedelta(minutes=until)):
        return is_in(client)


class TestLongestAge:
    def test_ends_a_busy_session(self, account, settings):
        settings.SESSION_LONGEST_AGE = 3600
        assert visit_every(20, log_in_at(account), until=59)
        assert not visit_every(20, log_in_at(account), until=61)

    def test_a_longer_one_does_not(self, account, settings):
        settings.SESSION_LONGEST_AGE = 7200
        assert visit_every(20, log_in_at(account), until=61)

    def test_begins_anew_with_a_login(self, account, settings):
        settings.SESSION_LONGEST_AGE = 3600
        client = log_in_at(account)
        with time_machine.travel(timezone.now() + timedelta(minutes=25)):
            client.get("/admin/")
            client.post("/admin/login/", {"username": account.username, "password": PASSWORD})
        with time_machine.travel(timezone.now() + timedelta(minutes=50)):
            client.get("/admin/")
        with time_machine.travel(timezone.now() + timedelta(minutes=70)):
            assert is_in(client)

    def test_the_login_page_says_why(self, account, settings):
        settings.SESSION_COOKIE_AGE, settings.SESSION_LONGEST_AGE = 600, 3600
        client = log_in_at(account)
        Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
        page = client.get("/admin/", follow=True).content.decode()
        assert "10 分钟没有操作，或登录满 1 小时" in page


class TestChangesThatEndSessions:
    def test_a_new_password_ends_the_others(self, account):
        here, there = log_in_at(account), log_in_at(account)
        change = {"old_password": PASSWORD, "new_password1": "Xue-2020-mapao", "new_password2": "Xue-2020-mapao"}
        assert here.post("/admin/password_change/", change).status_code == 302
        assert is_in(here)
        assert not is_in(there)

    def test_another_role_ends_all(self, account, world):
        client = log_in_at(account)
        Account.objects.filter(pk=account.pk).update(role="league_city_staff")
        assert not is_in(client)

    def test_another_name_ends_none(self, account):
        client = log_in_at(account)
        Account.objects.filter(pk=account.pk).update(full_name="乌云")
        assert is_in(client)


class TestPage:
    def test_lists_the_own_sessions_and_marks_this_one(self, account, world):
        log_in_at(world.accounts["auditor"], address="10.9.9.9")
        here = log_in_at(account)
        log_in_at(account, address="2001:db8:7:1::5", user_agent=WECHAT)
        page = here.get(PAGE).content.decode()
        assert page.count("现在这一处") == 1
        assert "Edge，Windows 电脑" in page
        assert "微信，安卓手机" in page
        assert "10.1.2.*" in page
        assert "2001:db8:7:*" in page
        assert "10.1.2.3" not in page
        assert "10.9.9" not in page

    def test_ends_the_others_and_not_this_one(self, account):
        here, there = log_in_at(account), log_in_at(account)
        assert here.post(PAGE).status_code == 302
        assert is_in(here)
        assert not is_in(there)
        assert AuditEvent.objects.filter(act=Act.SESSIONS_END, actor=account).count() == 1
        assert "没有登录在别的地方" in here.get(PAGE).content.decode()

    def test_offers_no_button_where_there_is_no_other(self, account):
        assert 'type="submit" class="default"' not in log_in_at(account).get(PAGE).content.decode()

    def test_a_session_of_before_is_listed_without_what_is_not_known(self, client, account):
        client.force_login(account)
        assert "不知道的浏览器" in client.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("user_agent", "description"),
    [(EDGE, "Edge，Windows 电脑"), (WECHAT, "微信，安卓手机"), ("curl/8", ""), ("x" * 5000, "")],
)
def test_a_browser_is_described_by_what_it_says(user_agent, description):
    assert describe_browser(user_agent) == description


@pytest.mark.parametrize(("address", "shortened"), [(None, ""), ("203.0.113.9", "203.0.113.*"), ("::1", "0:0:0:*")])
def test_an_address_is_kept_short(address, shortened):
    assert shorten_address(address) == shortened
