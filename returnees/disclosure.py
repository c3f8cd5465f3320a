"""What an account may read of a record: numbers masked, restricted answers only for those they are meant for."""

from dataclasses import dataclass

from returnees.age import ADULT
from returnees.answers import answered_sections, question_labels
from returnees.models.returnee import mask_phone
from returnees.question_types import Kind
from returnees.questions import QUESTIONS_BY_KEY

PHONE_NOT_ALLOWED = "您的角色不能查看完整手机号。"
PHONE_OF_MINOR = "未成年人（14–17 周岁）的手机号，只有盟市和自治区可以查看；需要联系时，请报盟市团委。"
WITHHELD = "（由负责的团委及其上级查看）"

SHOW_PHONE = "returnees.show_phone_returnee"
# Rules on minors' data: 未成年人网络保护条例, art. 36.
SHOW_PHONE_OF_MINOR = "returnees.show_minor_phone_returnee"


def phone_refusal(account, returnee) -> str:
    """The sentence that refuses the whole number; empty where the account may see it."""
    if not account.has_perm(SHOW_PHONE):
        return PHONE_NOT_ALLOWED
    if returnee.is_minor and not account.has_perm(SHOW_PHONE_OF_MINOR):
        return PHONE_OF_MINOR
    return ""


def with_open_number(returnees, account):
    """Those whose whole number `phone_refusal` does not refuse: to find others by it would be to show it."""
    if not account.has_perm(SHOW_PHONE):
        return returnees.none()
    return returnees if account.has_perm(SHOW_PHONE_OF_MINOR) else returnees.filter(age__gte=ADULT)


@dataclass(frozen=True)
class DisplayedAnswer:
    key: str
    label: str
    # Empty where the question was not answered.
    text: str


def displayed_answers(returnee, account, questions=None) -> list[DisplayedAnswer]:
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
    if question.is_restricted and not returnee.can_read_restricted(account):
        return WITHHELD
    return text


def displayed_corrections(returnee, account):
    labels = question_labels(returnee)
    for correction in returnee.corrections.select_related("corrected_by__committee").order_by("-pk"):
        values = (
            display(returnee, account, correction.question, value)
            for value in (correction.old_value, correction.new_value)
        )
        yield correction, labels.get(correction.question, ""), *values
