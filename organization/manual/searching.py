"""Looks for words in the manual: first the sections that have all of them, then those that come nearest."""

import re
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from organization.manual.chapters import ManualSection, chapters_for
from organization.text import clean_line, to_half_width

LISTED = 12
LONGEST = 60
# Of an excerpt, in characters.
BEFORE, AFTER = 24, 96
# How much a word of the title, of what else it may be called, and one's own chapter weigh beside a word of the text.
TITLED, LISTED_WORD, OWN = 12, 8, 6
# Of what was typed, how much a section must have that comes near.
ENOUGH = 0.2
# What asks, and names nothing.
_ASKING = re.compile(r"怎么办|怎么样?|怎样|如何|为什么|什么|哪里|[了的吗呢？?！!，,。]")


@dataclass(frozen=True)
class Found:
    section: ManualSection
    excerpt: SafeString


def search_manual(typed: str, role: str) -> list[Found]:
    words = _ASKING.sub(" ", clean(typed)[:LONGEST]).split() or clean(typed)[:LONGEST].split()
    if not words:
        return []
    sections = [section for chapter in chapters_for(role) for section in chapter.sections]
    whole = rank(sections, words, role, enough=len(words))
    near = pairs(words)
    rest = [section for section in sections if section not in whole]
    nearest = rank(rest, near, role, enough=max(ENOUGH * len(near), 1))
    found = [Found(section, excerpt(section, words)) for section in whole]
    found += [Found(section, excerpt(section, near)) for section in nearest]
    return found[:LISTED]


def rank(sections: list[ManualSection], words: list[str], role: str, *, enough: float) -> list[ManualSection]:
    """Those that have so many of the words, the best first; of equals the first stays first."""
    scores = {}
    for section in sections:
        found = [score(section, word) for word in words]
        if sum(map(bool, found)) >= enough:
            scores[section] = sum(found) + OWN * (role in section.chapter.roles)
    return sorted(scores, key=lambda section: -scores[section])


def clean(text: str) -> str:
    return to_half_width(clean_line(text)).lower()


def pairs(words: list[str]) -> list[str]:
    """退回材料 → 退回, 回材, 材料: Chinese has no spaces to split at."""
    return list(dict.fromkeys(word[at : at + 2] for word in words for at in range(max(len(word) - 1, 1))))


def score(section: ManualSection, word: str) -> int:
    text = clean(section.text)
    titled, listed = word in clean(section.title), word in clean(section.words)
    return TITLED * titled + LISTED_WORD * listed + min(text.count(word), 4)


def excerpt(section: ManualSection, words: list[str]) -> SafeString:
    text, lowered = section.text, section.text.lower()
    places = [(lowered.find(word), len(word)) for word in words if word in lowered]
    if not places:
        return format_html("{}{}", text[: BEFORE + AFTER], "……" if len(text) > BEFORE + AFTER else "")
    at, length = min(places)
    start, end = max(at - BEFORE, 0), at + length + AFTER
    return format_html(
        "{}{}<mark>{}</mark>{}{}",
        "……" if start else "",
        text[start:at],
        text[at : at + length],
        text[at + length : end],
        "……" if end < len(text) else "",
    )
