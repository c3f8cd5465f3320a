"""Correcting a stored answer with the questionnaire's own form: by the youth on the receipt page, or by staff."""

from dataclasses import dataclass, field

from django.db import transaction
from django.http import QueryDict
from django.utils.timezone import localdate

from organization.clock import now
from organization.models import Committee
from organization.staff_site.edit_conflict import CHOICE, EMPTY, THEIRS, EditConflict
from organization.text import clean_paragraphs
from returnees.answers import answers_by_key, as_posted, campaign_questions
from returnees.forms import QuestionnaireForm
from returnees.models import Returnee
from returnees.models.answer_columns import NOT_SENSITIVE, SENSITIVE_QUESTIONS
from returnees.question_types import Kind
from returnees.questionnaire_page import page_context

# The last correction that the page knew of.
SEEN = "seen_correction"
# Of the largest key that both databases can hold.
MAX_DIGITS = 19


class CorrectedMeanwhile(Exception):
    """Somebody else has corrected the same answers since the page was opened."""

    def __init__(self, conflicts: dict[str, EditConflict]):
        """`conflicts` by the key of their question."""
        self.conflicts = conflicts


@dataclass(frozen=True)
class StoredAnswers:
    """Stands in for the form where its page shows answers that the form has not validated, or not in this shape."""

    data: QueryDict
    errors: dict = field(default_factory=dict)

    def has_error(self, name, code=None):
        return code is None and name in self.errors


def last_correction(returnee) -> int:
    return returnee.corrections.order_by("-pk").values_list("pk", flat=True).first() or 0


def correction_form(returnee, questionnaire, posted) -> QuestionnaireForm:
    data = with_kept_answers(returnee, posted)
    data["consent"] = "1"  # given with the answer; a correction leaves it as it is
    if has_consented_before(returnee, data):
        data["sensitive_consent"] = "1"
    # The age rule asks for the age at submission, so a correction is checked as of that day.
    return QuestionnaireForm(data, questionnaire=questionnaire, on=localdate(returnee.submitted_at))


def with_kept_answers(returnee, posted) -> QueryDict:
    """What was posted, with the stored answer to each question for which it was chosen over the one's own."""
    data, stored = posted.copy(), None
    for question in questions_of(returnee):
        if posted.get(CHOICE.format(question.key)) == THEIRS:
            stored = stored or as_posted(returnee)
            for name in question.field_names:
                data.setlist(name, stored.getlist(name))
    return data


def questions_of(returnee):
    return [question for section in campaign_questions(returnee.campaign).sections for question in section.questions]


def find_conflicts(returnee, posted, seen: int, unseen: frozenset[str]) -> dict[str, EditConflict]:
    """Of the answers that were corrected after `seen`, those that are not what is posted, and any of `unseen`."""
    changed = set(returnee.corrections.filter(pk__gt=seen).values_list("question", flat=True))
    if not changed:
        return {}
    stored, texts = as_posted(returnee), answers_by_key(returnee)
    return {
        question.key: EditConflict(
            question.short_label,
            describe_posted(question, posted),
            (texts[question.key].text if question.key in texts else "") or EMPTY,
            CHOICE.format(question.key),
        )
        for question in questions_of(returnee)
        if question.key in changed
        and (question.key in unseen or any(posted.getlist(n) != stored.getlist(n) for n in question.field_names))
    }


def describe_posted(question, posted) -> str:
    values = [value for name in question.field_names for value in posted.getlist(name) if value]
    if question.kind is Kind.HOME:
        homes = Committee.objects.filter(gb_code__in=values)
        return "、".join(home.place_name for home in homes) or EMPTY
    labels = dict(question.choices)
    separator = " 年 " if question.kind is Kind.BIRTH else "、"
    return separator.join(labels.get(value, value) for value in values) or EMPTY


@transaction.atomic
def store_correction(returnee, form, *, unseen: frozenset[str] = frozenset(), **by):
    """Store a valid form and return its Corrections; `by` as for `Returnee.correct`, empty for the youth's own.

    `unseen` are the questions answered anew by somebody who may not see the stored answer: whether it was the same
    shows in nothing.
    Raises CorrectedMeanwhile where an answer was corrected after the one that the page knew of, to something else.
    """
    seen = form.data.get(SEEN, "")
    if seen.isdecimal() and len(seen) < MAX_DIGITS:
        Returnee.objects.select_for_update().get(pk=returnee.pk)
        returnee.refresh_from_db()
        if conflicts := find_conflicts(returnee, form.data, int(seen), unseen):
            raise CorrectedMeanwhile(conflicts)
    corrected_at = now()
    return returnee.correct(
        columns=form.columns(submitted_at=corrected_at),
        selections=form.selections(),
        free_answers=form.free_answers(),
        questions=form.questionnaire.questions,
        corrected_at=corrected_at,
        noted=unseen,
        **by,
    )


def correction_context(returnee, questionnaire, form, posted) -> dict:
    return page_context(questionnaire, form=form, on=localdate(returnee.submitted_at), asks_all=True) | {
        "consent_errors": [],
        # Whoever filled it in, now it is the youth who corrects, or staff on a page of their own.
        "is_staff_filled": False,
        "seen_correction": last_correction(returnee),
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
