"""Review of suspected bots: the signal, the answers, and the decision."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from organization.audit import append_audit_event
from organization.choices import Act
from organization.staff_site.paginator import CappedPaginator
from returnees.admin.outcomes import CONFLICT, redirect_to_returnee
from returnees.answers import campaign_questions
from returnees.choices import ReturneeState
from returnees.disclosure import displayed_answers

PER_PAGE = 20
TABS = {"": ReturneeState.QUARANTINED, "rejected": ReturneeState.REJECTED}
DECISIONS = {
    "release": (Act.QUARANTINE_RELEASE, lambda returnee: returnee.release(), "已核实为有效，计入统计"),
    "reject": (Act.QUARANTINE_REJECT, lambda returnee: returnee.reject(), "已判为机器填写，不计入统计"),
    "again": (Act.QUARANTINE_AGAIN, lambda returnee: returnee.quarantine_again(), "已退回待核实"),
}


def list_quarantined(request, returnees, campaign, context):
    tab = request.GET.get("tab", "")
    suspected = returnees.filter(campaign=campaign, state=TABS.get(tab, ReturneeState.QUARANTINED))
    suspected = suspected.select_related("entrance__committee", "home_committee__parent").prefetch_related("answers")
    page = CappedPaginator(suspected, PER_PAGE).get_page(request.GET.get("page"))
    questions = campaign_questions(campaign)
    cards = [
        (returnee, [answer for answer in displayed_answers(returnee, request.user, questions) if answer.text])
        for returnee in page
    ]
    context |= {"title": "待核实的问卷", "page": page, "cards": cards, "tab": tab if tab in TABS else ""}
    return TemplateResponse(request, "returnees/quarantine.html", context)


@transaction.atomic
def decide(request, returnee):
    if request.POST.get("decision") not in DECISIONS:
        raise Http404
    act, do, outcome = DECISIONS[request.POST["decision"]]
    if do(returnee):
        append_audit_event(request, act, returnee)
        messages.success(request, f"编号 {returnee.pk}：{outcome}。要撤销，请打开这份问卷。")
    else:
        messages.warning(request, f"编号 {returnee.pk}：{CONFLICT}")
    if request.POST.get("back") == "quarantine":
        return HttpResponseRedirect(reverse("admin:returnees_returnee_quarantine"))
    return redirect_to_returnee(returnee)
