"""What an account may read of a record: numbers masked, restricted answers only for those they are meant for."""

import re
from dataclasses import dataclass
from functools import lru_cache

from organization.region import words
from returnees.answers import answered_sections, question_labels
from returnees.fields import mask_phone
from returnees.models.returnee_queries import SHOW_PHONE, SHOW_PHONE_OF_MINOR
from returnees.question_types import Kind
from returnees.questions import QUESTIONS_BY_KEY

PHONE_NOT_ALLOWED = "您的角色不能查看完整手机号。"
PHONE_OF_MINOR = (
    f"未成年人（14–17 周岁）的手机号，只有{words.league_city}和{words.region}可以查看；"
    f"需要联系时，请报{words.league_city_committee}。"
)
WITHHELD = "（由负责的团委及其上级查看）"


def phone_refusal(account, returnee) -> str:
    """The sentence that refuses the whole number; empty where the account may see it."""
    if not account.has_perm(SHOW_PHONE):
        return PHONE_NOT_ALLOWED
    if returnee.is_minor and not account.has_perm(SHOW_PHONE_OF_MINOR):
        return PHONE_OF_MINOR
    return ""


@lru_cache(maxsize=64)
def number_as_typed(phone: str) -> re.Pattern:
    """The number within a text: in both widths, with spaces and dashes between its digits."""
    digits = (f"[{digit}{chr(ord(digit) + 0xFEE0)}]" for digit in phone)
    return re.compile(r"[\s\-‐-―－.]*".join(digits))


def has_number(text: str, returnee) -> bool:
    return bool(returnee.phone and text and number_as_typed(returnee.phone).search(text))


def mask_number(text: str, returnee) -> str:
    """A typed answer without the youth's own number: many a WeChat ID is one."""
    return number_as_typed(returnee.phone).sub(returnee.masked_phone, text) if has_number(text, returnee) else text


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
        return mask_number(text, returnee)
    if question.kind is Kind.PHONE:
        return mask_phone(text)
    if question.is_restricted and not returnee.can_read_restricted(account):
        return WITHHELD
    return mask_number(text, returnee)


def displayed_corrections(returnee, account):
    labels = question_labels(returnee)
    for correction in returnee.corrections.select_related("corrected_by__committee").order_by("-pk"):
        values = (
            display(returnee, account, correction.question, value)
            for value in (correction.old_value, correction.new_value)
        )
        yield correction, labels.get(correction.question, ""), *values
