"""Cleans text where it comes in, and brings what is compared to one spelling."""

import re
import unicodedata

from organization.text.private_use import PRIVATE_USE, REAL_CHARACTERS

_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_BLANKS = re.compile("[\t\xa0\u1680\u2000-\u200a\u205f]")
_SPACES = re.compile(r"[^\S\u202f]+")
# The Unicode categories Cc and Cs but the line break, and noncharacters, which no XML file may hold.
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# Mongolian needs signs that nobody sees: selectors and the vowel separator behind a letter (U+180B to U+180F), the
# joiners beside one, the narrow space before a suffix. A word with them is matched whole, so that they stay.
_MONGOLIAN = "\u1800-\u180a\u1810-\u18af\U00011660-\U0001167f"
_JOINERS = "[\u200c\u200d]{0,2}"
_MONGOLIAN_WORDS = (
    f"{_JOINERS}[{_MONGOLIAN}](?:[{_MONGOLIAN}\u180b-\u180f\u200c\u200d]|\u202f(?={_JOINERS}[{_MONGOLIAN}]))*"
)
# Characters; longer than any name or code.
_AT_ONCE = 100
# Unicode's Default_Ignorable_Code_Point, the marks of annotations, and the place of an object.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffc\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_REMARKABLE = re.compile(f"({_MONGOLIAN_WORDS})|[{_INVISIBLE}\u202f]")
_IS_REMARKABLE = re.compile(f"[{_INVISIBLE}\u202f{PRIVATE_USE}]")


def visible(text: str) -> str:
    """Without what nobody sees, and with real characters for private ones; what Mongolian needs stays."""
    if not _IS_REMARKABLE.search(text):
        return text
    return _REMARKABLE.sub(
        lambda found: found[1] or (" " if found[0] == "\u202f" else ""), text.translate(REAL_CHARACTERS)
    )


def clean_line(value: str) -> str:
    """One line of text: no breaks, nothing invisible, single spaces, trimmed (full-width space too)."""
    return _SPACES.sub(" ", visible(_CONTROL.sub(" ", value))).strip()


def clean_paragraphs(value: str) -> str:
    """Text of several lines: each sign that ends a line is a line break, nothing is invisible, trimmed."""
    return _CONTROL.sub("", visible(_BLANKS.sub(" ", _BREAKS.sub("\n", value)))).strip()


def to_half_width(value: str) -> str:
    """Full-width digits and letters as plain ones; the narrow space of Mongolian, no matter of width, stays."""
    return value if value.isascii() else "\u202f".join(map(_normalized, value.split("\u202f")))


def _normalized(text: str) -> str:
    # Piece by piece: marks that combine with one letter take a time that grows with the square of their number.
    pieces = (text[start : start + _AT_ONCE] for start in range(0, len(text), _AT_ONCE))
    return "".join(unicodedata.normalize("NFKC", piece) for piece in pieces)


def clean_code(value: str) -> str:
    """A code or a number as it is written by its rules: half-width, without spaces."""
    return "".join(to_half_width(clean_line(value)).split())


def comparable(value: str) -> str:
    """What a code, a state, a number or a place is known by: whatever its width, case, spaces and unseen signs."""
    return clean_code(value).casefold()
