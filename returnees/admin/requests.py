"""What staff do on a youth's verified request: correct the answers, or withdraw them."""

from dataclasses import replace

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse

from organization.audit import append_audit_event
from organization.choices import Act
from organization.clock import now
from organization.staff_site.list_memory import list_address
from returnees.admin.outcomes import CONFLICT, redirect_to_returnee
from returnees.answers import as_posted, question_labels
from returnees.choices import Ground
from returnees.corrections import (
    CorrectedMeanwhile,
    StoredAnswers,
    correction_context,
    correction_form,
    store_correction,
)
from returnees.disclosure import display
from returnees.questionnaire import load_questionnaire


class GroundForm(forms.Form):
    ground = forms.ChoiceField(
        label="怎样核实是本人的请求",
        choices=Ground,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择怎样核实的。"},
    )


def correct(request, returnee, context):
    questionnaire = load_questionnaire(returnee.entrance)
    if request.method != "POST":
        stored = as_posted(returnee)
        stored["phone"] = ""  # masked, also here
        return ask_correction(request, returnee, context, questionnaire, StoredAnswers(stored), GroundForm())
    posted = request.POST.copy()
    if not posted.get("phone", "").strip():
        posted["phone"] = returnee.phone
    form, ground = correction_form(returnee, questionnaire, posted), GroundForm(request.POST)
    if form.is_valid() and ground.is_valid():
        try:
            return save_correction(request, returnee, form, ground.cleaned_data["ground"])
        except CorrectedMeanwhile as changed:
            context |= {"conflicts": displayed_conflicts(returnee, request.user, changed.conflicts)}
    as_typed = StoredAnswers(request.POST, form.errors)
    return ask_correction(request, returnee, context, questionnaire, as_typed, ground)


def displayed_conflicts(returnee, account, conflicts):
    for key, conflict in conflicts.items():
        mine, theirs = (display(returnee, account, key, text) for text in (conflict.mine, conflict.theirs))
        yield replace(conflict, mine=mine, theirs=theirs)


def ask_correction(request, returnee, context, questionnaire, answers, ground):
    context |= correction_context(returnee, questionnaire, answers, request.POST)
    context |= {"title": "代为更正", "returnee": returnee, "ground": ground}
    return TemplateResponse(request, "returnees/correct.html", context)


@transaction.atomic
def save_correction(request, returnee, form, ground):
    corrections = store_correction(returnee, form, corrected_by=request.user, ground=ground)
    if not corrections:
        messages.info(request, "没有改动，内容和原来一样。")
        return redirect_to_returnee(returnee)
    labels = question_labels(returnee)
    changed = "、".join(labels.get(correction.question, "") for correction in corrections)
    detail = f"{Ground(ground).label}；{changed}"
    append_audit_event(request, Act.RETURNEE_CORRECT, returnee, detail=detail[:300])
    messages.success(request, f"已更正 {len(corrections)} 处，改动记在“更正记录”里。")
    if not type(returnee).objects.visible_to(request.user).filter(pk=returnee.pk).exists():
        messages.info(request, f"家乡改到了{returnee.home_committee.short_name}，这份问卷今后由那里负责。")
        return HttpResponseRedirect(list_address(request, "admin:returnees_returnee_changelist"))
    return redirect_to_returnee(returnee)


def withdraw(request, returnee, context):
    form = GroundForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context |= {"title": "代为撤回", "returnee": returnee, "form": form}
        return TemplateResponse(request, "returnees/withdraw.html", context)
    with transaction.atomic():
        if returnee.withdraw(withdrawn_at=now(), by=request.user):
            ground = Ground(form.cleaned_data["ground"]).label
            append_audit_event(request, Act.RETURNEE_WITHDRAW, returnee, detail=ground)
            messages.success(request, "已按本人请求撤回，个人信息已经清除。")
        else:
            messages.warning(request, CONFLICT)
    return redirect_to_returnee(returnee)
