"""A drafted text that knows which of its numbers are which of the log's, until its words are edited. No queries."""

import re
from dataclasses import dataclass

from reports.counting.kind_numbers import number_key
from reports.packages.text_and_table.reading import NUMBER, half_width, sentences, wording

# Around a number while its sentence is made: signs that no text of the log has.
MARKED = re.compile("\x02([^\x03]*)\x03([0-9]+)\x04")


@dataclass(frozen=True)
class DraftedText:
    text: str
    # By the wording of each sentence with such numbers: [position among its numbers, the number's key] each.
    numbers: dict[str, list[list]]


def marked(number: int, kind: str, figure: str) -> str:
    return f"\x02{number_key(kind, figure)}\x03{number}\x04"


def unmarked(text: str) -> DraftedText:
    numbers = {}
    for piece in sentences(text):
        sentence, key_at = _read_marks(piece.strip())
        if key_at:
            found = enumerate(NUMBER.finditer(half_width(sentence)))
            numbers[wording(sentence)] = [
                [position, key_at[number.start()]] for position, number in found if number.start() in key_at
            ]
    return DraftedText(MARKED.sub(r"\2", text), numbers)


def _read_marks(sentence: str) -> tuple[str, dict[int, str]]:
    """The sentence without marks, and by the place of each marked number in it its key."""
    key_at, removed = {}, 0
    for number in MARKED.finditer(sentence):
        key_at[number.start() - removed] = number[1]
        removed += len(number[0]) - len(number[2])
    return MARKED.sub(r"\2", sentence), key_at
