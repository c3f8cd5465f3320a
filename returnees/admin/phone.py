"""Showing one phone number: a click that is recorded, also where it is refused."""

from django.db import transaction
from django.http import Http404, JsonResponse
from django.template.response import TemplateResponse

from organization.audit import append_audit_event
from organization.choices import Act, Result
from returnees.models import FollowUpCase

NOT_ALLOWED = "您的角色不能查看完整手机号。"
MINOR = "未成年人（14–17 周岁）的手机号，只有盟市和自治区可以查看；需要联系时，请报盟市团委。"


def refusal_to(account, returnee) -> str:
    """Why the account may not see the number, in words; empty where it may."""
    if not account.has_perm("returnees.show_phone_returnee"):
        return NOT_ALLOWED
    # Rules on minors' data: 未成年人网络保护条例, art. 36.
    if returnee.is_minor and not account.has_perm("returnees.show_minor_phone_returnee"):
        return MINOR
    return ""


def case_of(returnee, account):
    """The follow-up case of a record, or None: also where it was handed over to where the account does not see it."""
    return FollowUpCase.objects.visible_to(account).filter(returnee=returnee).first()


@transaction.atomic
def show_phone(request, returnee, context):
    """The number or the refusal: as a small page, or as JSON for the script that shows it in place."""
    if not returnee.phone:
        raise Http404
    refusal = refusal_to(request.user, returnee)
    result = Result.REFUSED if refusal else Result.DONE
    append_audit_event(request, Act.PHONE_SHOWN, returnee, detail="未成年" if returnee.is_minor else "", result=result)
    answer = {"phone": "" if refusal else returnee.phone, "refusal": refusal}
    status = 403 if refusal else 200
    if not request.accepts("text/html"):
        return JsonResponse(answer, status=status)
    context |= {"title": "手机号", "returnee": returnee, "case": case_of(returnee, request.user)} | answer
    return TemplateResponse(request, "returnees/phone.html", context, status=status)
