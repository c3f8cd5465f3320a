"""走访单: one's open cases on A4 sheets to take along; numbers stand there once it is recorded that they were shown."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.template.response import TemplateResponse

from organization.audit import append_audit_event
from organization.campaign_choice import viewed_campaign
from organization.choices import Act, Result
from organization.clock import today
from returnees.disclosure import display, phone_refusal
from returnees.models import FollowUpCase

# On one sheet, each with lines to write on.
PER_SHEET = 8
MINE, ALL = "mine", "all"


@dataclass(frozen=True)
class VisitLine:
    case: FollowUpCase
    phone: str
    village: str


def visit_sheet(model_admin, request):
    if request.user.committee is None or not model_admin.has_change_permission(request):
        raise PermissionDenied
    campaign = viewed_campaign(request)
    cases = find_cases(request.user, campaign)
    mine = cases.filter(assigned_to=request.user)
    whose = request.GET.get("whose") or (MINE if mine.exists() else ALL)
    page = Paginator(mine if whose == MINE else cases, PER_SHEET).get_page(request.GET.get("sheet"))
    shows_numbers = request.method == "POST" and not campaign.is_retention_over
    context = model_admin.admin_site.each_context(request) | {
        "title": "走访单",
        "campaign": campaign,
        "opts": model_admin.opts,
        "page": page,
        "lines": build_lines(request, page.object_list, shows_numbers=shows_numbers),
        "whose": whose,
        "shows_numbers": shows_numbers,
        "printed_on": today(),
    }
    response = TemplateResponse(request, "returnees/visit_sheet.html", context)
    response["Cache-Control"] = "no-store"
    return response


def find_cases(account, campaign):
    """Those of its own committee that are not done, the first due first."""
    own = FollowUpCase.objects.in_campaign(campaign).visible_to(account).filter(committee=account.committee)
    return own.waiting().select_related("returnee__home_committee", "campaign").order_by("due_on", "pk")


@transaction.atomic
def build_lines(request, cases, *, shows_numbers: bool) -> list[VisitLine]:
    lines = []
    for case in cases:
        youth = case.returnee
        phone = show_number(request, youth) if shows_numbers and youth.phone else youth.masked_phone
        lines.append(VisitLine(case, phone, display(youth, request.user, "township", youth.township or "")))
    return lines


def show_number(request, returnee) -> str:
    """Recorded as a click on 显示 is, also where it is refused: then it stays masked."""
    refusal = phone_refusal(request.user, returnee)
    detail = "走访单，未成年" if returnee.is_minor else "走访单"
    append_audit_event(
        request, Act.PHONE_SHOWN, returnee, detail=detail, result=Result.REFUSED if refusal else Result.DONE
    )
    return returnee.masked_phone if refusal else returnee.phone
