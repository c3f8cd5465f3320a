"""How long a summary is. The notice asks for 1000字; offices count with Word's 字数."""

import re

TARGET = 1000
SHORTEST, LONGEST = 800, 1500
"""Outside of this range the page warns."""
TOO_SHORT, TOO_LONG = 300, 5000
"""Outside of this range the summary is not taken."""
GAP = "【请补充："
"""In a draft, begins what only the committee itself can say."""

# As Word counts: every Chinese character and every full-width mark is one, and so is every run of other characters.
_EAST_ASIAN = (
    "\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef“”‘’…—·\U00020000-\U0003fffd"
)
_COUNTED = re.compile(rf"[{_EAST_ASIAN}]|[^\s{_EAST_ASIAN}]+")


def count_words(text: str) -> int:
    """字数 of a text."""
    return sum(1 for _ in _COUNTED.finditer(text))
