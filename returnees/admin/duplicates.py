"""Records with one phone number side by side: merged into one, or marked as distinct."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from organization.audit import append_audit_event
from organization.choices import Act
from organization.scoping import is_key
from returnees.admin.outcomes import CONFLICT, redirect_to_returnee
from returnees.answers import campaign_questions
from returnees.disclosure import displayed_answers, phone_refusal
from returnees.models import DistinctPair

MAX_SIDE_BY_SIDE = 6
CHOOSE_AGAIN = "请勾选要处理的问卷，并选定保留哪一份。"


@dataclass(frozen=True)
class ComparedAnswer:
    label: str
    # One per record; None where its youth was not asked.
    texts: list[str | None]

    @property
    def is_different(self):
        return len(set(self.texts)) > 1


def compare(request, returnee, returnees, context):
    others = open_others(returnee, returnees, request.user)
    count = others.count()
    others = others.select_related("campaign", "entrance__committee", "home_committee__parent")
    compared = [returnee, *others.prefetch_related("answers")[: MAX_SIDE_BY_SIDE - 1]]
    error = ""
    if request.method == "POST":
        try:
            return decide_on(request, returnee, compared)
        except ValidationError as refusal:
            error = refusal.message
    chosen = request.POST.getlist("chosen") if error else [str(candidate.pk) for candidate in compared]
    context |= {
        "title": "疑似重复：并排比较",
        "returnee": returnee,
        "compared": compared,
        "answers": compared_answers(compared, request.user),
        "left_out_count": max(0, count + 1 - len(compared)),
        "is_number_open": not phone_refusal(request.user, returnee),
        "merged": returnees.filter(merged_into__in=compared).order_by("pk"),
        "pairs": DistinctPair.objects.among(compared).order_by("first", "second"),
        "chosen": [pk for pk in chosen if is_key(pk)],
        "kept": request.POST.get("kept") or str(min(compared, key=lambda candidate: candidate.state).pk),
        "error": error,
    }
    return TemplateResponse(request, "returnees/compare.html", context)


def open_others(returnee, returnees, account):
    """Those with its number; none where the account may not see that whole."""
    if phone_refusal(account, returnee):
        return returnees.none()
    return returnees.with_open_number(account).sharing_number_with(returnee)


def compared_answers(compared, account) -> list[ComparedAnswer]:
    questions = campaign_questions(compared[0].campaign)
    columns = [
        {answer.key: answer for answer in displayed_answers(candidate, account, questions)} for candidate in compared
    ]
    labels = {key: answer.label for column in columns for key, answer in column.items()}
    order = [question.key for section in questions.sections for question in section.questions]
    return [
        ComparedAnswer(labels[key], [column[key].text if key in column else None for column in columns])
        for key in sorted(labels, key=order.index)
    ]


def decide_on(request, returnee, compared):
    decision = request.POST.get("decision")
    chosen = [candidate for candidate in compared if str(candidate.pk) in request.POST.getlist("chosen")]
    if decision == "reopen":
        return reopen(request, returnee, compared)
    if len(chosen) < 2:
        raise ValidationError("请至少勾选两份。")
    if decision == "distinct":
        return mark_distinct(request, returnee, chosen)
    target = next((candidate for candidate in chosen if str(candidate.pk) == request.POST.get("kept")), None)
    if decision != "merge" or target is None:
        raise ValidationError(CHOOSE_AGAIN)
    return merge(request, target, [candidate for candidate in chosen if candidate != target])


@transaction.atomic
def merge(request, target, others):
    for other in others:
        other.merge_into(target=target)
        append_audit_event(request, Act.RETURNEE_MERGE, other, detail=f"合并到编号 {target.pk}")
    messages.success(request, f"已把 {len(others)} 份合并到编号 {target.pk}。原来的内容都保留着，可以取消合并。")
    return redirect_to_returnee(target)


@transaction.atomic
def mark_distinct(request, returnee, compared):
    DistinctPair.objects.mark_distinct(returnees=compared, by=request.user)
    numbers = "、".join(str(candidate.pk) for candidate in compared)
    append_audit_event(request, Act.DUPLICATE_DISMISS, returnee, detail=f"编号 {numbers}")
    messages.success(request, f"已记下：编号 {numbers} 不是同一人，不再标为疑似重复。")
    return redirect_to_returnee(returnee)


@transaction.atomic
def reopen(request, returnee, compared):
    pairs = DistinctPair.objects.among(compared)
    if pairs.exists():
        pairs.delete()
        numbers = "、".join(str(candidate.pk) for candidate in compared)
        append_audit_event(request, Act.DUPLICATE_REOPEN, returnee, detail=f"编号 {numbers}")
    messages.success(request, "已重新列为疑似重复。")
    return HttpResponseRedirect(reverse("admin:returnees_returnee_compare", args=[returnee.pk]))


@transaction.atomic
def split(request, returnee):
    target_pk = returnee.merged_into_id
    if returnee.split():
        append_audit_event(request, Act.RETURNEE_SPLIT, returnee, detail=f"原合并到编号 {target_pk}")
        messages.success(request, "已取消合并，这份问卷恢复原来的状态。")
    else:
        messages.warning(request, CONFLICT)
    return redirect_to_returnee(returnee)
