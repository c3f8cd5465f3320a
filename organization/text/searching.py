"""The spellings in which what somebody looks for may be stored."""

from organization.text.cleaning import clean_line, to_half_width
from organization.text.names import clean_beginning

# Characters of what is looked for; lists say so, elsewhere the rest changes nothing. Each word asks every column.
LONGEST_TERM = 100
_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


def search_spellings(term: str) -> list[tuple[str, ...]]:
    """For each spelling the words that all have to be found: as typed, in both widths, and as a name is stored."""
    typed = clean_line(term)[:LONGEST_TERM]
    half = to_half_width(typed)
    spellings = (typed, half, half.translate(_FULL_WIDTH), clean_beginning(typed))
    return list(dict.fromkeys(tuple(spelling.split()) for spelling in spellings if spelling))
