"""再花一分钟: what is optional, asked once the answer is stored, by a token that stands in the page which says so."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from uuid import UUID

from django.core import signing

from organization.clock import now
from returnees.answers import as_posted
from returnees.forms import QuestionnaireForm, make_field
from returnees.models import Returnee
from returnees.page_cache import cached_page
from returnees.question_types import ALL, NOBODY, Condition, Question, QuestionSection
from returnees.questionnaire import Questionnaire, QuestionnaireDesign
from returnees.questionnaire_page import AskedQuestion, AskedSection, Option, is_refused
from returnees.signing import signer

SALT = "returnees.after_sending"
LIFETIME = timedelta(days=1)


# Keys of questions, each with a code that was chosen.
EarlierChoices = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class SendingProof:
    """That somebody has just sent an answer by this entrance: with its questionnaire, which is in memory."""

    questionnaire: Questionnaire
    submission_uuid: UUID
    # That of the answer as it was sent: the page is shown also while the database is away.
    status: str
    sent_at: datetime

    @property
    def is_expired(self) -> bool:
        return now() - self.sent_at > LIFETIME

    @property
    def questions(self) -> tuple[Question, ...]:
        return questions_after_sending(self.questionnaire.design, self.status)

    def earlier_choices(self, returnee: Returnee) -> EarlierChoices:
        """The answers from before the sending by which questions of this page are asked; no query where none is."""
        here = {question.key for question in self.questions}
        earlier = {q.condition.question for q in self.questions if q.condition} - here
        if not earlier:
            return frozenset()
        return frozenset(returnee.answers.filter(question__in=earlier).values_list("question", "code"))

    def find_returnee(self) -> Returnee | None:
        stored = Returnee.objects.of_submission(self.submission_uuid)
        return stored.select_related("campaign", "home_committee").first()


def sign_proof(entrance, submission_uuid: UUID, status: str, *, sent_at: datetime) -> str:
    return signer(SALT).sign(f"{entrance.token}.{submission_uuid}.{status}.{int(sent_at.timestamp())}")


def read_proof(token: str) -> SendingProof | None:
    try:
        entrance_token, submission_uuid, status, sent_at = signer(SALT).unsign(token).split(".")
        sent_at, submission_uuid = datetime.fromtimestamp(int(sent_at), tz=UTC), UUID(submission_uuid)
    except (signing.BadSignature, ValueError):
        return None
    page = cached_page(entrance_token)
    return page and SendingProof(page.questionnaire, submission_uuid, status, sent_at)


# For every answer that is sent; a design lives until its campaign's next revision.
@lru_cache(maxsize=64)
def questions_after_sending(design: QuestionnaireDesign, status: str) -> tuple[Question, ...]:
    """As they are asked there: of this status alone, and none of them must be answered."""
    return tuple(
        replace(question, asked=ALL, required=NOBODY, is_after_sending=True)
        for question in design.questions
        if status in question.statuses_after_sending
    )


class AfterSendingForm(QuestionnaireForm):
    """The rules of the questionnaire, for the questions of this page alone."""

    def __init__(self, data, *, proof: SendingProof):
        super().__init__(data, questionnaire=proof.questionnaire, on=now().date())
        design = proof.questionnaire.design
        self.asked = proof.questions
        # Unknown while the database is away.
        self.earlier_choices: EarlierChoices | None = None
        consent = {name: self.fields[name] for name in ("sensitive_consent", "without_sensitive")}
        self.fields = {q.key: make_field(q, design=design, required=False) for q in self.asked} | consent

    def is_condition_known(self, condition: Condition) -> bool:
        is_here = condition.question in self.fields
        return super().is_condition_known(condition) if is_here else self.earlier_choices is not None

    def meets(self, condition: Condition) -> bool:
        return super().meets(condition) or (condition.question, condition.code) in (self.earlier_choices or ())

    def refuse_of_minor(self, returnee: Returnee) -> None:
        """What is from 18 on only, by the birth that was answered before."""
        if returnee.is_minor and self.is_valid():
            self.refuse_adult_needs(self.cleaned_data.get("needs", []))

    def columns(self) -> dict:
        given = {c.name: self.cleaned_data.get(c.field) for question in self.asked for c in question.columns}
        return {name: value for name, value in given.items() if value not in ("", None)}

    @property
    def has_answers(self) -> bool:
        """With nothing filled in, there is nothing to store, and the one time stays."""
        return bool(self.columns() or self.selections() or self.free_answers())

    def store(self, returnee: Returnee) -> bool:
        """Return whether this call did it."""
        return returnee.add(
            columns=self.columns(),
            selections=self.selections(),
            free_answers=self.free_answers(),
            keys=[question.key for question in self.asked],
            added_at=now(),
        )

    def is_stored(self, returnee: Returnee) -> bool:
        """Whether all that is given is there already, as after a resend."""
        stored = as_posted(returnee)
        given = self.columns() | self.selections() | self.free_answers()
        return all(
            sorted(map(str, value if isinstance(value, list) else [value])) == sorted(stored.getlist(name))
            for name, value in given.items()
        )


def asked_section(
    proof: SendingProof, form: AfterSendingForm | None, earlier_choices: EarlierChoices | None
) -> AskedSection:
    """What is asked by an answer from before the sending only where that one was given, or is not known."""
    here = {question.key for question in proof.questions}
    asked = []
    for question in proof.questions:
        condition = question.condition
        if condition and condition.question not in here:
            if earlier_choices is None:
                question = replace(question, condition=None, hint=f"{condition}才填。{question.hint}")
            elif (condition.question, condition.code) in earlier_choices:
                question = replace(question, condition=None)
            elif not (form and question.key in form.errors):
                continue
        asked.append(_ask(question, proof, form))
    return AskedSection(QuestionSection("after_sending", "", proof.questions), asked)


def _ask(question: Question, proof: SendingProof, form) -> AskedQuestion:
    given = form.data.getlist(question.key) if form else []
    values = [value for value in given if value and not is_refused(form, question, value)]
    errors = [error for name in question.field_names for error in (form.errors.get(name, []) if form else [])]
    design = proof.questionnaire.design
    choices = question.plain_choices or design.choices_of(question)
    options = [Option(code, label, code in values) for code, label in choices]
    explanations = design.campaign.explanations_of(question.label, *(option.label for option in options))
    return AskedQuestion(question, ALL, values, options, errors, explanations)
