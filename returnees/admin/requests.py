"""What staff do on a youth's verified request: correct the answers, or withdraw them."""

from dataclasses import replace
from datetime import timedelta

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse

from organization.audit import append_audit_event
from organization.choices import Act
from organization.clock import now, today
from organization.region import words
from organization.staff_site.list_memory import list_address
from returnees.admin.follow_up_forms import DayField
from returnees.admin.outcomes import CONFLICT, redirect_to_returnee
from returnees.age import ADULT
from returnees.answers import as_posted, question_labels
from returnees.choices import Ground, RequestKind
from returnees.corrections import (
    CorrectedMeanwhile,
    StoredAnswers,
    correction_context,
    correction_form,
    store_correction,
)
from returnees.disclosure import display, has_number, phone_refusal
from returnees.models import EndedRequest
from returnees.questionnaire import load_questionnaire
from returnees.receipt_codes import known_receipt_code

OLDEST_REQUEST = timedelta(days=366)
COMING_OF_AGE = f"未满 18 周岁的改成已满 18 周岁，请报{words.league_city_committee}核实后更正。"

RETENTION_OVER = "这个年度的个人信息保存期已满，不再收集，所以不能更正；本人要求删除的，仍可代为撤回。"


class GroundForm(forms.Form):
    ground = forms.ChoiceField(
        label="怎样核实是本人的请求",
        choices=Ground,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择怎样核实的。"},
    )


class RequestForm(GroundForm):
    """Also since when the youth waits: how soon requests are dealt with is counted."""

    def __init__(self, data=None):
        super().__init__(data)
        help_text = "本人来电、来信的那一天；不填就是今天。"
        limits = {"earliest": today() - OLDEST_REQUEST, "latest": today()}
        self.fields["received_on"] = DayField(label="哪天提出的", required=False, help_text=help_text, **limits)

    def record(self, returnee, kind):
        received_on = self.cleaned_data["received_on"] or today()
        committee = returnee.home_committee.in_charge
        EndedRequest.objects.record(campaign=returnee.campaign, committee=committee, kind=kind, received_on=received_on)


def correct(request, returnee, context):
    questionnaire = load_questionnaire(returnee.entrance)
    withheld = withheld_answers(returnee, request.user)
    if request.method != "POST":
        stored = as_posted(returnee)
        for name in withheld:
            stored[name] = ""  # masked, also here
        return ask_correction(request, returnee, context, questionnaire, StoredAnswers(stored), RequestForm())
    posted = request.POST.copy()
    kept = {name: text for name, text in withheld.items() if not posted.get(name, "").strip()}
    for name, text in kept.items():
        posted[name] = text
    form, ground = correction_form(returnee, questionnaire, posted), RequestForm(request.POST)
    check_coming_of_age(form, returnee, request.user)
    if form.is_valid() and ground.is_valid():
        unseen = frozenset(withheld.keys() - kept) if phone_refusal(request.user, returnee) else frozenset()
        try:
            return save_correction(request, returnee, form, ground, unseen)
        except CorrectedMeanwhile as changed:
            context |= {"conflicts": list(displayed_conflicts(returnee, request.user, changed.conflicts))}
    as_typed = StoredAnswers(request.POST, form.errors)
    return ask_correction(request, returnee, context, questionnaire, as_typed, ground)


def withheld_answers(returnee, account) -> dict[str, str]:
    """What the page leaves empty, and an empty field keeps, by the field: the number, and every text that has it."""
    stored = as_posted(returnee)
    is_open = not phone_refusal(account, returnee)
    return {
        name: text for name, text in stored.items() if name == "phone" or (not is_open and has_number(text, returnee))
    }


def check_coming_of_age(form, returnee, account):
    """Whoever may not see a minor's number may not make the youth of age to see it."""
    is_hidden_minor = returnee.is_minor and phone_refusal(account, returnee)
    if is_hidden_minor and form.is_valid() and form.cleaned_data["age"] >= ADULT:
        form.add_error("birth_year", COMING_OF_AGE)


def displayed_conflicts(returnee, account, conflicts):
    for key, conflict in conflicts.items():
        mine, theirs = (display(returnee, account, key, text) for text in (conflict.mine, conflict.theirs))
        yield replace(conflict, mine=mine, theirs=theirs)


def ask_correction(request, returnee, context, questionnaire, answers, ground):
    context |= correction_context(returnee, questionnaire, answers, request.POST)
    context |= {"title": "代为更正", "returnee": returnee, "ground": ground}
    return TemplateResponse(request, "returnees/correct.html", context)


@transaction.atomic
def save_correction(request, returnee, form, request_form, unseen):
    ground = request_form.cleaned_data["ground"]
    corrections = store_correction(returnee, form, unseen=unseen, corrected_by=request.user, ground=ground)
    if not corrections:
        messages.info(request, "没有改动，内容和原来一样。")
        return redirect_to_returnee(returnee)
    request_form.record(returnee, RequestKind.CORRECTION)
    labels = question_labels(returnee)
    changed = "、".join(labels.get(correction.question, "") for correction in corrections)
    detail = f"{Ground(ground).label}；{changed}"
    append_audit_event(request, Act.RETURNEE_CORRECT, returnee, detail=detail[:300])
    messages.success(request, f"已更正 {len(corrections)} 处，改动记在“更正记录”里。")
    if not type(returnee).objects.visible_to(request.user).filter(pk=returnee.pk).exists():
        messages.info(request, f"家乡改到了{returnee.home_committee.short_name}，这份问卷今后由那里负责。")
        return HttpResponseRedirect(list_address(request, "admin:returnees_returnee_changelist"))
    return redirect_to_returnee(returnee)


def show_code(request, returnee, context):
    """The code once more, for somebody who was verified to be the youth. It stands in this response alone."""
    form = GroundForm(request.POST if request.method == "POST" else None)
    context |= {"title": "告知回执码", "returnee": returnee, "form": form, "code_parts": []}
    code = known_receipt_code(returnee)
    context["is_unknown"] = not code
    if code and form.is_valid():
        append_audit_event(request, Act.RETURNEE_RECEIPT, returnee, detail=Ground(form.cleaned_data["ground"]).label)
        context["code_parts"] = [code[start : start + 4] for start in range(0, len(code), 4)]
    response = TemplateResponse(request, "returnees/receipt_code.html", context)
    response["Cache-Control"] = "no-store"
    return response


def withdraw(request, returnee, context):
    form = RequestForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context |= {"title": "代为撤回", "returnee": returnee, "form": form}
        return TemplateResponse(request, "returnees/withdraw.html", context)
    with transaction.atomic():
        if returnee.withdraw(withdrawn_at=now(), by=request.user):
            ground = Ground(form.cleaned_data["ground"]).label
            append_audit_event(request, Act.RETURNEE_WITHDRAW, returnee, detail=ground)
            form.record(returnee, RequestKind.WITHDRAWAL)
            messages.success(request, "已按本人请求撤回，个人信息已经清除。")
        else:
            messages.warning(request, CONFLICT)
    return redirect_to_returnee(returnee)
