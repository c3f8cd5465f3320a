"""What staff read of a record: the phone number masked, restricted answers only for those they are meant for."""

from dataclasses import dataclass

from returnees.answers import answered_sections, question_labels
from returnees.models.returnee import mask_phone
from returnees.questions import QUESTIONS_BY_KEY, Kind

WITHHELD = "（由负责的团委及其上级查看）"


@dataclass(frozen=True)
class DisplayedAnswer:
    key: str
    label: str
    # Empty where the question was not answered.
    text: str


def displayed_answers(returnee, account, questions=None) -> list[DisplayedAnswer]:
    """`questions` as for `answered_sections`."""
    return [
        DisplayedAnswer(answer.question.key, answer.label, display(returnee, account, answer.question.key, answer.text))
        for section in answered_sections(returnee, questions)
        for answer in section.answers
    ]


def display(returnee, account, key: str, text: str) -> str:
    question = QUESTIONS_BY_KEY.get(key)
    if not text or question is None:
        return text
    if question.kind is Kind.PHONE:
        return mask_phone(text)
    if question.is_restricted and not returnee.may_read_restricted(account):
        return WITHHELD
    return text


def displayed_corrections(returnee, account):
    """The history of the answers, latest first: each correction with its question's label and what may be read."""
    labels = question_labels(returnee)
    for correction in returnee.corrections.select_related("corrected_by__committee").order_by("-pk"):
        values = (
            display(returnee, account, correction.question, value)
            for value in (correction.old_value, correction.new_value)
        )
        yield correction, labels.get(correction.question, ""), *values
