"""Canaries: texts that exist once in the database, so that wherever one turns up it is known whose column it is."""

import itertools
import re
from dataclasses import dataclass

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
PREFIX = "zq"
LENGTH = 7
FIRST_PK, PKS_PER_MODEL = 7_000_001, 1_000
# Keys of planted rows are as unmistakable as canaries: seven digits that nothing else on a page has.
CAMPAIGN_PK, MISSING_PK = 7_900_001, 7_999_999

PATTERN = re.compile(rf"{PREFIX}[0-9a-z]{{{LENGTH - len(PREFIX)}}}|(?<![0-9])[0-9]{{6,11}}(?![0-9])")

# A canary that was never planted.
NOWHERE = "zqnnnnn"

# In the place of a committee's key: of rows that belong to none.
EVERYBODY = "everybody"


@dataclass(frozen=True)
class Origin:
    """Where a canary was planted."""

    # The key of the committee in the walk's tree.
    committee: str
    # app.Model.column
    column: str

    def __str__(self):
        return f"{self.column} of {self.committee}"


class Canaries:
    def __init__(self):
        self.numbers = itertools.count(1)
        self.origins: dict[str, Origin] = {}

    def text(self) -> str:
        """A new canary; it is nobody's until it is found in a planted row."""
        number, letters = next(self.numbers) * 7919, ""
        while number:
            number, digit = divmod(number, len(DIGITS))
            letters = DIGITS[digit] + letters
        return PREFIX + letters.rjust(LENGTH - len(PREFIX), "0")

    def digits(self, start: str, length: int) -> str:
        """A new canary of digits only, for phone numbers and codes."""
        return start + str(next(self.numbers)).rjust(length - len(start), "0")

    def own(self, text: str, origin: Origin) -> bool:
        """Say whose the canaries in a text are; False where there is none in it, or another committee has it too."""
        values = PATTERN.findall(text)
        return bool(values) and all(
            self.origins.setdefault(value, origin).committee == origin.committee for value in values
        )

    def found_in(self, text: str) -> set[str]:
        return {value for value in PATTERN.findall(text) if value in self.origins}
