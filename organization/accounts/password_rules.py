"""What a password has to be. One-time passwords of slips are random and not asked."""

import re
from collections.abc import Iterator
from itertools import islice, product

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError

from organization.accounts.guessed_words import find_guessed_words
from organization.accounts.guessing import PieceKind, plain_letters, read_password
from organization.pinyin import spell_person

LEAST_LENGTH = 12
# From this length on it is a phrase, which needs no classes of characters.
PHRASE_LENGTH = 20
CLASSES = ("[a-z]", "[A-Z]", "[0-9]", "[^a-zA-Z0-9]")
REQUIRED_CLASSES = 3
# As `read_password` counts: six letters that nobody can foresee, besides whatever can be guessed.
LEAST_COST = 6
# Of an own name.
SHORTEST_IN_LETTERS, SHORTEST_IN_CHINESE = 4, 2
# Ways in which a name may be read.
MOST_READINGS = 16


class LengthValidator(MinimumLengthValidator):
    """Django's own, whose error is not in its Chinese catalogue."""

    def __init__(self, min_length=LEAST_LENGTH):
        super().__init__(min_length)

    def get_error_message(self):
        return f"密码太短，至少要 {self.min_length} 个字符。"

    def get_help_text(self):
        return f"至少 {self.min_length} 个字符。"


class ThreeClassesValidator:
    """Three of: small letters, capitals, digits, others (GB/T 22239 asks for complexity), unless it is a phrase."""

    def validate(self, password, user=None):
        class_count = sum(re.search(one, password) is not None for one in CLASSES)
        if class_count < REQUIRED_CLASSES and len(password) < PHRASE_LENGTH:
            raise ValidationError(self.get_help_text(), code="password_too_simple")

    def get_help_text(self):
        return (
            "密码应含有小写字母、大写字母、数字、其他符号中的至少三种；"
            f"{PHRASE_LENGTH} 个字符以上的一句话（如几个不相干的词的拼音）不限。"
        )


class GuessableValidator:
    """Refuses what somebody who knows the field tries first: Tuanwei@2026, Baotou@2020, 1qaz@WSX."""

    def validate(self, password, user=None):
        reading = read_password(password, find_guessed_words())
        if reading.cost < LEAST_COST:
            kinds = "、".join(kind for kind in PieceKind if kind in reading.kinds)
            reason = f"主要是{kinds}" if kinds else "字母太少"
            message = f"太容易猜：{reason}。加年份、符号或换大小写也挡不住，请换一个别人想不到的。"
            raise ValidationError(message, code="password_guessable")

    def get_help_text(self):
        return "不要用地名、团组织和本系统的用语、常见密码、键盘上相邻的键，加了年份和符号也不行。"


class OwnNamesValidator:
    """Refuses whatever has the account's user name or the person's name in it, also in pinyin."""

    def validate(self, password, user=None):
        text = plain_letters(password)
        texts = (text, "".join(filter(str.isalnum, text)))
        if user and any(name in text for name in find_own_names(user) for text in texts):
            raise ValidationError(self.get_help_text(), code="password_own_name")

    def get_help_text(self):
        return "密码里不要有自己的用户名或姓名，拼音也不行。"


def find_own_names(user) -> set[str]:
    username, full_name = plain_letters(user.username), plain_letters(user.full_name)
    names = {username, full_name, *re.findall(r"\d{6}", username), *spell_own_name(full_name)}
    return {name for name in names if len(name) >= (SHORTEST_IN_LETTERS if name.isascii() else SHORTEST_IN_CHINESE)}


def spell_own_name(full_name: str) -> Iterator[str]:
    """In pinyin, with the family's name first and last."""
    if full_name.isascii():
        return
    for syllables in islice(product(*spell_person(full_name)), MOST_READINGS):
        yield "".join(syllables)
        yield "".join([*syllables[1:], *syllables[:1]])
