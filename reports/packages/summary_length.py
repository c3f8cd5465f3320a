"""How long a summary is, and how long it may be. Offices count with Word's 字数."""

import re
from dataclasses import dataclass

from organization.models import Campaign

# In a draft, begins what only the committee itself can say.
GAP = "【请补充："

# As Word counts: every Chinese character and every full-width mark is one, and so is every run of other characters.
_EAST_ASIAN = (
    "\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef“”‘’…—·\U00020000-\U0003fffd"
)
_COUNTED = re.compile(rf"[{_EAST_ASIAN}]|[^\s{_EAST_ASIAN}]+")


def count_words(text: str) -> int:
    return sum(1 for _ in _COUNTED.finditer(text))


@dataclass(frozen=True)
class LengthLimits:
    """Outside `shortest` and `longest` the page of a package warns; beyond the outer two nothing is submitted."""

    target: int
    shortest: int
    longest: int
    too_short: int
    too_long: int


def limits_of(campaign: Campaign) -> LengthLimits:
    """A target is not meant to be met exactly: 1000 allows 800 to 1500, and is refused below 300 and above 5000."""
    target = campaign.summary_length
    return LengthLimits(target, target * 4 // 5, target * 3 // 2, target * 3 // 10, target * 5)
