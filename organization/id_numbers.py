"""Finds ID-card and bank-card numbers in text, however they are grouped, but not lists of years or amounts."""

import re
import unicodedata
from datetime import date
from itertools import accumulate

from django.core.exceptions import ValidationError

from organization.text import LineField, ParagraphsField, to_half_width, visible

# GB/T 2260, the first two digits: the provinces, and 83 and 91 of residence permits and foreigners.
_PROVINCES = frozenset(
    (
        "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 91"
    ).split()
)
_SHORTEST, _LONGEST = 15, 19
# X is the last digit of some ID-card numbers, and stands in no other.
_DIGITS = re.compile(r"[0-9]+|[Xx](?![A-Za-z])")
_MARKS_BETWEEN_DIGITS = re.compile(r"[\W_]{0,4}")
# The first digits of issuers and their lengths (ISO/IEC 7812): UnionPay with its older numbers; Visa, Mastercard, JCB
# and American Express, with which many amounts begin, only in the groups that cards have.
_UNIONPAY = re.compile(r"(?=[0-9]{16,19}$)(62|60|9[56]|103)[0-9]+")
_OTHER_CARD = re.compile(r"(?=[0-9]{16}$)(4|5[1-5]|35)[0-9]+|3[47][0-9]{13}")
_UNIONPAY_IN_FOURS = re.compile(r"62[0-9]{2}( [0-9]{4}){3}( [0-9]{1,3})?")
# No check digit: divided after the county, or evenly.
_OLD_ID_GROUPS = re.compile(
    r"[0-9]{6} [0-9 ]+|([0-9]{3} ){4}[0-9]{3}|([0-9]{4} ){3}[0-9]{3}|([0-9]{5} ){2}[0-9]{5}|([0-9] ){14}[0-9]"
)
_CARD_GROUPS = re.compile(r"([0-9]{4} ){3}[0-9]{4}|([0-9] ){14,15}[0-9]|[0-9]{4} [0-9]{6} [0-9]{5}|[0-9]{6} [0-9]{10}")
# Characters; no field accepts more, so that longer texts are refused for their length.
_LONGEST_TEXT = 2000


def reject_id_and_card_numbers(value: str) -> None:
    if holds_id_or_card_number(value):
        raise ValidationError("请勿填写身份证号、银行卡号，删去后再提交。", code="id_or_card_number")


def holds_id_or_card_number(text: str) -> bool:
    """Whether a number of an ID card (GB 11643, or the older one of 15 digits) or of a bank card stands in the text.

    15 or more digits without a gap always count as one. Divided by marks they need more: a province, a day of
    birth and a check digit that fits, or an issuer and its check digit (Luhn).
    """
    plain = to_half_width(visible(text[:_LONGEST_TEXT]))
    # Only now is its length known: one sign may stand for two digits. Most answers end here.
    if len(plain) < _SHORTEST:
        return False
    for groups in _neighbouring_groups(_in_digits(plain)):
        if any(len(group) >= _SHORTEST for group in groups):
            return True
        for first in range(len(groups)):
            lengths = accumulate(len(group) for group in groups[first:])
            for last, length in enumerate(lengths, start=first + 1):
                if length > _LONGEST:
                    break
                if length >= _SHORTEST and _is_number(groups[first:last]):
                    return True
    return False


def _in_digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(character, character)) for character in text)


def _neighbouring_groups(text: str) -> list[list[str]]:
    stretches: list[list[str]] = []
    end = None
    for found in _DIGITS.finditer(text):
        is_next = end is not None and _MARKS_BETWEEN_DIGITS.fullmatch(text, end, found.start())
        if is_next:
            stretches[-1].append(found[0].upper())
        elif found[0] not in "Xx":
            stretches.append([found[0]])
        else:
            continue
        end = found.end()
    return stretches


def _is_number(groups: list[str]) -> bool:
    number = "".join(groups)
    if "X" in number[:-1]:
        return False
    divided = " ".join(groups)
    if len(number) == 18 and _is_id(number, born=number[6:14]) and _fits_gb_11643(number):
        return True
    if len(number) == 15 and _is_id(number, born=f"19{number[6:12]}") and _OLD_ID_GROUPS.fullmatch(divided):
        return True
    return "X" not in number and _is_card(number, divided)


def _is_card(number: str, groups: str) -> bool:
    if _UNIONPAY_IN_FOURS.fullmatch(groups):
        return True
    is_issued = _UNIONPAY.fullmatch(number) or (_OTHER_CARD.fullmatch(number) and _CARD_GROUPS.fullmatch(groups))
    return bool(is_issued) and _fits_luhn(number)


def _is_id(number: str, *, born: str) -> bool:
    return number[:2] in _PROVINCES and _is_day_of_birth(born)


def _is_day_of_birth(digits: str) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return 1900 <= born.year <= 2099


def _fits_gb_11643(number: str) -> bool:
    """The check digit (ISO 7064, MOD 11-2): the weights are powers of 2, X is 10."""
    values = (10 if digit == "X" else int(digit) for digit in reversed(number))
    return sum(value * 2**place for place, value in enumerate(values)) % 11 == 1


def _fits_luhn(number: str) -> bool:
    doubled = (sum(divmod(int(digit) * 2, 10)) for digit in number[-2::-2])
    return (sum(int(digit) for digit in number[::-2]) + sum(doubled)) % 10 == 0


class PlainLineField(LineField):
    """One line in which numbers of ID and bank cards are refused."""

    default_validators = (reject_id_and_card_numbers,)


class PlainParagraphField(ParagraphsField):
    """Text of several lines in which they are refused."""

    default_validators = (reject_id_and_card_numbers,)
