"""Building blocks of Chinese sentences: enumerations, days, quotation marks, gaps."""

from collections.abc import Iterable
from datetime import date

from organization.text import NUMERALS, chinese_number
from reports.packages.summary_length import GAP


def gap(what: str) -> str:
    return f"{GAP}{what}】"


def listed(parts: Iterable[str]) -> str:
    return "、".join(parts)


def ordinal(number: int) -> str:
    """As headings are numbered, up to 99: 一, 二, 十二."""
    return NUMERALS[number] if number < 10 else chinese_number(number)


def day(on: date) -> str:
    return f"{on.month}月{on.day}日"


def span(first_on: date, last_on: date) -> str:
    return day(first_on) if first_on == last_on else f"{day(first_on)}至{day(last_on)}"


def quoted(text: str) -> str:
    """In quotation marks; those inside become single ones (GB/T 15834)."""
    return f"“{text.replace('“', '‘').replace('”', '’')}”"


def quoted_list(texts: Iterable[str]) -> str:
    """No mark stands between quotations that follow each other (GB/T 15834)."""
    return "".join(quoted(text) for text in texts)


def as_one(label: str) -> str:
    """A choice's label as one member of an enumeration: nothing in brackets, and 和 before its own last part."""
    *parts, last = label.partition("（")[0].split("、")
    return f"{'、'.join(parts)}和{last}" if parts else last
