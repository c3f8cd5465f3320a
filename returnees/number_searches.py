"""Searches by a whole number: so many an hour and account, at whatever door, and each leaves an audit event.

The last four digits, which every list shows, and names are searched for without a limit.
"""

from datetime import timedelta

from django.db import transaction

from organization.audit import append_audit_event
from organization.choices import Act, Result
from organization.clock import now
from organization.models import Account, AuditEvent
from returnees.record_search import RecordSearch, SearchKind

SEARCHES_PER_HOUR = 10
HOUR = timedelta(hours=1)
TOO_MANY = (
    f"按完整手机号查找，每个账号一小时最多 {SEARCHES_PER_HOUR} 次，已经用完。"
    "请改用姓名或手机号后四位查找，或者一小时以后再试。"
)


@transaction.atomic
def refuse_number_search(request, search: RecordSearch | None) -> str:
    """Count a search that is about to be made; the sentence that refuses it, empty where it may be made.

    The event has no number, and the first refusal of an hour has one too.
    """
    if search is None or search.kind != SearchKind.PHONE:
        return ""
    # Two requests at once of one account: the second counts what the first has searched.
    Account.objects.select_for_update(of=("self",)).get(pk=request.user.pk)
    own = AuditEvent.objects.filter(act=Act.PHONE_SEARCHED, actor=request.user, at__gt=now() - HOUR)
    if own.filter(result=Result.DONE).count() < SEARCHES_PER_HOUR:
        append_audit_event(request, Act.PHONE_SEARCHED, None)
        return ""
    if not own.filter(result=Result.REFUSED).exists():
        append_audit_event(request, Act.PHONE_SEARCHED, None, result=Result.REFUSED)
    return TOO_MANY
