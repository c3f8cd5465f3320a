"""How soon somebody who knows the field guesses a password: its cheapest reading as words, years, walks and signs."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise


class PieceKind(StrEnum):
    """What a piece of a password is; the value is how the refusal calls it."""

    PLACE = "地名"
    LEAGUE = "团组织和本系统的用语"
    COMMON = "最常见的密码"
    WALK = "键盘上相邻的键"
    NUMBER = "年份、日期或手机号"
    ALPHABET = "按顺序的字母或数字"
    REPEAT = "重复的一段"


# In letters that nobody can foresee. One of ten thousand common words is worth two, any other piece one.
COSTS = dict.fromkeys(PieceKind, 1.0) | {PieceKind.COMMON: 2.0}
DIGIT_OR_MARK_COST = 0.5
# Beyond these a reading costs more time than it tells.
MOST_READ = 64

# A piece that is shorter is no shortcut for whoever guesses.
SHORTEST_WALK, SHORTEST_ALPHABET = 4, 3
_KEYS = ("`1234567890-=", "qwertyuiop[]\\", "asdfghjkl;'", "zxcvbnm,./")
_SHIFTED = str.maketrans('~!@#$%^&*()_+{}|:"<>?', "`1234567890-=[]\\;',./")
_KEY_AT = {key: (x, y) for y, row in enumerate(_KEYS) for x, key in enumerate(row, start=y > 0)}
_YEAR = r"(?:19|20)\d\d"
_NUMBERS = [
    re.compile(pattern)
    for pattern in (
        rf"{_YEAR}[-./年]?(?:1[0-2]|0?[1-9])[-./月]?(?:3[01]|[12]\d|0?[1-9])日?",
        rf"{_YEAR}年?",
        r"1[3-9]\d{9}",
        r"(?:1[0-2]|0[1-9])(?:3[01]|[12]\d|0[1-9])",
    )
]
_REPEATED = re.compile(r"(.+?)\1+", re.DOTALL)
# How letters are disguised: T@o as Tao.
_DISGUISES = [str.maketrans("@4031$57!", f"aaoe{one}ssti") for one in "li"]


@dataclass(frozen=True)
class PasswordReading:
    cost: float
    kinds: frozenset[PieceKind] = frozenset()

    def add(self, cost: float, *kinds: PieceKind) -> "PasswordReading":
        return PasswordReading(self.cost + cost, self.kinds | set(kinds))


def read_password(password: str, words: Mapping[str, PieceKind]) -> PasswordReading:
    """The cheapest reading; `words` are in small letters."""
    text = plain_letters(password)[:MOST_READ]
    if repeated := _REPEATED.fullmatch(text):
        return read_text(repeated[1], words).add(COSTS[PieceKind.REPEAT], PieceKind.REPEAT)
    without_marks = "".join(filter(str.isalnum, text))
    readings = [read_text(text, words), read_text(without_marks, words).add(DIGIT_OR_MARK_COST)]
    return min(readings, key=lambda reading: reading.cost)


def plain_letters(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def read_text(text: str, words: Mapping[str, PieceKind]) -> PasswordReading:
    best: list[PasswordReading | None] = [PasswordReading(0.0), *[None] * len(text)]
    longest = max(map(len, words), default=0)
    spellings = [text, *(text.translate(disguise) for disguise in _DISGUISES)]
    for start, sign in enumerate(text):
        here = best[start]
        candidates = [(start + 1, here.add(1.0 if sign.isalpha() else DIGIT_OR_MARK_COST))]
        candidates += [
            (start + length, here.add(COSTS[kind], kind))
            for length, kind in find_pieces(text, spellings, start, words, longest)
        ]
        for end, reading in candidates:
            if best[end] is None or reading.cost < best[end].cost:
                best[end] = reading
    return best[-1]


def find_pieces(text, spellings, start, words, longest) -> Iterator[tuple[int, PieceKind]]:
    """The length and the kind of each piece that begins at `start`."""
    for end in range(start + 2, min(start + longest, len(text)) + 1):
        has_letter = any(sign.isalpha() for sign in text[start:end])
        for spelling in spellings if has_letter else spellings[:1]:
            if kind := words.get(spelling[start:end]):
                yield end - start, kind
    for pattern in _NUMBERS:
        if found := pattern.match(text, start):
            yield len(found[0]), PieceKind.NUMBER
    if (length := length_of_walk(text, start)) >= SHORTEST_WALK:
        yield length, PieceKind.WALK
    if (length := length_of_alphabet(text, start)) >= SHORTEST_ALPHABET:
        yield length, PieceKind.ALPHABET


def length_of_walk(text: str, start: int) -> int:
    """How many signs from `start` on lie beside or on one another on the keyboard: 1qaz, qwer, 1q2w3e, aaaa."""
    keys = [_KEY_AT.get(sign) for sign in text[start:].translate(_SHIFTED)]
    length = 1
    for one, other in pairwise(keys):
        if one is None or other is None or abs(one[0] - other[0]) > 1 or abs(one[1] - other[1]) > 1:
            break
        length += 1
    return length


def length_of_alphabet(text: str, start: int) -> int:
    """How many signs from `start` on follow one another, forwards or backwards: abcd, 4321."""
    if not (text[start].isascii() and text[start].isalnum()):
        return 1
    lengths = []
    for step in (1, -1):
        length = 1
        while start + length < len(text) and ord(text[start + length]) == ord(text[start]) + step * length:
            length += 1
        lengths.append(length)
    return max(lengths)
