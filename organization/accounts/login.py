"""The last step of every login."""

from django.contrib.auth import login
from django.db import transaction
from django_otp import login as note_factor

from organization.accounts.second_factor import count_recovery_codes
from organization.accounts.sessions import note_login
from organization.audit import append_audit_event
from organization.choices import Act
from organization.models import Account, RecoveryCodes


@transaction.atomic
def sign_in(request, account: Account, factor=None) -> None:
    """`factor` is the device whose code was right; None where no code was asked for."""
    login(request, account)
    note_login(request)
    detail = ""
    if factor is not None:
        note_factor(request, factor)
        is_on_paper = isinstance(factor, RecoveryCodes)
        detail = f"备用码，还剩 {count_recovery_codes(account)} 个" if is_on_paper else "两步验证"
    append_audit_event(request, Act.SIGN_IN, account, actor=account, detail=detail)
    # Together: nobody is recorded who was not let in.
    request.session.save()
