"""The second step of a login: asked of whoever has bound a phone, never guessed, no code used twice."""

from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from organization.accounts import throttle
from organization.accounts.factor_forms import WRONG_CODE
from organization.choices import Act, Result
from organization.models import Account, AuditEvent, LoginTry
from tests.organization.accounts.phones import (
    CODE,
    LOGIN,
    STATE,
    bind_phone,
    errors,
    is_in,
    log_in_with,
    make_codes,
    send_code,
    send_password,
    show_code,
)

pytestmark = pytest.mark.django_db


def refuse(*arguments, **options):
    raise OperationalError("on purpose")


class TestLogin:
    def test_nothing_is_asked_of_who_has_bound_nothing(self, client, account):
        assert send_password(client, account)["Location"] == "/admin/"

    def test_the_password_alone_opens_nothing(self, client, account):
        bind_phone(account)
        response = send_password(client, account)
        assert response.status_code == 200
        assert "6 位数字" in response.content.decode()
        assert not is_in(client)
        assert not AuditEvent.objects.filter(act=Act.SIGN_IN).exists()

    def test_the_code_opens(self, client, account):
        phone = bind_phone(account)
        response = send_code(client, account, show_code(phone), next="/admin/roles/")
        assert response["Location"] == "/admin/roles/"
        assert is_in(client)
        assert AuditEvent.objects.get(act=Act.SIGN_IN).detail == "两步验证"

    def test_a_code_without_a_password_opens_nothing(self, client, account):
        phone = bind_phone(account)
        for pending in ("", "forged", str(account.pk)):
            client.post(CODE, {"pending": pending, "code": show_code(phone)})
            assert not is_in(client)

    def test_a_code_that_could_not_be_used_is_not_left_on_the_screen(self, client, account, monkeypatch):
        """It would still be good, and so would the proof of the password; what an ended session had sent goes on."""
        phone = bind_phone(account)
        pending = send_password(client, account).context["pending"]
        code = show_code(phone)
        client.raise_request_exception = False
        monkeypatch.setattr("organization.accounts.factor_forms.count_try", refuse)
        sent = {"pending": pending, "code": code, "unsaved": "carried"}
        refused = client.post(CODE, sent)
        assert refused.status_code == 503
        assert code not in refused.text
        assert pending not in refused.text
        assert "carried" in refused.text

    def test_waits_ten_minutes_for_the_code(self, client, account):
        phone = bind_phone(account)
        pending = send_password(client, account).context["pending"]
        with time_machine.travel(timezone.now() + timedelta(minutes=11)):
            page = client.post(CODE, {"pending": pending, "code": show_code(phone)})
            assert "超过了 10 分钟" in page.content.decode()
            assert not is_in(client)

    @pytest.mark.parametrize("change", [{"is_active": False}, {"role": "league_city_staff"}, {"password": "x"}])
    def test_what_changed_meanwhile_begins_anew(self, client, account, change):
        phone = bind_phone(account)
        pending = send_password(client, account).context["pending"]
        Account.objects.filter(pk=account.pk).update(**change)
        client.post(CODE, {"pending": pending, "code": show_code(phone)})
        assert not is_in(client)

    def test_any_of_two_phones_will_do(self, account):
        one, other = bind_phone(account), bind_phone(account)
        assert is_in(log_in_with(account, show_code(one)))
        assert is_in(log_in_with(account, show_code(other)))

    def test_another_account_s_phone_will_not(self, account, world):
        bind_phone(account)
        assert not is_in(log_in_with(account, show_code(bind_phone(world.accounts["auditor"]))))

    def test_a_known_browser_is_asked_too(self, client, account):
        assert send_password(client, account).status_code == 302
        client.post("/admin/logout/")
        bind_phone(account)
        assert "known_browser" in client.cookies
        assert send_password(client, account).status_code == 200
        assert not is_in(client)

    def test_is_not_asked_where_it_is_off(self, client, account, settings):
        settings.SECOND_FACTOR = "off"
        bind_phone(account)
        assert send_password(client, account).status_code == 302
        assert client.get(STATE).status_code == 404

    def test_carries_what_an_ended_session_had_typed(self, client, account):
        phone = bind_phone(account)
        refused = client.post("/admin/activities/letter/add/", {"remark": "雪"})
        page = send_password(client, account, unsaved=refused.context["unsaved"])
        wrong = client.post(CODE, {"pending": page.context["pending"], "code": "x", "unsaved": page.context["unsaved"]})
        sent = {"pending": wrong.context["pending"], "code": show_code(phone), "unsaved": wrong.context["unsaved"]}
        assert ("remark", "雪") in [tuple(pair) for pair in client.post(CODE, sent).context["sent"].fields]

    def test_the_page_leads_back_to_the_login(self, client, world):
        assert client.get(CODE, follow=True).redirect_chain[-1][0].startswith(LOGIN)


class TestCode:
    @pytest.mark.parametrize("steps", [-1, 0, 1])
    def test_a_clock_may_be_one_step_off(self, account, steps):
        code = show_code(bind_phone(account), later=timedelta(seconds=30 * steps))
        assert is_in(log_in_with(account, code))

    @pytest.mark.parametrize("steps", [-2, 2])
    def test_and_not_two(self, account, steps):
        code = show_code(bind_phone(account), later=timedelta(seconds=30 * steps))
        assert not is_in(log_in_with(account, code))

    def test_is_not_used_twice(self, account):
        code = show_code(bind_phone(account))
        assert is_in(log_in_with(account, code))
        assert not is_in(log_in_with(account, code))

    def test_nor_is_one_from_before_it(self, account):
        phone = bind_phone(account)
        earlier = show_code(phone, later=timedelta(seconds=-30))
        assert is_in(log_in_with(account, show_code(phone)))
        assert not is_in(log_in_with(account, earlier))

    def test_may_be_typed_as_phones_show_it(self, account):
        code = show_code(bind_phone(account))
        wide = f"{code[:3]} {code[3:]}".translate({48 + digit: 0xFF10 + digit for digit in range(10)})
        assert is_in(log_in_with(account, wide))

    def test_wrong_ones_are_answered_alike_whatever_they_are(self, client, account):
        phone = bind_phone(account)
        make_codes(account)
        used = show_code(phone)
        log_in_with(account, used, REMOTE_ADDR="10.0.0.7")
        answers = {
            errors(send_code(Client(REMOTE_ADDR=f"10.1.0.{place}"), account, code))
            for place, code in enumerate([used, "000000", "abcd-efgh", "０", "x" * 20])
        }
        assert answers == {WRONG_CODE}

    @pytest.mark.parametrize("code", ["", "9" * 21, "1" * 5000, "\x00"])
    def test_what_is_none_is_refused_beside_the_field(self, client, account, code):
        bind_phone(account)
        assert errors(send_code(client, account, code))
        assert not is_in(client)

    def test_a_recovery_code_opens_once(self, account):
        bind_phone(account)
        first, second, *_ = make_codes(account)
        assert is_in(log_in_with(account, first))
        assert AuditEvent.objects.get(act=Act.SIGN_IN).detail == "备用码，还剩 9 个"
        assert not is_in(log_in_with(account, first))
        assert is_in(log_in_with(account, second.replace("-", "").upper()))

    def test_another_account_s_recovery_code_does_not(self, account, world):
        bind_phone(account)
        make_codes(account)
        theirs = make_codes(world.accounts["auditor"])
        assert not is_in(log_in_with(account, theirs[0]))


class TestThrottle:
    def wrong(self, account, count, address="10.0.0.8"):
        return [errors(send_code(Client(REMOTE_ADDR=address), account, "000000")) for _ in range(count)]

    def test_five_wrong_codes_and_the_right_one_must_wait(self, account):
        phone = bind_phone(account)
        assert self.wrong(account, 5) == [WRONG_CODE] * 5
        refused = send_code(Client(REMOTE_ADDR="10.0.0.8"), account, show_code(phone))
        assert "15 分钟后再试" in errors(refused)
        with time_machine.travel(timezone.now() + timedelta(minutes=16)):
            assert is_in(log_in_with(account, show_code(phone), REMOTE_ADDR="10.0.0.8"))

    def test_without_the_limit_it_would_not(self, account, monkeypatch):
        monkeypatch.setattr(throttle, "TRIES", 100)
        phone = bind_phone(account)
        self.wrong(account, 5)
        assert is_in(log_in_with(account, show_code(phone), REMOTE_ADDR="10.0.0.8"))

    def test_the_right_password_between_them_forgets_none(self, client, account):
        bind_phone(account)
        self.wrong(account, 3)
        assert LoginTry.objects.filter(is_code=True).count() == 3
        assert not LoginTry.objects.filter(is_code=False).exists()

    def test_from_however_many_addresses_each_waits_beyond_the_ceiling(self, account):
        phone = bind_phone(account)
        for place in range(throttle.CEILING):
            self.wrong(account, 1, address=f"10.2.{place}.1")
        refused = send_code(Client(REMOTE_ADDR="10.3.0.1"), account, show_code(phone))
        assert "分钟后再试" in errors(refused)
        assert AuditEvent.objects.filter(act=Act.SIGN_IN_ALARM).exists()

    def test_a_known_browser_is_counted_by_itself(self, client, account):
        phone = bind_phone(account)
        send_code(client, account, show_code(phone, later=timedelta(seconds=-30)))
        client.post("/admin/logout/")
        for place in range(throttle.CEILING):
            self.wrong(account, 1, address=f"10.2.{place}.1")
        send_code(client, account, show_code(phone))
        assert is_in(client)

    def test_wrong_passwords_use_up_no_codes(self, client, account):
        phone = bind_phone(account)
        for _ in range(4):
            client.post(LOGIN, {"username": account.username, "password": "wrong"})
        for _ in range(4):
            assert errors(send_code(client, account, "000000")) == WRONG_CODE
        assert send_code(client, account, show_code(phone)).status_code == 302

    def test_a_right_code_forgets_the_wrong_ones(self, client, account):
        phone = bind_phone(account)
        send_code(client, account, "000000")
        send_code(client, account, show_code(phone))
        assert not LoginTry.objects.exists()

    def test_the_auditor_reads_that_the_password_was_right(self, account):
        bind_phone(account)
        self.wrong(account, 1)
        event = AuditEvent.objects.get(act=Act.SIGN_IN_FAILED)
        assert (event.detail, event.result) == ("密码正确，验证码不对", Result.REFUSED)
