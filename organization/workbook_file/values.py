"""What a cell holds, as a value of Python, and what a person reads there."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import isfinite

from django.core.exceptions import ValidationError
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from organization.text import clean_line, clean_paragraphs, decode_cell_text
from organization.workbook_file.limits import BROKEN

NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
# Up to here, Excel shows every digit of a whole number.
EXACT = 10**15
# Of ECMA-376 part 1, 18.8.30: dates in Chinese, which no table of openpyxl has.
CHINESE_DATES = frozenset({*range(27, 37), *range(50, 59)})
LONGEST_CODE = 255
DATE, DURATION, PERCENT = "date", "duration", "percent"


@dataclass(frozen=True)
class UnreadCell:
    """A cell whose content is not used, and why."""

    shown: str
    reason: str

    def __str__(self):
        return self.shown


Value = str | int | float | bool | date | time | timedelta | UnreadCell | None


def read_text(value: Value) -> str:
    """A cell as one line of text: a number as it was typed, a moment as its day if it is that."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    return clean_line(str(value))


def number_kind(key: str, code: str) -> str:
    """What numbers are that have the format of this key and code; empty if they are only numbers."""
    format_id = int(key) if key.isascii() and key.isdecimal() and len(key) < 10 else 0
    # Longer codes, which Excel does not take, are not worth a regular expression.
    code = code[:LONGEST_CODE] or BUILTIN_FORMATS.get(format_id, "")
    if is_timedelta_format(code):
        return DURATION
    if format_id in CHINESE_DATES or is_date_format(code):
        return DATE
    return PERCENT if "%" in code else ""


def text_value(raw: str) -> str | None:
    """None for a text of which nothing is seen."""
    return clean_paragraphs(decode_cell_text(raw)) or None


def number_value(raw: str, kind: str, *, is_from_1904: bool) -> Value:
    if not NUMBER.fullmatch(raw):
        raise ValidationError(BROKEN)
    number = float(raw)
    if not isfinite(number):
        raise ValidationError(BROKEN)
    if kind == PERCENT:
        return f"{number * 100:.10g}%"
    if kind:
        return moment(number, raw, kind, MAC_EPOCH if is_from_1904 else WINDOWS_EPOCH)
    if number.is_integer() and abs(number) < EXACT:
        return int(number)
    return float(f"{number:.15g}")


def moment(number: float, raw: str, kind: str, epoch: datetime) -> Value:
    with suppress(OverflowError, ValueError):
        if number >= 0 or kind == DURATION:
            return from_excel(number, epoch, timedelta=kind == DURATION)
    # Here: the benchmarks read the limits of this package without a site, and so without a region.
    from organization.region import EXAMPLE_YEAR

    return UnreadCell(raw, f"是日期格式，却不是日期，请写成 {EXAMPLE_YEAR}-1-5 这样。")


def written_moment(raw: str) -> Value:
    """Of a cell that holds a date as text of ISO 8601, as Strict Open XML has them."""
    for read in (datetime.fromisoformat, time.fromisoformat):
        try:
            return read(raw).replace(tzinfo=None)
        except ValueError:
            continue
    raise ValidationError(BROKEN)
