"""A campaign in preparation that lacks nothing."""

from datetime import date

from tests.factories import make_campaign

COMPLETE = {
    "contact_name": "李干事",
    "contact_phone": "0471-0000000",
    "letter_text": "亲爱的朋友：",
    "complaints": "12355",
    "anonymise_on": date(2023, 2, 28),
}


def make_coming(**overrides):
    return make_campaign(**{"year": 2021, "state": "preparing"} | COMPLETE | overrides)


def setup_page(campaign, page=""):
    return f"/admin/reports/setup/{campaign.key}/{page}"
