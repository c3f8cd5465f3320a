"""Divides text for display, and writes numbers in Chinese."""

import re

NUMERALS = "零一二三四五六七八九"


def heading_blocks(text: str) -> list[tuple[str, str]]:
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    parts = (block.partition("\n") for block in blocks if block.strip())
    return [(heading.strip(), body.strip()) for heading, _, body in parts]


def clauses(text: str) -> list[str]:
    """A sentence or two in the pieces between which a line may be broken, each with its mark."""
    return re.findall(r"[^。，！？；]+[。，！？；]*", text)


def chinese_number(number: int) -> str:
    """Up to 99, as before a measure word: 两, 五, 十二, 二十."""
    tens, ones = divmod(number, 10)
    if number == 2:
        return "两"
    if not tens:
        return NUMERALS[ones]
    return ("" if tens == 1 else NUMERALS[tens]) + "十" + (NUMERALS[ones] if ones else "")
