"""How long a questionnaire takes, estimated from what there is to read and to do; nobody was timed.

Reading: 255 characters a minute, the mean of adult readers of Chinese (Trauzettel-Klosinski and Dietz, Standardized
Assessment of Reading Performance: The New International Reading Speed Texts IReST, 2012).
Deciding and pointing: 1.35 s and 1.1 s (Card, Moran and Newell, The Keystroke-Level Model, 1980).
Typing on a phone: 36 words of five keys a minute (Palin et al., How do People Type on Mobile Devices?, 2019); pinyin
takes about three keys for a character.
"""

from collections.abc import Callable, Iterable

from returnees.choices import Status
from returnees.question_types import Kind, Question

CHARACTERS_READ_PER_SECOND = 255 / 60
DECIDING, POINTING = 1.35, 1.1
KEYS_PER_SECOND = 36 * 5 / 60
TAP = DECIDING + POINTING


def typing(keys: int) -> float:
    return TAP + keys / KEYS_PER_SECOND


# Seconds per kind besides the reading: an answer as most give it.
SECONDS = {
    Kind.LINE: typing(8 * 3),
    Kind.PARAGRAPH: typing(30 * 3),
    Kind.PHONE: typing(11),
    Kind.NUMBER: typing(2),
    Kind.RADIO: TAP,
    Kind.CHECKBOXES: 3 * TAP,
    # Open the list, look for the place in it, choose: each of them.
    Kind.SELECT: 3 * TAP,
    Kind.YEAR: 3 * TAP,
    Kind.HOME: 6 * TAP,
    Kind.BIRTH: 6 * TAP,
}
# A list is opened and glanced through, not read.
READ_WHOLE = frozenset({Kind.RADIO, Kind.CHECKBOXES})


def seconds_of(question: Question) -> float:
    words = question.label + question.hint
    if question.kind in READ_WHOLE:
        words += "".join(label for _, label in question.plain_choices or question.choices)
    return len(words) / CHARACTERS_READ_PER_SECOND + SECONDS[question.kind]


def minutes_before_sending(questions: Iterable[Question]) -> int:
    """Of those who are asked most, with every condition met."""
    return _minutes(questions, lambda question: question.statuses_before_sending)


def minutes_after_sending(questions: Iterable[Question]) -> int:
    return _minutes(questions, lambda question: question.statuses_after_sending)


def _minutes(questions: Iterable[Question], asked: Callable[[Question], frozenset[str]]) -> int:
    listed = [(asked(question), seconds_of(question)) for question in questions]
    longest = max(sum(seconds for statuses, seconds in listed if status in statuses) for status in Status.values)
    return max(1, round(longest / 60)) if longest else 0
