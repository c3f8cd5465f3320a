"""Cleaning of a summary's text, which is pasted from Word, WPS and WeChat. No ORM, no request.

static/package.js does the same to what is pasted; both are tested with the same cases.
"""

import re

from organization.text import clean_paragraphs

# Shift+Enter in Word, and the other signs that end a line.
_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_SPACES = re.compile("[\t \xa0\u2007\u202f]+")
# Zero-width and soft signs, the place of a picture, and private use: Word's bullets are signs of its own fonts there.
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff\ufffc\ue000-\uf8ff\U000f0000-\U0010fffd]")
_BULLET = re.compile(r"^[ \u3000]*[•●○■□◆◇▪▫➢➤‣◦∙✓✔][ \u3000]*", re.MULTILINE)
_EDGES = re.compile(r"^[ \u3000]+|[ \u3000]+$", re.MULTILINE)
_BLANK_LINES = re.compile("\n{3,}")


def clean_summary(text: str) -> str:
    """Paragraphs of plain text: one line each, no bullets, no indents (the document sets its own), no double gaps."""
    text = _SPACES.sub(" ", _BREAKS.sub("\n", text))
    text = _BULLET.sub("", _UNSEEN.sub("", text))
    return _BLANK_LINES.sub("\n\n", clean_paragraphs(_EDGES.sub("", text)))


def paragraphs(text: str) -> list[str]:
    return [line for line in text.split("\n") if line]
