"""The page after a stored answer: rendered once per home committee, only the receipt code is inserted per answer."""

import re
from functools import lru_cache

from django.template.loader import render_to_string

from organization.models import Campaign, Committee
from organization.read_only import read_only_state
from returnees.models import Returnee
from returnees.questionnaire import Questionnaire

CODE_MARK = "RECEIPT-CODE-MARK"
PART_MARKS = ["RECEIPT-PART-1", "RECEIPT-PART-2", "RECEIPT-PART-3", "RECEIPT-PART-4"]
PART_LENGTH = 4
_MARK = re.compile(f"({'|'.join((CODE_MARK, *PART_MARKS))})")


def thanks_page(questionnaire: Questionnaire, returnee: Returnee, code: str) -> bytes:
    campaign, entrance = questionnaire.campaign, questionnaire.entrance
    again = entrance.get_absolute_url() if entrance.is_staff_filled else ""
    version = (campaign.questionnaire_revision, read_only_state())
    pieces = _pieces(campaign, version, returnee.home_committee, again)
    parts = [code[start : start + PART_LENGTH] for start in range(0, len(code), PART_LENGTH)]
    shown = {CODE_MARK: code} | dict(zip(PART_MARKS, parts, strict=True))
    return b"".join(shown[piece].encode() if isinstance(piece, str) else piece for piece in pieces)


@lru_cache(maxsize=256)
def _pieces(campaign: Campaign, version: tuple, committee: Committee, again: str) -> list[bytes | str]:
    """Of the page for one home committee, encoded, with the marks between them as they are.

    `again` is where staff fill in for the next youth, if they do.
    """
    context = {"campaign": campaign, "committee": committee, "code": CODE_MARK, "parts": PART_MARKS, "again": again}
    page = render_to_string("public/thanks.html", context)
    return [piece if piece in (CODE_MARK, *PART_MARKS) else piece.encode() for piece in _MARK.split(page)]


clear_thanks = _pieces.cache_clear
