"""Cleans text where it comes in, divides it for display, and writes numbers in Chinese."""

import re
import unicodedata

from django import forms

# The Unicode categories Cc and Cs but the line break, and noncharacters, which no XML file may hold;
# Mongolian needs its format characters (Cf).
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_SPACES_AND_BREAKS = re.compile(r"\s+")
NUMERALS = "零一二三四五六七八九"


def clean_line(value: str) -> str:
    """One line of text: no control characters, no line breaks, single spaces, trimmed (full-width space too)."""
    return _SPACES_AND_BREAKS.sub(" ", _CONTROL.sub(" ", value)).strip()


def clean_paragraphs(value: str) -> str:
    return _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")).strip()


def heading_blocks(text: str) -> list[tuple[str, str]]:
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    parts = (block.partition("\n") for block in blocks if block.strip())
    return [(heading.strip(), body.strip()) for heading, _, body in parts]


def clauses(text: str) -> list[str]:
    """A sentence or two in the pieces between which a line may be broken, each with its mark."""
    return re.findall(r"[^。，！？；]+[。，！？；]*", text)


def to_half_width(value: str) -> str:
    return unicodedata.normalize("NFKC", value)


class LineField(forms.CharField):
    """A form field for one line of a person's text."""

    def to_python(self, value):
        if isinstance(value, str):
            value = clean_line(value)
        return super().to_python(value)


class ParagraphsField(forms.CharField):
    """A form field for text of several lines."""

    def to_python(self, value):
        if isinstance(value, str):
            value = clean_paragraphs(value)
        return super().to_python(value)


def chinese_number(number: int) -> str:
    """Up to 99, as before a measure word: 两, 五, 十二, 二十."""
    tens, ones = divmod(number, 10)
    if number == 2:
        return "两"
    if not tens:
        return NUMERALS[ones]
    return ("" if tens == 1 else NUMERALS[tens]) + "十" + (NUMERALS[ones] if ones else "")
