"""The page after a stored answer: rendered and compressed once per home committee, with what is the youth's put in."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from django.template.loader import render_to_string

from organization.clock import now
from organization.models import Campaign, Committee, Responsible
from organization.read_only import read_only_state
from returnees.after_sending import LIFETIME, questions_after_sending, sign_proof
from returnees.models import Returnee
from returnees.prepared_page import Piece, deflated, stored
from returnees.questionnaire import Questionnaire
from returnees.receipt_codes import RECEIPT_LENGTH
from returnees.receipt_qr import receipt_qr

CODE_MARK, QR_MARK, PROOF_MARK = "RECEIPT-CODE-MARK", "RECEIPT-QR-MARK", "SENDING-PROOF-MARK"
PART_MARKS = ["RECEIPT-PART-1", "RECEIPT-PART-2", "RECEIPT-PART-3", "RECEIPT-PART-4"]
PART_LENGTH = 4
# What stands for these is as long in every answer.
LENGTHS = {CODE_MARK: RECEIPT_LENGTH} | dict.fromkeys(PART_MARKS, PART_LENGTH)
_MARK = re.compile(f"({'|'.join([CODE_MARK, QR_MARK, PROOF_MARK, *PART_MARKS])})")


class Thanks(NamedTuple):
    pieces: Sequence[Piece]
    has_mongolian: bool


class ThanksOfHome(NamedTuple):
    """What is the same for all who have this home: behind each text but the last stands what its mark stands for."""

    texts: list[Piece]
    marks: list[str]
    has_mongolian: bool

    def filled(self, shown: dict[str, str]) -> Thanks:
        holes = {mark: stored(text.encode()) for mark, text in shown.items()}
        pieces = chain.from_iterable(zip(self.texts, [holes[mark] for mark in self.marks], strict=False))
        return Thanks([*pieces, self.texts[-1]], self.has_mongolian)


def thanks_of(questionnaire: Questionnaire, returnee: Returnee, code: str, *, is_added: bool = False) -> Thanks:
    """`is_added`: what is optional has been answered, too."""
    campaign, entrance = questionnaire.campaign, questionnaire.entrance
    again = entrance.get_absolute_url() if entrance.is_staff_filled else ""
    version = (campaign.questionnaire_revision, read_only_state())
    offer = find_offer(questionnaire, returnee, is_added)
    parts = [code[start : start + PART_LENGTH] for start in range(0, len(code), PART_LENGTH)]
    shown = {CODE_MARK: code, QR_MARK: receipt_qr(code)} | dict(zip(PART_MARKS, parts, strict=True))
    if offer == "more":
        sent_at = returnee.submitted_at
        shown[PROOF_MARK] = sign_proof(entrance, returnee.submission_uuid, returnee.status, sent_at=sent_at)
    return _of_home(campaign, version, returnee.home_committee, again, offer).filled(shown)


def find_offer(questionnaire: Questionnaire, returnee: Returnee, is_added: bool) -> str:
    """more where something optional can be answered, added where it has been."""
    if is_added:
        return "added"
    # Staff who fill in for somebody have had all questions on one page.
    if returnee.added_at or questionnaire.entrance.is_staff_filled or not questionnaire.campaign.is_open:
        return ""
    is_late = now() - returnee.submitted_at > LIFETIME
    return "more" if not is_late and questions_after_sending(questionnaire.design, returnee.status) else ""


@lru_cache(maxsize=512)
def _of_home(campaign: Campaign, version: tuple, committee: Committee, again: str, offer: str) -> ThanksOfHome:
    """`again` is where staff fill in for the next youth, if they do."""
    context = {
        "campaign": campaign,
        "committee": committee,
        # Whoever makes the person public, or not any more, raises the questionnaire's revision.
        "contact": Responsible.objects.in_campaign(campaign).public_for(committee.in_charge),
        "code": CODE_MARK,
        "parts": PART_MARKS,
        "qr": QR_MARK,
        "proof": PROOF_MARK,
        "again": again,
        "offer": offer,
    }
    page = render_to_string("public/thanks.html", context)
    *parts, end = _MARK.split(page)
    texts, marks, before = [], parts[1::2], b""
    for text, mark in zip(parts[::2], marks, strict=True):
        texts.append(deflated(text.encode(), before=before))
        before = before + texts[-1].plain + bytes(LENGTHS[mark]) if mark in LENGTHS else b""
    texts.append(deflated(end.encode(), before=before, is_last=True))
    return ThanksOfHome(texts, marks, 'class="mongolian"' in page)


clear_thanks = _of_home.cache_clear
