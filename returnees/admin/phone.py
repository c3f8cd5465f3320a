"""Showing one phone number: a click that is recorded, also where it is refused."""

from django.db import transaction
from django.http import Http404, JsonResponse
from django.template.response import TemplateResponse

from organization.audit import append_audit_event
from organization.choices import Act, Result
from returnees.disclosure import phone_refusal
from returnees.models import FollowUpCase


def find_case(returnee, account):
    """The follow-up case of a record; None without one, or if it was handed over out of the account's sight."""
    return FollowUpCase.objects.visible_to(account).filter(returnee=returnee).first()


@transaction.atomic
def show_phone(request, returnee, context):
    """The number or the refusal: as a small page, or as JSON for the script that shows it in place."""
    if not returnee.phone:
        raise Http404
    refusal = phone_refusal(request.user, returnee)
    result = Result.REFUSED if refusal else Result.DONE
    append_audit_event(request, Act.PHONE_SHOWN, returnee, detail="未成年" if returnee.is_minor else "", result=result)
    shown = {"phone": "" if refusal else returnee.phone, "refusal": refusal}
    status = 403 if refusal else 200
    if not request.accepts("text/html"):
        return JsonResponse(shown, status=status)
    context |= {"title": "手机号", "returnee": returnee, "case": find_case(returnee, request.user)} | shown
    return TemplateResponse(request, "returnees/phone.html", context, status=status)
