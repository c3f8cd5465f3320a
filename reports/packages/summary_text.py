"""Cleaning of a summary's text, which is pasted from Word, WPS and WeChat. No ORM, no request.

static/summary.js does the same to what is pasted; both are tested with the same cases.
"""

import re

from organization.text import clean_paragraphs

_SPACES = re.compile(" +")
# Private use: Word's bullets are signs of its own fonts there.
_PRIVATE_USE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
_BULLET = re.compile(r"^[ \u3000]*[•●○■□◆◇▪▫➢➤‣◦∙✓✔][ \u3000]*", re.MULTILINE)
_EDGES = re.compile(r"^[ \u3000]+|[ \u3000]+$", re.MULTILINE)
_BLANK_LINES = re.compile("\n{3,}")


def clean_summary(text: str) -> str:
    """Paragraphs of plain text: one line each, no bullets, no indents (the document sets its own), no double gaps."""
    text = _PRIVATE_USE.sub("", _SPACES.sub(" ", clean_paragraphs(text)))
    return _BLANK_LINES.sub("\n\n", _EDGES.sub("", _BULLET.sub("", text))).strip()


def paragraphs(text: str) -> list[str]:
    return [line for line in text.split("\n") if line]
