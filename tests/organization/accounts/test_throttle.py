"""Guessing passwords from many addresses. Each limit has its control: without it, the same tries have another end."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client
from django.utils import timezone

from organization.accounts import throttle
from organization.accounts.known_browsers import COOKIE
from organization.accounts.login_failures import find_login_failures
from organization.accounts.throttle import CEILING, TrySource, count_try, network_of
from organization.audit import client_address
from organization.models import Account, AuditEvent, LoginTry
from tests.at_once import each_at_once
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
NEVER = 10**6


def log_in(client, username, password=PASSWORD, **sent):
    return client.post(LOGIN, {"username": username, "password": password}, **sent)


def is_open(response):
    return response.status_code == 302


def error(response):
    return str(response.context["form"].non_field_errors()[0])


def address(number):
    return f"10.{number // 65536}.{number // 256 % 256}.{number % 256}"


def guess(username, *, times, first=1):
    """Wrong passwords, each from another address and another browser."""
    client = Client()
    return [log_in(client, username, "wrong", REMOTE_ADDR=address(first + n)) for n in range(times)]


@pytest.fixture
def name(world):
    return world.accounts["county_staff"].username


@pytest.fixture
def owner(name):
    """A browser in which the account has logged in before."""
    client = Client(REMOTE_ADDR="192.0.2.50")
    assert is_open(log_in(client, name))
    client.post("/admin/logout/")
    return client


@pytest.fixture(params=[True, False], ids=["on", "off"])
def switched(request, monkeypatch):
    """Switches a limit off for the control of its test."""

    def switch(limit, off=NEVER):
        if not request.param:
            monkeypatch.setattr(throttle, limit, off)
        return request.param

    return switch


class TestCeilingOfAnAccount:
    def test_three_hundred_addresses_and_the_right_password_must_wait(self, name, owner):
        answers = guess(name, times=300)
        assert sum("用户名或密码不对" in error(answer) for answer in answers) == CEILING
        assert "1 分钟" in error(log_in(Client(REMOTE_ADDR="192.0.2.9"), name))
        assert is_open(log_in(owner, name))

    def test_its_control(self, name, switched):
        is_on = switched("CEILING")
        guess(name, times=CEILING + 1)
        assert is_open(log_in(Client(REMOTE_ADDR="192.0.2.9"), name)) is not is_on

    def test_the_wait_grows_to_an_hour(self, name):
        waits = []
        with time_machine.travel(NOON, tick=False) as clock:
            guess(name, times=CEILING)
            for n in range(8):
                end = count_try(name, TrySource(f"198.51.100.{n}"))
                waits.append((end - timezone.now()) // timedelta(minutes=1))
                clock.move_to(end + timedelta(seconds=1))
                assert count_try(name, TrySource(f"198.51.100.{n}")) is None
        assert waits == [1, 2, 4, 8, 16, 32, 60, 60]

    def test_after_the_wait_the_right_password_opens(self, name):
        guess(name, times=CEILING)
        with time_machine.travel(timezone.now() + timedelta(minutes=1, seconds=1)):
            assert is_open(log_in(Client(), name))

    def test_after_a_day_it_is_forgotten(self, name):
        guess(name, times=CEILING)
        with time_machine.travel(timezone.now() + timedelta(days=1, seconds=1)):
            assert count_try(name, TrySource("192.0.2.1")) is None
            assert count_try(name, TrySource("192.0.2.2")) is None

    def test_of_another_account_nothing_is_counted(self, name, world):
        guess(name, times=CEILING + 1)
        assert is_open(log_in(Client(), world.accounts["league_city_staff"].username))

    def test_a_slip_opens_at_once_and_only_the_right_one(self, name, world):
        account = world.accounts["county_staff"]
        guess(name, times=CEILING)
        password = account.issue_one_time_password()
        account.save()
        assert "分钟后" in error(log_in(Client(), name, "aaaa-bbbb-cccc"))
        assert is_open(log_in(Client(), name, password))


class TestKnownBrowser:
    def test_is_counted_by_itself(self, name, owner):
        for _ in range(5):
            log_in(owner, name, "wrong")
        assert "分钟后" in error(log_in(owner, name))
        assert is_open(log_in(Client(REMOTE_ADDR="192.0.2.50"), name))

    def test_of_a_neighbour_behind_the_same_address_is_not_locked_out(self, name, owner):
        for _ in range(6):
            log_in(Client(REMOTE_ADDR="192.0.2.50"), name, "wrong")
        assert is_open(log_in(owner, name))

    def test_is_nobody_s_for_another_account(self, name, owner, world):
        other = world.accounts["league_city_staff"].username
        guess(other, times=CEILING)
        assert "分钟后" in error(log_in(owner, other))

    def test_knows_several_accounts(self, name, owner, world):
        other = world.accounts["league_city_staff"].username
        assert is_open(log_in(owner, other))
        owner.post("/admin/logout/")
        guess(name, times=CEILING)
        guess(other, times=CEILING, first=500)
        assert is_open(log_in(owner, name))
        owner.post("/admin/logout/")
        assert is_open(log_in(owner, other))

    @pytest.mark.parametrize("forge", [str.swapcase, lambda value: "x", lambda value: value[:-1]])
    def test_a_forged_cookie_is_none(self, name, owner, forge):
        guess(name, times=CEILING)
        owner.cookies[COOKIE] = forge(owner.cookies[COOKIE].value)
        assert "分钟后" in error(log_in(owner, name))

    def test_is_forgotten_after_half_a_year(self, name, owner):
        with time_machine.travel(timezone.now() + timedelta(days=181)):
            guess(name, times=CEILING)
            assert "分钟后" in error(log_in(owner, name))

    def test_the_cookie_is_kept_from_scripts_and_other_pages_and_names_nobody(self, name, owner):
        cookie = owner.cookies[COOKIE]
        assert (cookie["httponly"], cookie["path"], cookie["samesite"]) == (True, LOGIN, "Lax")
        assert name not in cookie.value

    def test_a_stolen_one_waits_like_any_other_guesser(self, name):
        with time_machine.travel(NOON, tick=False) as clock:
            for _ in range(CEILING):
                assert count_try(name, TrySource("192.0.2.1", "stolen")) is None
                clock.shift(timedelta(minutes=4))
            clock.shift(timedelta(minutes=-4))
            assert count_try(name, TrySource("192.0.2.1", "stolen"))


class TestAddresses:
    def test_twelve_of_one_64_are_one(self, name, switched):
        is_on = switched("OWN_BITS", off=0)
        for n in range(12):
            log_in(Client(REMOTE_ADDR=f"2001:db8:1:2::{n + 1:x}"), name, "wrong")
        assert LoginTry.objects.count() == (5 if is_on else 12)
        assert is_open(log_in(Client(REMOTE_ADDR="2001:db8:1:2:ffff::1"), name)) is not is_on
        assert is_open(log_in(Client(REMOTE_ADDR="2001:db8:1:3::1"), name))

    @pytest.mark.parametrize(
        ("written", "network"),
        [
            ("192.0.2.1", "192.0.2.1"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
            (None, None),
        ],
    )
    def test_networks(self, written, network):
        assert network_of(written) == network

    @pytest.mark.parametrize(("written", "address"), [("::ffff:192.0.2.1", "192.0.2.1"), ("fe80::1%eth0", "fe80::1")])
    def test_other_spellings_of_an_address_are_stored_in_one(self, rf, written, address):
        assert client_address(rf.get("/", REMOTE_ADDR=written)) == address

    def test_a_network_is_named_as_one(self, name, world):
        count_try(name, TrySource("2001:db8:1:2::"))
        [failure] = find_login_failures(world.accounts["system_administrator"])
        assert failure.address == "2001:db8:1:2::/64"


class TestSuccess:
    def test_clears_only_its_own_address(self, name):
        guess(name, times=10)
        elsewhere = Client(REMOTE_ADDR="192.0.2.9")
        log_in(elsewhere, name, "wrong")
        assert is_open(log_in(elsewhere, name))
        assert LoginTry.objects.count() == 10
        answers = guess(name, times=11, first=100)
        assert "用户名或密码不对" in error(answers[9])
        assert "分钟后" in error(answers[10])

    def test_its_control(self, name, monkeypatch):
        """As it was: one's own login gave whoever was guessing a new start."""
        cleared_all = lambda username, source: LoginTry.objects.of_name(username).delete()  # noqa: E731
        monkeypatch.setattr("organization.accounts.forms.clear_own_tries", cleared_all)
        guess(name, times=10)
        assert is_open(log_in(Client(REMOTE_ADDR="192.0.2.9"), name))
        assert not LoginTry.objects.exists()


class TestAlarm:
    def alarms(self):
        return AuditEvent.objects.filter(act="sign_in_alarm")

    def spray(self, times):
        """One password against many names."""
        for n in range(times):
            count_try(f"nm{n}", TrySource(address(n)))

    def test_a_hundred_tries_on_the_site_raise_it(self, world, switched, caplog):
        is_on = switched("ALARMING_TRIES")
        self.spray(99)
        assert not self.alarms().exists()
        with caplog.at_level(logging.ERROR):
            self.spray(1)
        assert self.alarms().count() == is_on
        assert ("login alarm: 100 failed logins of 99 names from 99 addresses" in caplog.text) is is_on

    def test_an_account_at_its_ceiling_raises_it(self, world, name, switched):
        is_on = switched("CEILING")
        guess(name, times=CEILING)
        assert self.alarms().count() == is_on
        assert name not in str(list(self.alarms().values()))

    def test_once_an_hour(self, world, switched):
        is_on = switched("ALARM_WINDOW", off=timedelta(0))
        with time_machine.travel(NOON, tick=False) as clock:
            for _ in range(2 * CEILING):
                count_try("nobody", TrySource("192.0.2.1", ""))
                count_try("nobody", TrySource(address(LoginTry.objects.count())))
            assert self.alarms().count() == 1
            clock.shift(timedelta(minutes=59))
            count_try("nobody", TrySource("198.51.100.7"))
            assert (self.alarms().count() == 1) is is_on
            clock.shift(timedelta(minutes=62))
            count_try("nobody", TrySource("198.51.100.8"))
            assert (self.alarms().count() == 2) is is_on

    @pytest.mark.parametrize("role", ["auditor", "system_administrator"])
    def test_stands_on_the_desks_for_a_day(self, log_in, name, role):
        guess(name, times=CEILING)
        client = log_in(role)
        page = client.get("/admin/").content.decode()
        assert f"一小时内登录失败 {CEILING} 次，涉及 1 个用户名、{CEILING} 处来源地址" in page
        AuditEvent.objects.update(at=datetime(2020, 2, 8, tzinfo=UTC))
        assert "可能有人在猜密码" not in client.get("/admin/").content.decode()

    def test_the_desk_says_that_the_account_is_locked(self, world, name):
        guess(name, times=CEILING)
        failures = find_login_failures(world.accounts["system_administrator"])
        assert len(failures) == CEILING
        assert all(failure.locked_until > timezone.now() for failure in failures)


class CountingHasher(PBKDF2PasswordHasher):
    iterations = 2_000
    hashed = 0

    def encode(self, password, salt, iterations=None):
        CountingHasher.hashed += iterations or self.iterations
        return super().encode(password, salt, iterations)


class TestKnownAndUnknownNames:
    """What one learns from an answer of the login, and from how long it takes."""

    @pytest.fixture
    def names(self, world, settings, monkeypatch):
        monkeypatch.setattr("organization.models.account.RANDOM_PASSWORD_ITERATIONS", 500)
        settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
        known, slip, inactive = (
            world.accounts[role] for role in ("county_staff", "league_city_staff", "region_manager")
        )
        known.set_password(PASSWORD)
        known.save()
        slip.issue_one_time_password()
        slip.save()
        inactive.is_active = False
        inactive.set_password(PASSWORD)
        inactive.save()
        return [known.username, slip.username, inactive.username, "nobody"]

    def ask(self, name, number):
        before = CountingHasher.hashed
        response = log_in(Client(REMOTE_ADDR=address(number)), name, "wrong")
        return response.status_code, error(response), CountingHasher.hashed - before

    def test_cost_one_hash_and_read_the_same_before_and_after_the_ceiling(self, names):
        with time_machine.travel(NOON, tick=False):
            answers = [[self.ask(name, n) for n in range(CEILING + 1)] for name in names]
        assert all(answer == answers[0] for answer in answers)
        assert {cost for _, _, cost in answers[0]} == {CountingHasher.iterations}
        assert "分钟后" in answers[0][-1][1]

    def test_so_does_a_source_that_waits_whatever_the_password(self, names):
        with time_machine.travel(NOON, tick=False):
            answers = [[self.ask(name, 1) for _ in range(6)] for name in names]
            before = CountingHasher.hashed
            right = log_in(Client(REMOTE_ADDR=address(1)), names[0])
        assert all(answer == answers[0] for answer in answers)
        assert (200, error(right), CountingHasher.hashed - before) == answers[0][-1]


def test_the_login_page_says_the_limits(client, world):
    page = " ".join(client.get(LOGIN).content.decode().split())
    assert "连续输错 5 次，要等 15 分钟" in page
    assert "共输错 20 次" in page
    assert "最多 60 分钟" in page


def test_a_refused_try_keeps_what_was_typed(client, name):
    for _ in range(6):
        response = client.post(LOGIN, {"username": name, "password": "wrong", "next": "/admin/roles/"})
    page = response.content.decode()
    assert f'value="{name}"' in page
    assert 'name="next" value="/admin/roles/"' in page


def together(attempts):
    """Run them at once; what each returned."""
    results = []
    each_at_once(lambda attempt: results.append(attempt()), attempts)
    return results


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_tries_of_one_source_are_no_more_than_five(self):
        ends = together([lambda: count_try("county", TrySource("127.0.0.1"))] * 12)
        assert ends.count(None) == LoginTry.objects.count() == 5

    def test_tries_of_all_are_no_more_than_the_ceiling_with_one_alarm(self):
        sources = [TrySource(address(n)) for n in range(CEILING + 4)]
        ends = together([lambda source=source: count_try("county", source) for source in sources])
        assert ends.count(None) == LoginTry.objects.count() == CEILING
        assert AuditEvent.objects.filter(act="sign_in_alarm").count() == 1

    def test_two_logins_of_one_account_both_open_and_lose_no_count(self, world):
        name = world.accounts["county_staff"].username
        guess(name, times=3)
        clients = [Client(REMOTE_ADDR="192.0.2.9"), Client(REMOTE_ADDR="192.0.2.9")]
        answers = together([lambda client=client: log_in(client, name) for client in clients])
        assert [answer.status_code for answer in answers] == [302, 302]
        assert LoginTry.objects.count() == 3
        assert Account.objects.get(username=name).last_login
