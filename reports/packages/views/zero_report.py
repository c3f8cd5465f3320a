"""零报告 in one click, from the desk and from the page of a package alike."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction

from activities.models import ZeroReport
from organization.audit import append_audit_event
from organization.choices import Act


def declare_own_zero_report(request, *, campaign, kind):
    """For the account's own committee; what became of it is a message on the next page."""
    if not kind.is_active:
        messages.error(request, f"“{kind}”已停用，不用再报。")
        return
    own = {"campaign": campaign, "committee": request.user.committee, "kind": kind}
    try:
        with transaction.atomic():
            report, is_new = ZeroReport.objects.declare(**own, by=request.user)
            if is_new:
                append_audit_event(request, Act.ZERO_REPORT, report, detail=kind.label)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, f"已报{kind}零报告：本单位这一项为 0。")
