"""Whatever text comes in at a field or a search, no page answers 5xx, and what was stored can be read again."""

import random
from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.factories import make_activity
from tests.fuzz.rounds import in_rounds, make_rounds
from tests.fuzz.texts import make_bytes, make_text, urlencoded
from tests.returnees.answering import ENTREPRENEUR, payload

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"
SYMPOSIUM = {"state": "held", "held_on": "2020-01-20", "session_count": "1", "participant_count": "25", "topic": "家乡"}
# Fields of a form that take text, and fields in which text is out of place.
ANSWERS = ("name", "phone", "wechat", "business_name", "business_place", "remark", "birth_year", "home_county", "needs")
ENTRY = ("topic", "place", "remark", "co_host", "session_count", "held_on", "committee", "campaign", "form_uuid")
LISTS = ("activities/symposium", "returnees/returnee", "returnees/entrance", "returnees/followupcase")


class Senders:
    """A sender for each door, given the text as bytes."""

    def __init__(self, world, log_in):
        self.world, self.accounts = world, world.accounts
        log_in("county_staff")
        self.public = Client(raise_request_exception=False)
        self.clients = {role: self.client(role) for role in ("county_staff", "league_city_staff", "region_manager")}
        self.entry = make_activity(campaign=world.campaign, committee=world.donghe)

    def client(self, role):
        client = Client(raise_request_exception=False)
        client.force_login(self.accounts[role])
        return client

    def post(self, client, path, fields):
        return client.generic("POST", path, urlencoded(fields), FORM)

    def questionnaire(self, chance, text):
        fields = payload(self.world.homepage) | chance.choice(({}, ENTREPRENEUR))
        path = self.world.homepage.get_absolute_url()
        return self.post(self.public, path, fields | {chance.choice(ANSWERS): text})

    def activity(self, chance, text):
        path = chance.choice(("add", f"{self.entry.pk}/change"))
        fields = SYMPOSIUM | {"committee": self.world.donghe.pk, chance.choice(ENTRY): text}
        return self.post(self.clients["county_staff"], f"/admin/activities/symposium/{path}/", fields)

    def search(self, chance, text):
        query = urlencoded({"q": text}).decode()
        return self.clients["region_manager"].generic("GET", f"/admin/{chance.choice(LISTS)}/", QUERY_STRING=query)

    def search_for_people(self, chance, text):
        path = "/admin/returnees/returnee/search/"
        return self.post(self.clients["county_staff"], path, {"term": text})

    def letter(self, chance, text):
        fields = {"title": "一封信", "text": "春节好。", "committee": self.world.baotou.pk}
        fields[chance.choice(("title", "text", "committee"))] = text
        return self.post(self.clients["league_city_staff"], "/admin/returnees/committeeletter/add/", fields)

    def reason(self, chance, text):
        package = self.world.campaign.packages.first()
        part = chance.choice(("return", "extend", "reopen"))
        fields = {"reason": text, "extension_reason": text, "extended_to": date(2020, 3, 1), "parts": "photos"}
        return self.post(self.clients["region_manager"], f"/admin/reports/packages/{package.pk}/{part}/", fields)

    def receipt(self, chance, text):
        return self.post(self.public, "/receipt/", {"code": text, "last_digits": "0001"})

    def login(self, chance, text):
        return self.post(self.public, "/admin/login/", {"username": text, "password": text})


DOORS = ("questionnaire", "activity", "search", "search_for_people", "letter", "reason", "receipt", "login")


def make_input(chance):
    return chance.choice(DOORS), make_bytes(chance), chance.random()


@in_rounds()
def test_no_text_makes_an_error_of_ours(fuzz_round, world, log_in):
    senders = Senders(world, log_in)
    for door, text, seed in fuzz_round.inputs(make_input):
        fuzz_round.send(f"{door}: {text!r}", lambda: getattr(senders, door)(random.Random(seed), text))  # noqa: B023
    region = senders.clients["region_manager"]
    for page in (*(f"/admin/{name}/" for name in LISTS), "/letter/", world.homepage.get_absolute_url()):
        fuzz_round.send(page, lambda: region.get(page))  # noqa: B023
    load_workbook(BytesIO(region.get("/admin/reports/annex2.xlsx").content))
    load_workbook(BytesIO(region.get("/admin/activities/symposium/export/2020.xlsx").content))
    fuzz_round.report()


def test_the_texts_of_a_seed_are_always_the_same():
    one, other = (list(make_rounds()[0].inputs(make_text)) for _ in range(2))
    assert one == other
    assert any(0xD800 <= ord(character) < 0xE000 for text in one for character in text)
