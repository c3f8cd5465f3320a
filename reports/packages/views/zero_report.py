"""零报告 in one click, from the desk and from the page of a package alike."""

from django.contrib import messages
from django.core.exceptions import ValidationError

from activities.models import ZeroReport


def declare_own_zero_report(request, *, campaign, kind):
    """For the account's own committee; what became of it is a message on the next page."""
    if not kind.is_active:
        messages.error(request, f"“{kind}”已停用，不用再报。")
        return
    own = {"campaign": campaign, "committee": request.user.committee, "kind": kind}
    try:
        ZeroReport.objects.declare(**own, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, f"已报{kind}零报告：本单位这一项为 0。")
