"""The columns of Returnee that hold answers, and the constraints that follow from what the questions declare."""

from functools import partial

from django.db import models
from django.db.models import Q

from returnees.choices import UNDISCLOSED
from returnees.question_types import ALL, FOUNDERS, INTENDING, Kind, Question
from returnees.questions import QUESTIONS, QUESTIONS_BY_COLUMN

NUMBER_KINDS = frozenset({Kind.NUMBER, Kind.YEAR, Kind.BIRTH})

# Erased on withdrawal and when the campaign is anonymised; the rest identifies nobody.
PERSONAL_COLUMNS = tuple(column.name for question in QUESTIONS if question.is_personal for column in question.columns)
REQUIRED_PERSONAL_COLUMNS = tuple(
    column.name
    for question in QUESTIONS
    if question.is_personal and question.is_fixed and question.required == ALL
    for column in question.columns
)
SENSITIVE_QUESTIONS = tuple(question for question in QUESTIONS if question.needs_separate_consent)
# Stored answers for which no separate consent is needed.
NOT_SENSITIVE = (None, "", UNDISCLOSED)
# Audiences that a later release widened: the constraint keeps its name, and with it the place of the narrower one.
NAMES_FROM_BEFORE = {FOUNDERS: "a_b", INTENDING: "b"}


def choices_of(name: str) -> tuple[tuple[str, str], ...]:
    """For the field: what they are called is the region's, and no migration's."""
    return QUESTIONS_BY_COLUMN[name].choices


def answer_column(name: str, *, max_length: int | None = None) -> models.Field:
    """The column of this name as its question declares it; `max_length` is that of its codes."""
    question = QUESTIONS_BY_COLUMN[name]
    heading = next(column.heading for column in question.columns if column.name == name)
    is_blank = not question.is_fixed
    if question.kind in NUMBER_KINDS:
        return models.PositiveSmallIntegerField(heading, null=True, blank=is_blank)
    if question.choices:
        return models.CharField(heading, max_length=max_length, choices=partial(choices_of, name), blank=is_blank)
    return models.CharField(heading, max_length=max_length or question.max_length, null=True, blank=is_blank)


def audience_constraints() -> list[models.CheckConstraint]:
    """Nobody has an answer to what their status is not asked; a constraint per audience, named by its codes."""
    audiences: dict[frozenset[str], list[Question]] = {}
    for question in QUESTIONS:
        if question.asked != ALL and question.columns:
            audiences.setdefault(question.asked, []).append(question)
    return [
        models.CheckConstraint(
            condition=Q(status__in=sorted(statuses)) | Q(**blank_columns(questions)),
            name=f"returnee_asked_of_{NAMES_FROM_BEFORE.get(statuses) or '_'.join(sorted(statuses)).lower()}",
        )
        for statuses, questions in audiences.items()
    ]


def blank_columns(questions) -> dict[str, str | None]:
    return {column.name: question.blank for question in questions for column in question.columns}


def sensitive_constraint() -> models.CheckConstraint:
    unconsented = {}
    for question in SENSITIVE_QUESTIONS:
        for name, blank in blank_columns([question]).items():
            if UNDISCLOSED in dict(question.choices):
                unconsented[f"{name}__in"] = [blank, UNDISCLOSED]
            else:
                unconsented[name] = blank
    return models.CheckConstraint(
        condition=Q(sensitive_consented_at__isnull=False) | Q(**unconsented),
        name="returnee_sensitive_with_consent",
    )
