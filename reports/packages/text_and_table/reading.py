"""Which numbers a text states, and of what. Plain text, no queries.

A number is read where a clause (between ，。；) names exactly one number of the log by its words and has it in Arabic
digits with its measure word. What a clause says of a part only (a place, a day, 其中), of another time or by rough
numbers is not read: better nothing is compared than a true sentence doubted.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from activities.spoken_numbers import SpokenNumber
from reports.counting.kind_numbers import number_key

# Measure words that a text uses for one another, the usual one first.
ALIKE_UNITS = (("人次", "人", "名", "位"), ("场", "场次", "次", "期"))
TIMES = ("次", "批次", "批", "轮")

SENTENCE = re.compile(r"[^。！？!?\n]*[。！？!?\n]?")
# What is said of a day or a place holds up to here.
STATEMENT = re.compile(r"[^。！？!?\n；;]+")
CLAUSE = re.compile(r"[^。！？!?\n；;，,]+")

HALF_WIDTH = str.maketrans("０１２３４５６７８９．", "0123456789.")
SEPARATOR = "\x01"
SEPARATED = re.compile(r"(?<![0-9])[0-9]{1,3}(?:[,，][0-9]{3})+(?![0-9])")
# In brackets stands what is said besides; in quotation marks no number is the text's own.
BESIDES = re.compile(r"（[^（）]*）|\([^()]*\)|【[^【】]*】")
QUOTED = re.compile(r"“[^“”]*”|《[^《》]*》|「[^「」]*」")
DIGITS = re.compile("[0-9]")

NUMBER = re.compile(rf"[0-9]+(?:{SEPARATOR}[0-9]{{3}})*(?:\.[0-9]+)?")
LONGEST_NUMBER = 9
RANGE = r"(?:[-–—−－~～]+|至|到)"
ANY_UNIT = "人次|场次|批次|人|名|位|场|次|期|批|轮|份|户|家|个|条|件|元|万|年|月|日"
# Characters before a number that are looked at.
NEAR = 12
BEFORE = re.compile(
    "(?:第|每|各|约|近|逾|超|超过|突破|余|几|数|至少|不少于|不低于|不足|不到|最多"
    rf"|[0-9]、|[0-9]\s*(?:{ANY_UNIT})?\s*{RANGE})\s*\Z"
)
AFTER = re.compile(rf"\s*(?:余|多|以上|以下|以内|左右|上下|不等|{RANGE}\s*[0-9]|[%％‰])")

ONLINE_AND_ON_SITE = re.compile("线上[、和与及]?线下|线下[、和与及]?线上")
PART = re.compile(
    "其中|每|平均|人均|场均|线上|线下|网上|视频|直播|分别|首[场次批]|计划|预计|预期|拟|力争|争取|打算|目标"
    "|邀请|聘请|特邀|选派|专家|讲师|导师"
)
OTHER_TIME = re.compile("去年|上年|往年|同期|明年|下半年|下一步|今后|接下来")
DATE = re.compile(r"(?:[0-9]{4}年)?(?:[0-9]{1,2}月(?:份|[上中下]旬|[0-9]{1,2}[日号])?|(?<![0-9月])[0-9]{1,2}日)")
DATE_OF_A_SPAN_BEFORE = re.compile(r"(?:截至|截止|自|从|[-–—−－~～至到])\s*\Z")
DATE_OF_A_SPAN_AFTER = re.compile(rf"\s*(?:{RANGE}|起|以来|开始|前|之前|止|底|末)")
TAKING_PART = re.compile("参加|参与|参会|到会|到场")
PARTICIPANTS = "participant_count"


@dataclass(frozen=True)
class Mention:
    """A number in a sentence: where it stands, and the key of the number of the log that it states."""

    start: int
    end: int
    stated: int
    key: str


@dataclass(frozen=True)
class Vocabulary:
    """The numbers of all kinds of a campaign by their words, and the names of places that are a part of the row."""

    numbers: Sequence[SpokenNumber]
    places: frozenset[str] = frozenset()

    @cached_property
    def by_word(self) -> dict[str, list[SpokenNumber]]:
        """The longest word first."""
        by_word: dict[str, list[SpokenNumber]] = {}
        for number in self.numbers:
            for word in number.words:
                by_word.setdefault(word, []).append(number)
        return dict(sorted(by_word.items(), key=lambda named: -len(named[0])))

    @cached_property
    def patterns(self) -> dict[str, re.Pattern]:
        """Of the words with a gap."""
        return {word: with_gaps(word) for word in self.by_word if "…" in word}

    def named_in(self, clause: str) -> list[SpokenNumber]:
        """A word within a longer one is not counted as said."""
        named: dict[SpokenNumber, None] = {}
        for word, numbers in self.by_word.items():
            if word in self.patterns:
                is_named = self.patterns[word].search(clause)
            else:
                is_named = word in clause
                clause = clause.replace(word, "\0" * len(word))
            if is_named:
                named |= dict.fromkeys(numbers)
        return list(named)

    def names_place(self, clause: str) -> bool:
        return any(place in clause for place in self.places)


def with_gaps(word: str) -> re.Pattern:
    return re.compile(".{0,12}?".join(re.escape(part) for part in re.split("…+", word)))


def place_words(names: Iterable[str]) -> frozenset[str]:
    """How a text names places: 昆都仑区 and 昆都仑, of short names 东河区 and 东河团区委."""
    words: set[str] = set()
    for name in names:
        stem = name[:-1]
        words |= {name, f"{stem}团"} | ({stem} if len(stem) > 2 else set())
    return frozenset(words)


def units_like(unit: str) -> tuple[str, ...]:
    if unit in TIMES:
        return TIMES
    return next((alike for alike in ALIKE_UNITS if unit in alike), (unit,) if unit else ())


def sentences(text: str) -> list[str]:
    """The pieces of a text, each with its mark; joined they are the text."""
    return [piece for piece in SENTENCE.findall(text) if piece]


def read_sentence(sentence: str, vocabulary: Vocabulary) -> list[Mention]:
    plain = cover_asides(half_width(sentence))
    return [
        mention
        for statement in STATEMENT.finditer(plain)
        for mention in _read_statement(statement[0], statement.start(), vocabulary)
    ]


def read_numbers(sentence: str, keys: Mapping[int, str]) -> list[Mention]:
    """`keys` by the position of a number among all numbers of the sentence."""
    numbers = enumerate(NUMBER.finditer(half_width(sentence)))
    known = [(number, keys[position]) for position, number in numbers if position in keys]
    return [Mention(*number.span(), value_of(number[0]), key) for number, key in known]


def wording(sentence: str) -> str:
    """The sentence but for its numbers: what it speaks of stays the same when these change."""
    return NUMBER.sub("#", half_width(sentence))


def half_width(sentence: str) -> str:
    """As long as the sentence itself, with digits of one width, and separators apart from commas."""
    plain = sentence.translate(HALF_WIDTH)
    return SEPARATED.sub(lambda number: re.sub("[,，]", SEPARATOR, number[0]), plain)


def cover_asides(sentence: str) -> str:
    """As long as the sentence itself: what is no number of the text's own is covered up."""
    sentence = BESIDES.sub(lambda aside: "\0" * len(aside[0]), sentence)
    return QUOTED.sub(lambda quoted: DIGITS.sub("\0", quoted[0]), sentence)


def value_of(digits: str) -> int:
    return int(digits.replace(SEPARATOR, ""))


def _read_statement(statement: str, offset: int, vocabulary: Vocabulary) -> Iterator[Mention]:
    kind, is_part = "", False
    for clause in CLAUSE.finditer(statement):
        is_part = is_part or speaks_of_a_part(clause[0], vocabulary)
        named = vocabulary.named_in(clause[0])
        if named:
            kinds = {number.kind for number in named}
            kind = kinds.pop() if len(kinds) == 1 else ""
        elif kind and TAKING_PART.search(clause[0]):
            named = [one for one in vocabulary.numbers if (one.kind, one.figure) == (kind, PARTICIPANTS)]
        if kind and named and not is_part and not is_aside(clause[0]):
            yield from _read_clause(clause[0], offset + clause.start(), named)


def speaks_of_a_part(clause: str, vocabulary: Vocabulary) -> bool:
    """Of a place below, a day, or another time; and so do the clauses after it."""
    return vocabulary.names_place(clause) or bool(OTHER_TIME.search(clause)) or names_single_date(clause)


def names_single_date(clause: str) -> bool:
    return any(
        not DATE_OF_A_SPAN_BEFORE.search(just_before(clause, date))
        and not DATE_OF_A_SPAN_AFTER.match(clause, date.end())
        for date in DATE.finditer(clause)
    )


def is_aside(clause: str) -> bool:
    return bool(PART.search(ONLINE_AND_ON_SITE.sub("", clause)))


def _read_clause(clause: str, offset: int, named: Sequence[SpokenNumber]) -> list[Mention]:
    mentions: dict[str, list[Mention]] = {}
    for number in NUMBER.finditer(clause):
        fitting = [one for one in named if is_exact(clause, number, one)]
        if len(fitting) == 1:
            key = number_key(fitting[0].kind, fitting[0].figure)
            start, end = (offset + place for place in number.span())
            mentions.setdefault(key, []).append(Mention(start, end, value_of(number[0]), key))
    # Two numbers of one thing: the text itself would have to say which is which.
    return [found[0] for found in mentions.values() if len(found) == 1]


def is_exact(clause: str, number: re.Match, spoken: SpokenNumber) -> bool:
    """Whether it is a whole number in the measure word of what is spoken of, and neither rough nor an ordinal."""
    if "." in number[0] or len(number[0]) > LONGEST_NUMBER or not spoken.unit:
        return False
    unit = unit_pattern(spoken.unit).match(clause, number.end())
    return bool(unit) and not BEFORE.search(just_before(clause, number)) and not AFTER.match(clause, unit.end())


@cache
def unit_pattern(unit: str) -> re.Pattern:
    longest_first = sorted(units_like(unit), key=len, reverse=True)
    return re.compile(rf"\s*(?:{'|'.join(map(re.escape, longest_first))})(?!月|小时)")


def just_before(clause: str, found: re.Match) -> str:
    return clause[max(0, found.start() - NEAR) : found.start()]
