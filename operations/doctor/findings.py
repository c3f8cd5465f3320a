"""What a check found: how bad it is, in a sentence, and what to do about it."""

from dataclasses import dataclass
from enum import IntEnum


class Severity(IntEnum):
    """Also the command's exit status: that of the worst, as monitors of the Nagios kind read it."""

    FINE = 0
    WARNING = 1
    ERROR = 2


# Letters of what others sent that a line has room for.
LONGEST_FOREIGN = 200
MARKS = {Severity.FINE: "✓", Severity.WARNING: "!", Severity.ERROR: "✗"}


@dataclass(frozen=True)
class Diagnosis:
    level: Severity
    # Both without their full stop.
    sentence: str
    cure: str = ""

    @property
    def text(self) -> str:
        return "".join(f"{part}。" for part in (self.sentence, self.cure) if part)


def printable(foreign: str) -> str:
    """On one line, without what a terminal would obey instead of showing it."""
    shown = "".join(letter if letter.isprintable() else "�" for letter in foreign[:LONGEST_FOREIGN])
    return shown + "…" * (len(foreign) > LONGEST_FOREIGN)


def fine(sentence: str) -> Diagnosis:
    return Diagnosis(Severity.FINE, sentence)


def warn(sentence: str, cure: str = "") -> Diagnosis:
    return Diagnosis(Severity.WARNING, sentence, cure)


def fail(sentence: str, cure: str = "") -> Diagnosis:
    return Diagnosis(Severity.ERROR, sentence, cure)
