"""The page after a stored answer: rendered once per home committee, only the receipt code is inserted per answer."""

from functools import lru_cache

from django.template.loader import render_to_string

from organization.models import Campaign, Committee
from returnees.models import Returnee
from returnees.questionnaire import Questionnaire

CODE_MARK = "RECEIPT-CODE-MARK"
PART_MARKS = ["RECEIPT-PART-1", "RECEIPT-PART-2", "RECEIPT-PART-3", "RECEIPT-PART-4"]
PART_LENGTH = 4


def thanks_page(questionnaire: Questionnaire, returnee: Returnee) -> str:
    campaign, entrance = questionnaire.campaign, questionnaire.entrance
    again = entrance.get_absolute_url() if entrance.is_staff_filled else ""
    page = _page(campaign, campaign.questionnaire_revision, returnee.home_committee, again)
    code = returnee.receipt_code
    for number, mark in enumerate(PART_MARKS):
        page = page.replace(mark, code[number * PART_LENGTH : (number + 1) * PART_LENGTH])
    return page.replace(CODE_MARK, code)


@lru_cache(maxsize=256)
def _page(campaign: Campaign, revision: int, committee: Committee, again: str) -> str:
    """For one home committee; `again` is where staff fill in for the next youth, if they do."""
    context = {"campaign": campaign, "committee": committee, "code": CODE_MARK, "parts": PART_MARKS, "again": again}
    return render_to_string("public/thanks.html", context)


clear_thanks = _page.cache_clear
