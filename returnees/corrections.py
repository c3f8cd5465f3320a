"""Correcting a stored answer with the questionnaire's own form: by the youth on the receipt page, or by staff."""

from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.timezone import localdate

from organization.clock import now
from organization.text import clean_paragraphs
from returnees.forms import QuestionnaireForm
from returnees.models.answer_columns import NOT_SENSITIVE, SENSITIVE_QUESTIONS
from returnees.questionnaire_page import page_context


@dataclass(frozen=True)
class StoredAnswers:
    """Stands in for the form where its page shows answers that the form has not validated, or not in this shape."""

    data: QueryDict
    errors: dict = field(default_factory=dict)

    def has_error(self, name, code=None):
        return code is None and name in self.errors


def correction_form(returnee, questionnaire, posted) -> QuestionnaireForm:
    data = posted.copy()
    data["consent"] = "1"  # given with the answer; a correction leaves it as it is
    if has_consented_before(returnee, data):
        data["sensitive_consent"] = "1"
    # The age rule asks for the age at submission, so a correction is checked as of that day.
    return QuestionnaireForm(data, questionnaire=questionnaire, on=localdate(returnee.submitted_at))


def store_correction(returnee, form, **by):
    """Store a valid form and return its Corrections; `by` as for `Returnee.correct`, empty for the youth's own."""
    corrected_at = now()
    return returnee.correct(
        columns=form.columns(submitted_at=corrected_at),
        selections=form.selections(),
        free_answers=form.free_answers(),
        questions=form.questionnaire.questions,
        corrected_at=corrected_at,
        **by,
    )


def correction_context(returnee, questionnaire, form, posted) -> dict:
    return page_context(questionnaire, form=form, on=localdate(returnee.submitted_at)) | {
        "consent_errors": [],
        "is_sensitive_consent_given": bool(posted.get("sensitive_consent")),
        "has_sensitive_consent": returnee.sensitive_consented_at is not None,
    }


def has_consented_before(returnee, data):
    """The separate consent still covers sensitive answers that did not change."""
    return returnee.sensitive_consented_at is not None and all(
        clean_paragraphs(data.get(column.field, ""))
        in (*NOT_SENSITIVE, clean_paragraphs(getattr(returnee, column.name) or ""))
        for question in SENSITIVE_QUESTIONS
        for column in question.columns
    )
