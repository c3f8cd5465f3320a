"""The one door for text: what comes in from forms, workbooks, lists and searches goes through here.

No ORM, no request. Nothing else in the project takes characters out of a text, or knows how a name is spelled.
"""

from organization.text.cells import decode_cell_text, encode_cell_text
from organization.text.cleaning import (
    clean_code,
    clean_line,
    clean_paragraphs,
    comparable,
    to_half_width,
    visible,
)
from organization.text.fields import CleanedField, CodeField, LineField, ParagraphsField, PersonField
from organization.text.names import clean_beginning, clean_name, is_name
from organization.text.searching import search_spellings
from organization.text.wording import NUMERALS, chinese_number, clauses, heading_blocks

__all__ = [
    "NUMERALS",
    "CleanedField",
    "CodeField",
    "LineField",
    "ParagraphsField",
    "PersonField",
    "chinese_number",
    "clauses",
    "clean_beginning",
    "clean_code",
    "clean_line",
    "clean_name",
    "clean_paragraphs",
    "comparable",
    "decode_cell_text",
    "encode_cell_text",
    "heading_blocks",
    "is_name",
    "search_spellings",
    "to_half_width",
    "visible",
]
