"""What was answered to the region's own questions: counted on a page, and all of it as a file."""

from django.core.paginator import Paginator
from django.db import transaction
from django.template.response import TemplateResponse

from organization.attachments import attachment
from organization.audit import append_audit_event
from organization.campaign_choice import viewed_campaign
from organization.choices import Act
from organization.forms import ExportPurposeForm
from returnees.admin.own_answer_counts import count_answers
from returnees.admin.own_answer_file import answered_rows, answers_file
from returnees.choices import OwnQuestionKind
from returnees.models import Returnee
from returnees.models.own_question import accepted_answers

TEXTS_PER_PAGE = 50


def show_answers(request, question, context):
    returnees = Returnee.objects.in_campaign(question.campaign).accepted().visible_to(request.user)
    returnees = question.asked_among(returnees)
    is_text = question.kind == OwnQuestionKind.TEXT
    context |= {
        "title": f"回答统计：{question}",
        "question": question,
        "returnee_count": returnees.count(),
        "page": page_of_texts(request, question) if is_text else None,
        "counts": None if is_text else count_answers(question, request.user),
    }
    return TemplateResponse(request, "returnees/own_answers.html", context)


def page_of_texts(request, question):
    answers = accepted_answers([question], request.user).select_related("returnee__home_committee")
    return Paginator(answers.order_by("-returnee__submitted_at", "-pk"), TEXTS_PER_PAGE).get_page(
        request.GET.get("page")
    )


def export_answers(request, questions, context):
    form = ExportPurposeForm(request.POST or None, initial={"campaign": viewed_campaign(request).key})
    if form.is_valid():
        return download(request, questions, **form.cleaned_data)
    chosen = form.cleaned_data.get("campaign") if form.is_bound else None
    campaign = chosen or viewed_campaign(request)
    own = questions.in_campaign(campaign)
    context |= {
        "title": "导出自设问题的回答",
        "form": form,
        "campaign": campaign,
        "questions": own,
        "returnee_count": accepted_answers(own, request.user).values("returnee").distinct().count(),
    }
    return TemplateResponse(request, "returnees/export_own_answers.html", context)


@transaction.atomic
def download(request, questions, *, campaign, purpose):
    own = list(questions.in_campaign(campaign).prefetch_related("choices"))
    content, row_count = answers_file(own, answered_rows(own, request.user))
    append_audit_event(request, Act.OWN_ANSWERS_EXPORT, campaign, detail=f"{purpose}（{row_count} 份）")
    return attachment(content, f"自设问题回答_{campaign.key}.xlsx")
