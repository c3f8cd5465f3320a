"""Binding a phone, removing it, and recovery codes; what of them is at rest."""

import re

import pytest
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from organization.accounts.factor_forms import WRONG_CODE
from organization.choices import Act
from organization.models import Account, AuditEvent, Authenticator
from tests.factories import PASSWORD
from tests.organization.accounts.phones import (
    BIND,
    CODES,
    STATE,
    bind_in,
    bind_phone,
    is_in,
    log_in_with,
    make_codes,
    send_password,
    show_code,
)

pytestmark = pytest.mark.django_db


class TestBinding:
    @pytest.fixture
    def client(self, client, account):
        send_password(client, account)
        return client

    def test_the_first_code_binds_and_ten_recovery_codes_are_shown_once(self, client, account):
        response, _ = bind_in(client)
        page = response.content.decode()
        codes = re.findall(r"<li>(\w{4}-\w{4})</li>", page)
        assert len(set(codes)) == 10
        assert "no-store" in response["Cache-Control"]
        assert Authenticator.objects.get(user=account).name == "我的手机"
        assert codes[0] not in client.get(STATE).content.decode()
        assert is_in(log_in_with(account, codes[0]))

    def test_a_page_that_is_sent_again_shows_none(self, client, account):
        page = client.get(BIND)
        sent = {
            "signed_key": page.context["signed_key"],
            "name": "手机",
            "code": show_code(page.context["authenticator"]),
        }
        client.post(BIND, sent)
        again = client.post(BIND, sent, follow=True)
        assert "已经绑定好了" in again.content.decode()
        assert Authenticator.objects.filter(user=account).count() == 1

    def test_a_wrong_code_binds_nothing_and_keeps_the_qr_code_and_the_name(self, client, account):
        response, authenticator = bind_in(client, name="团委的手机", code="000000")
        assert WRONG_CODE in response.content.decode()
        assert response.context["authenticator"].key == authenticator.key
        assert 'value="团委的手机"' in response.content.decode()
        assert not TOTPDevice.objects.exists()

    def test_the_code_that_bound_opens_nothing(self, client, account):
        page = client.get(BIND)
        code = show_code(page.context["authenticator"])
        client.post(BIND, {"signed_key": page.context["signed_key"], "name": "手机", "code": code})
        assert not is_in(log_in_with(account, code))

    def test_what_is_bound_was_offered_by_this_site_to_this_account(self, client, account, world):
        page = client.get(BIND)
        theirs = Client()
        theirs.force_login(world.accounts["region_manager"])
        code = show_code(page.context["authenticator"])
        for who, key in [(theirs, page.context["signed_key"]), (client, "forged"), (client, "")]:
            assert "请重新扫一次" in who.post(BIND, {"signed_key": key, "name": "x", "code": code}).content.decode()
        assert not TOTPDevice.objects.exists()

    def test_ends_every_other_session(self, client, account):
        there = Client()
        send_password(there, account)
        bind_in(client)
        assert is_in(client)
        assert not is_in(there)
        assert AuditEvent.objects.filter(act=Act.FACTOR_BIND, actor=account).count() == 1

    def test_a_second_one_wants_the_password(self, client, account):
        bind_in(client)
        refused, _ = bind_in(client)
        assert refused.context["form"].errors["password"]
        assert Authenticator.objects.count() == 1
        bind_in(client, name="旧手机", password=PASSWORD)
        assert Authenticator.objects.filter(user=account).count() == 2

    def test_there_is_no_third_one(self, client, account):
        bind_phone(account), bind_phone(account)
        assert "先移除一部" in client.get(BIND, follow=True).content.decode()

    def test_the_qr_code_says_what_the_page_offers_for_typing(self, client, account):
        authenticator = client.get(BIND).context["authenticator"]
        assert f"secret={authenticator.typed_key.replace(' ', '')}" in authenticator.config_url
        assert account.username in authenticator.config_url


class TestRemoving:
    @pytest.fixture
    def client(self, client, account):
        send_password(client, account)
        bind_in(client)
        return client

    def address(self, account):
        return f"{STATE}{Authenticator.objects.filter(user=account).first().pk}/remove/"

    def test_wants_the_password(self, client, account):
        page = client.post(self.address(account), {"password": "wrong"})
        assert "密码不对" in page.content.decode()
        assert Authenticator.objects.exists()

    def test_passwords_are_not_guessed_there(self, client, account):
        for _ in range(5):
            client.post(self.address(account), {"password": "wrong"})
        page = client.post(self.address(account), {"password": PASSWORD})
        assert "分钟后再试" in page.content.decode()
        assert Authenticator.objects.exists()

    def test_the_last_one_takes_the_recovery_codes_along(self, client, account):
        assert client.post(self.address(account), {"password": PASSWORD}).status_code == 302
        assert not Authenticator.objects.exists()
        assert not StaticToken.objects.exists()
        assert send_password(Client(), account).status_code == 302
        assert AuditEvent.objects.filter(act=Act.FACTOR_REMOVE, actor=account).count() == 1

    def test_ends_every_other_session(self, client, account):
        there = Client()
        there.force_login(Account.objects.get(pk=account.pk))
        client.post(self.address(account), {"password": PASSWORD})
        assert is_in(client)
        assert not is_in(there)

    def test_another_account_s_is_not_found(self, client, account, world):
        theirs = bind_phone(world.accounts["auditor"])
        assert client.post(f"{STATE}{theirs.pk}/remove/", {"password": PASSWORD}).status_code == 404
        assert Authenticator.objects.filter(pk=theirs.pk).exists()

    def test_new_recovery_codes_void_the_old_ones(self, client, account):
        before = set(StaticToken.objects.values_list("token", flat=True))
        assert client.post(CODES, {"password": "wrong"}).context["form"].errors
        page = client.post(CODES, {"password": PASSWORD}).content.decode()
        after = set(StaticToken.objects.values_list("token", flat=True))
        assert len(re.findall(r"<li>\w{4}-\w{4}</li>", page)) == 10 == len(after)
        assert not before & after


class TestAtRest:
    def test_the_database_holds_neither_what_codes_are_made_from_nor_recovery_codes(self, account, settings):
        phone = bind_phone(account)
        codes = make_codes(account)
        stored = str(list(TOTPDevice.objects.values()) + list(StaticToken.objects.values()))
        assert phone.bin_key.hex() not in stored
        assert TOTP(bytes.fromhex(phone.key)).token() != TOTP(phone.bin_key).token()
        assert not any(code.replace("-", "") in stored for code in codes)
        before = phone.bin_key
        settings.SECRET_KEY = "another" * 6
        assert phone.bin_key == before
        settings.FACTOR_KEY = "another" * 6
        assert phone.bin_key != before

    def test_staff_pages_list_neither(self, log_in):
        client = log_in("system_administrator")
        for name in ("otp_totp/totpdevice", "otp_static/staticdevice"):
            assert client.get(f"/admin/{name}/").status_code == 404
