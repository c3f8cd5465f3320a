"""Two-step verification: of whom a code is asked, whether one is right, and what binds, removes and resets it."""

import re
from contextlib import suppress

from django.conf import settings
from django.contrib.auth import logout
from django.core import signing
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp import login as note_factor
from django_otp.models import Device

from organization.accounts.sessions import renew_session
from organization.audit import append_audit_event
from organization.choices import Act
from organization.models import Account, Authenticator, Campaign, RecoveryCodes
from organization.models.second_factor import MOST_AUTHENTICATORS, plain
from organization.roles import ROLES

PENDING_SALT, PENDING_LIFETIME = "login without its code", 10 * 60  # seconds


def is_offered() -> bool:
    return settings.SECOND_FACTOR != "off"


def describe_policy() -> str:
    if settings.SECOND_FACTOR != "required":
        return "自愿绑定" if is_offered() else "关闭"
    labels = "、".join(role.label for role in ROLES.values() if role.needs_second_factor)
    return f"{labels}必须绑定，其他角色自愿；只有试用年度时都自愿"


def is_bound(account: Account) -> bool:
    return find_authenticators(account).exists()


def find_authenticators(account: Account):
    return Authenticator.objects.filter(user=account, confirmed=True).order_by("pk")


def is_code_asked(account: Account) -> bool:
    """At each login of an account that has bound an authenticator, whatever its role."""
    return is_offered() and is_bound(account)


def is_insisted_on() -> bool:
    """Not while the site is only being tried out: then it is offered."""
    return settings.SECOND_FACTOR == "required" and Campaign.objects.filter(is_trial=False).exists()


def is_required_of(account: Account) -> bool:
    return ROLES[account.role].needs_second_factor and is_insisted_on()


def list_binding_roles() -> list[str]:
    """The keys of the roles that have to bind it now."""
    return [key for key, role in ROLES.items() if role.needs_second_factor] if is_insisted_on() else []


def find_unbound():
    """The accounts that have to bind one now and have not."""
    bound = Authenticator.objects.filter(confirmed=True).values("user")
    return Account.objects.active().filter(role__in=list_binding_roles()).exclude(pk__in=bound)


def is_missing(request) -> bool:
    """Whether the account has to bind an authenticator first. A session that began with one is asked nothing."""
    return DEVICE_ID_SESSION_KEY not in request.session and is_required_of(request.user)


def refuse_unproven(request) -> bool:
    """Log out who logged in without a code though an authenticator is bound: codes were not asked for at that time."""
    if not is_bound(request.user):
        return False
    logout(request)
    return True


def sign_pending(account: Account) -> str:
    """Says on the page of the code that the password was right."""
    return signing.dumps([account.pk, _pending_mark(account)], salt=PENDING_SALT)


def read_pending(signed: str) -> Account | None:
    """None: too long ago, forged, or the password, role or factor changed since."""
    with suppress(signing.BadSignature):
        pk, mark = signing.loads(signed, salt=PENDING_SALT, max_age=PENDING_LIFETIME)
        account = Account.objects.active().filter(pk=pk).first()
        if account and constant_time_compare(mark, _pending_mark(account)):
            return account
    return None


def _pending_mark(account: Account) -> str:
    return salted_hmac(PENDING_SALT, account.get_session_auth_hash()).hexdigest()


@transaction.atomic
def use_code(account: Account, code: str) -> Device | None:
    """What `code` is right for; it is used up with that. None: wrong, or used before."""
    _lock(account)
    is_of_a_phone = re.fullmatch(r"[0-9]{6}", plain(code))
    devices = find_authenticators(account) if is_of_a_phone else RecoveryCodes.objects.filter(user=account)
    return next((device for device in devices if device.verify_token(plain(code))), None)


def _lock(account: Account) -> None:
    """One act at a time, so that no code is used twice and no third authenticator is bound."""
    account.refresh_from_db(fields=["session_generation"], from_queryset=Account.objects.select_for_update())


def may_bind(account: Account) -> bool:
    return find_authenticators(account).count() < MOST_AUTHENTICATORS


@transaction.atomic
def bind(request, authenticator: Authenticator, code: str) -> bool:
    """Bind it if it shows this code. Every other session of the account ends."""
    _lock(request.user)
    if not may_bind(request.user) or not authenticator.verify_token(plain(code)):
        return False
    note_factor(request, authenticator)
    _end_others(request)
    append_audit_event(request, Act.FACTOR_BIND, request.user)
    return True


@transaction.atomic
def renew_recovery_codes(request) -> list[str]:
    _lock(request.user)
    device, _ = RecoveryCodes.objects.get_or_create(user=request.user)
    codes = device.renew()
    append_audit_event(request, Act.FACTOR_CODES, request.user)
    return codes


def count_recovery_codes(account: Account) -> int:
    return sum(device.token_set.count() for device in RecoveryCodes.objects.filter(user=account))


@transaction.atomic
def remove(request, authenticator: Authenticator) -> None:
    """With the last one the recovery codes go, and a role that needs the factor binds another at once."""
    _lock(request.user)
    authenticator.delete()
    if not is_bound(request.user):
        RecoveryCodes.objects.filter(user=request.user).delete()
        request.session.pop(DEVICE_ID_SESSION_KEY, None)
    _end_others(request)
    append_audit_event(request, Act.FACTOR_REMOVE, request.user)


def _end_others(request) -> None:
    request.user.end_sessions()
    request.user.save(update_fields=["session_generation"])
    renew_session(request)


def take_off(account: Account) -> bool:
    """Without its owner: every authenticator and recovery code. The caller saves the account, and writes the event."""
    authenticators, codes = find_authenticators(account), RecoveryCodes.objects.filter(user=account)
    had_any = authenticators.exists() or codes.exists()
    authenticators.delete()
    codes.delete()
    account.end_sessions()
    return had_any


@transaction.atomic
def reset(request, account: Account) -> None:
    """By who manages the account, for an owner without phone and paper."""
    _lock(account)
    take_off(account)
    account.save(update_fields=["session_generation"])
    append_audit_event(request, Act.FACTOR_RESET, account, detail=account.get_role_display())
