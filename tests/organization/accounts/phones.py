"""What stands for a phone with an authenticator, and for its owner at the login."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP

from organization.models import Authenticator, RecoveryCodes
from tests.factories import PASSWORD

LOGIN, CODE = "/admin/login/", "/admin/login/code/"
STATE, BIND, CODES = "/admin/second-factor/", "/admin/second-factor/bind/", "/admin/second-factor/codes/"


def show_code(authenticator, *, later=timedelta(0)):
    """What the phone shows."""
    totp = TOTP(authenticator.bin_key)
    totp.time = (timezone.now() + later).timestamp()
    return f"{totp.token():06}"


def bind_phone(account, **fields):
    """A phone that was bound a while ago, so that the present code is not used up."""
    return Authenticator.objects.create(user=account, name="手机", **fields)


def make_codes(account):
    return RecoveryCodes.objects.create(user=account).renew()


def send_password(client, account, **fields):
    return client.post(LOGIN, {"username": account.username, "password": PASSWORD} | fields)


def send_code(client, account, code, **fields):
    """The whole of a login, from another address than others' where `client` has one."""
    page = send_password(client, account)
    return client.post(CODE, {"pending": page.context["pending"], "code": code} | fields)


def log_in_with(account, code, **fields):
    client = Client(**fields)
    send_code(client, account, code)
    return client


def is_in(client):
    return client.get("/admin/").status_code == 200


def errors(response):
    return response.context["form"].errors.get("code", [""])[0]


def bind_in(client, name="我的手机", **fields):
    """As on the page: what is bound is what its QR code was made from."""
    page = client.get(BIND)
    authenticator = page.context["authenticator"]
    sent = {"signed_key": page.context["signed_key"], "name": name, "code": show_code(authenticator)} | fields
    return client.post(BIND, sent), authenticator
