"""What was typed into the search, read as each of the things that it may be."""

import re
from dataclasses import dataclass
from functools import cached_property

from organization.pinyin import read_letters
from organization.scoping import KEY_DIGITS
from organization.text import clean_code, search_spellings

_NUMBER = re.compile(rf"(?:(?P<prefix>[A-Z]{{2}})-?)?(?:(?P<year>[0-9]{{4}})[-–—])?0*(?P<key>[0-9]{{1,{KEY_DIGITS}}})")
_GB_CODE = re.compile(r"[0-9]{6}")


@dataclass(frozen=True)
class TypedNumber:
    """编号, as far as it was typed: HD2020-001234, hd1234, 2020-1234 or 1234."""

    prefix: str
    year: int | None
    key: int

    @property
    def is_bare(self) -> bool:
        """Whether it may be the number of anything, of a record or a case too."""
        return not self.prefix and self.year is None


@dataclass(frozen=True)
class Term:
    """One line of text, cleaned and not empty."""

    text: str

    @cached_property
    def code(self) -> str:
        return clean_code(self.text).upper()

    @cached_property
    def number(self) -> TypedNumber | None:
        found = _NUMBER.fullmatch(self.code)
        if found is None:
            return None
        return TypedNumber(found["prefix"] or "", int(found["year"]) if found["year"] else None, int(found["key"]))

    @property
    def gb_code(self) -> str:
        return self.code if _GB_CODE.fullmatch(self.code) else ""

    @cached_property
    def letters(self) -> str:
        return read_letters(self.text)

    @cached_property
    def spellings(self) -> list[tuple[str, ...]]:
        return search_spellings(self.text)

    @property
    def is_too_short(self) -> bool:
        """One letter finds nearly everything; one digit is a number, and 王 begins a name."""
        return len(self.code) < 2 and self.code.isascii() and self.number is None
