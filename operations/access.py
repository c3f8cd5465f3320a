"""Access for whoever nobody on the staff pages can let in any more, from the server's own shell."""

from django.db import transaction

from organization.accounts.second_factor import take_off
from organization.choices import Act
from organization.models import Account, AuditEvent, LoginTry


@transaction.atomic
def reset_access(account: Account) -> str:
    """Return a one-time password, which is shown once. Two-step verification is off then, and every session over."""
    account.refresh_from_db(from_queryset=Account.objects.select_for_update())
    had_factor = take_off(account)
    password = account.issue_one_time_password()
    account.save(update_fields=["password", "must_change_password", "session_generation"])
    LoginTry.objects.of_name(account.username).delete()
    detail = "一次性密码，解除两步验证" if had_factor else "一次性密码"
    AuditEvent.objects.append(act=Act.ACCESS_RESET, subject=account, detail=detail)
    return password
