"""What stands on a poster, on paper and as a picture. Knows texts and numbers only.

The pictures' font is a subset (fonts/README.md): a character that it lacks is drawn as □.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache
from math import ceil
from pathlib import Path

from organization.text import clauses

FONTS = Path(__file__).parent / "fonts"
MISSING = "□"
# The longest line of each; a longer text is divided into lines of equal length.
THEME_CHARACTERS, ACTIVITY_CHARACTERS, SIGNATURE_CHARACTERS, GREETING_CHARACTERS = 14, 28, 36, 20
MOST_REASONS, EXPLANATION_CHARACTERS = 3, 30


@dataclass(frozen=True)
class Poster:
    """What stands on one poster, on paper and as a picture."""

    theme: str
    # The campaign's name as in the notice; a quoted theme at its beginning is not repeated.
    activity: str
    place: str
    committee: str
    centre: str
    address: str
    # What follows the product's name, and the campaign's invitation.
    brand: str
    invitation: str
    # Who may answer, like 14–45.
    ages: str
    minutes: int
    is_staff_filled: bool = False
    # The reviewed title in traditional Mongolian, as the region entered it.
    mongolian: str = ""
    # What one gets: headings, each with its explanation.
    benefits: tuple[tuple[str, str], ...] = ()
    dates: str = ""
    # Of the committee, by name and phone, if it gave its consent to be named in public.
    person: str = ""

    @property
    def theme_lines(self) -> list[str]:
        halves = f"“{self.theme}”".split("·")
        return [line for half in halves for line in _divided(half.strip(), THEME_CHARACTERS)]

    @property
    def activity_lines(self) -> list[str]:
        rest = self.activity.removeprefix(f"“{self.theme}”").strip()
        first, joint, second = rest.partition("暨")
        return [line for half in (first, joint + second) for line in _divided(half, ACTIVITY_CHARACTERS)]

    @property
    def reasons(self) -> list[str]:
        """Why to scan it: for the public only."""
        return [] if self.is_staff_filled else [heading for heading, _ in self.benefits[:MOST_REASONS]]

    @property
    def explained_reasons(self) -> list[tuple[str, str]]:
        """On paper there is room for a few words more: of each explanation what fits as a whole."""
        return [
            (heading, fitting_clauses(text, EXPLANATION_CHARACTERS))
            for heading, text in self.benefits[: len(self.reasons)]
        ]

    @property
    def facts(self) -> list[tuple[str, str]]:
        """When, and with whom one can talk: by label."""
        facts = () if self.is_staff_filled else (("活动时间", self.dates), ("咨询", self.person))
        return [(label, text) for label, text in facts if text]

    @property
    def address_text(self) -> str:
        return self.address.partition("://")[2]

    @property
    def greeting(self) -> str:
        """As much of the invitation as fits on one line."""
        if self.is_staff_filled:
            return "由工作人员为返乡青年代为填写"
        return fitting_clauses(self.invitation, GREETING_CHARACTERS)

    @property
    def call(self) -> str:
        return "工作人员代填专用" if self.is_staff_filled else "微信扫一扫，填写问卷"

    @property
    def hint(self) -> str:
        if self.is_staff_filled:
            return f"须征得本人同意 · {self.ages} 周岁 · 请勿张贴、转发"
        return f"{self.ages} 周岁，自愿填写，大约 {self.minutes} 分钟"

    @property
    def signature_lines(self) -> list[str]:
        names = [name for name in dict.fromkeys((self.committee, self.centre)) if name]
        line = "　".join(names)
        return [line] if len(line) <= SIGNATURE_CHARACTERS else names


def fitting_clauses(text: str, most: int) -> str:
    """The first clauses that together are at most so long, as one sentence; empty where the first alone is longer."""
    parts = [part.rstrip("。，！？；") for part in clauses("".join(text.split()))]
    lines = ("，".join(parts[:count]) for count in range(len(parts), 0, -1))
    return next((line for line in lines if len(line) <= most), "")


def missing_characters(text: str) -> str:
    return "".join(dict.fromkeys(character for character in _visible(text) if character not in covered()))


def drawable(text: str) -> str:
    """The text with □ for missing characters; marks that only join or vary others are dropped."""
    return "".join(character if character in covered() else MISSING for character in _visible(text))


def _visible(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    return "".join(character for character in text if unicodedata.category(character) not in _UNSEEN)


_UNSEEN = {"Mn", "Me", "Cf", "Cc", "Sk"}


@cache
def covered() -> frozenset[str]:
    return frozenset((FONTS / "characters.txt").read_text(encoding="utf-8")) - {"\n"}


def _divided(text: str, most: int) -> list[str]:
    count = ceil(len(text) / most)
    length = ceil(len(text) / count) if count else 1
    return [text[start : start + length] for start in range(0, len(text), length)]
