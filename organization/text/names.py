"""One spelling of a person's name, however it was typed, copied or exported."""

import re

from organization.text.cleaning import clean_line, to_half_width

# By range, not by what this Python's tables know: extension H and I came after them. With 〇, 々 and the radicals.
HAN = "\u2e80-\u2fd5\u3005\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_DOTS = str.maketrans(dict.fromkeys("•・．‧∙⋅˙⸱●", "·"))
_BETWEEN_HAN = re.compile(rf"(?<=[{HAN}])\s*([.·])?\s*(?=[{HAN}])")
_AROUND_DOT = re.compile(r"\s*·\s*")
_DOT_AT_END = re.compile(rf"(?<=[{HAN}])\.$")
# Mongolian script has selectors and joiners within its words.
_LETTER = rf"(?:[{HAN}]|[^\W\d_])"
_WORD = rf"{_LETTER}(?:{_LETTER}|[\u180b-\u180f\u200c\u200d])*"
_NAME = re.compile(rf"{_WORD}(?:(?:[· '.\-\u202f]|\. ){_WORD})*")


def clean_name(value: str) -> str:
    """No spaces between Han characters, `·` for each sign that stands for it; names in letters keep their spaces."""
    name = to_half_width(clean_line(value).translate(_DOTS)).translate(_DOTS)
    name = _BETWEEN_HAN.sub(lambda found: "·" if found[1] else "", name)
    return clean_line(_AROUND_DOT.sub("·", name))


def clean_beginning(value: str) -> str:
    """The beginning of a name, to look it up by: a dot at its end will be between Han characters."""
    return _DOT_AT_END.sub("·", clean_name(value))


def is_name(value: str) -> bool:
    return _NAME.fullmatch(value) is not None
