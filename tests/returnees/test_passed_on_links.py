"""Addresses of questionnaires as people pass them on, and codes no longer in use: both lead to a questionnaire."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client

from organization.clock import now
from returnees.choices import EntranceState
from returnees.models import Entrance, Returnee
from returnees.models.entrance import find_token
from tests.factories import make_campaign, make_committee, make_entrance
from tests.returnees.answering import chosen_home, payload

pytestmark = pytest.mark.django_db

TOKEN = "abcd2345"
PASSED_ON = [
    "/q/abcd2345。",
    "/q/abcd2345，",
    "/q/abcd2345/，请填写",
    "/q/abcd2345/）",
    "/q/abcd2345/。",
    "/q/abcd2345！！",
    "/q/abcd2345”",
    "/q/abcd2345%EF%BC%8F",
    "/q/abcd2345／",
    "/q／abcd2345／",
    "/q/abcd2345/&from=qq",
    "/q/abcd2345&from=qq",
    "/q/abcd2345/&from=groupmessage&isappinstalled=0",
    "/q/abcd2345",
    "/q/abcd2345//",
    "/q//abcd2345/",
    "/q/abcd2345/index.html",
    "/q/ABCD2345/",
    "/q/ABCD2345",
    "/Q/ABCD2345/",
    "/q/Abcd2345。",
    "/q/ａｂｃｄ２３４５/",
    "/q/%20abcd2345%20/",
    "/q/“abcd2345”",
    "/q/abcd2345/%0A大家快填",
    "/q/\u200babcd2345\ufeff",
    "/q/abcd2345%A1%A3",  # a full stop of GBK
]


@pytest.fixture
def entrance(world):
    return make_entrance(campaign=world.campaign, committee=world.donghe, token=TOKEN)


@pytest.mark.parametrize("address", PASSED_ON)
def test_what_is_glued_on_leads_to_the_questionnaire(client, entrance, address):
    response = client.get(quote(address, safe="/%&=,.!"))
    assert (response.status_code, response["Location"]) == (302, f"/q/{TOKEN}/")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("query", ["from=qq", "from=singlemessage&isappinstalled=0", "，请填写"])
def test_what_is_glued_on_as_a_query_is_served_at_once(client, entrance, query):
    assert client.get(f"/q/{TOKEN}/?{query}").status_code == 200


@pytest.mark.parametrize(
    "address", ["/q/", "/q", "/q/。", "/q/zzzzzzzz。", "/q/ABC/", "/q/请填写", "/q/ZZZZZZZZ/", f"/q/{'é' * 3000}"]
)
def test_an_unknown_one_offers_the_home_page(client, world, address):
    response = client.get(address)
    html = response.content.decode()
    assert response.status_code == 404
    assert "没有认出这个二维码" in html
    assert 'href="/"' in html


def test_only_the_address_itself_is_posted_to(client, entrance):
    for address in (f"/q/{TOKEN}。", f"/q/{TOKEN}", f"/q/{TOKEN.upper()}/"):
        assert client.post(address, payload(entrance)).status_code in (404, 405)
    assert not Returnee.objects.exists()
    client.post(f"/q/{TOKEN}/", payload(entrance))
    assert Returnee.objects.get().entrance == entrance


def test_costs_no_cookie(client, entrance):
    assert not client.get(f"/q/{TOKEN}。").cookies


def test_finds_every_code_that_is_given_out(world):
    entrances = [make_entrance(campaign=world.campaign, committee=world.donghe, label=str(n)) for n in range(50)]
    for token in [entrance.token for entrance in entrances]:
        assert find_token(f"“{token.upper()}”，") == token


# Letters


@pytest.mark.parametrize("address", [address.replace("q", "letter", 1) for address in PASSED_ON if "/Q" not in address])
def test_what_is_glued_to_a_letters_address_leads_to_the_letter(client, entrance, address):
    response = client.get(quote(address, safe="/%&=,.!"))
    assert (response.status_code, response["Location"]) == (302, f"/letter/{TOKEN}/")


@pytest.mark.parametrize("address", ["/Letter/ABCD2345/", "/LETTER/abcd2345。"])
def test_a_letters_address_in_capitals_leads_to_the_letter(client, entrance, address):
    assert client.get(address)["Location"] == f"/letter/{TOKEN}/"


@pytest.mark.parametrize("address", ["/letter", "/letter/。", "/letter/，请看", "/Letter/"])
def test_without_a_code_it_leads_to_the_campaigns_letter(client, entrance, address):
    response = client.get(address)
    assert (response.status_code, response["Location"]) in ((302, "/letter/"), (301, "/letter/"))


@pytest.mark.parametrize("address", ["/letter/zzzzzzzz/", "/letter/zzzzzzzz。", "/letter/ZZZZZZZZ/"])
def test_an_unknown_code_of_a_letter_is_named_so(client, world, address):
    response = client.get(address)
    assert response.status_code == 404
    assert "没有认出这个二维码" in response.content.decode()


# Codes that are no longer in use


@pytest.fixture(params=["paused", "expired"])
def stopped(request, entrance):
    values = {"is_paused": True} if request.param == "paused" else {"expires_at": now() - timedelta(days=9)}
    Entrance.objects.filter(pk=entrance.pk).update(**values)
    entrance.refresh_from_db()
    assert entrance.state != EntranceState.IN_USE
    return entrance


def offered_address(client, entrance):
    return client.get(entrance.get_absolute_url()).context["instead"]


def test_offers_the_home_page_s_questionnaire_with_the_place_chosen(client, world, stopped):
    page = client.get(stopped.get_absolute_url())
    address = f"{world.homepage.get_absolute_url()}?place=150202"
    assert f'href="{address}"' in page.content.decode()
    response = client.get(address)
    assert response.status_code == 200
    assert chosen_home(response.content.decode()) == (["150202"], "150202")


def test_the_answer_is_the_home_page_s(client, world, stopped):
    client.post(offered_address(client, stopped), payload(world.homepage))
    returnee = Returnee.objects.get()
    assert (returnee.entrance, returnee.home_committee) == (world.homepage, world.donghe)


def test_the_next_visitor_of_the_home_page_finds_no_place_chosen(client, world, stopped):
    for place in ("?place=150202", "", "?place=150203", ""):
        html = client.get(world.homepage.get_absolute_url() + place).content.decode()
        assert ('value="150202" selected' in html) == (place == "?place=150202")
        assert ('value="150203" selected' in html) == (place == "?place=150203")


def test_a_league_city_s_code_chooses_the_league_city(client, world):
    city = make_entrance(campaign=world.campaign, committee=world.baotou, is_paused=True)
    assert offered_address(client, city) == f"{world.homepage.get_absolute_url()}?place=150200"
    assert chosen_home(client.get(offered_address(client, city)).content.decode()) == ([], "150200")


def test_a_township_s_code_chooses_the_county_around_it(client, world):
    township = make_committee(parent=world.donghe, level="township", place_name="某镇")
    entrance = make_entrance(campaign=world.campaign, committee=township, is_paused=True)
    assert offered_address(client, entrance).endswith("?place=150202")


def test_a_code_of_the_region_chooses_no_place(client, world):
    entrance = make_entrance(campaign=world.campaign, committee=world.region, is_paused=True)
    assert offered_address(client, entrance) == world.homepage.get_absolute_url()


def test_another_campaign_s_code_leads_to_its_own(client, world):
    other = make_campaign(year=2021)
    own = Entrance.objects.open_homepage(campaign=other, region=world.region)[0]
    entrance = make_entrance(campaign=other, committee=world.donghe, is_paused=True)
    assert offered_address(client, entrance) == f"{own.get_absolute_url()}?place=150202"


@pytest.mark.parametrize("change", [{"is_paused": True}, None], ids=["paused too", "none"])
def test_without_an_open_home_page_it_only_says_so(client, world, stopped, change):
    homepage = Entrance.objects.filter(pk=world.homepage.pk)
    homepage.update(**change) if change else homepage.delete()
    response = client.get(stopped.get_absolute_url())
    assert response.context["instead"] == ""
    assert "暂停使用或已经过期" in response.content.decode()


def test_what_staff_fill_in_is_not_passed_on_as_the_youth_s_own(client, world):
    entrance = make_entrance(campaign=world.campaign, committee=world.donghe, channel="staff_filled", is_paused=True)
    assert offered_address(client, entrance) == ""


@pytest.mark.parametrize("place", ["999999", "", "x" * 3000, "150000", "150202%0A"])
def test_a_place_that_is_none_chooses_nothing(client, world, place):
    response = client.get(f"{world.homepage.get_absolute_url()}?place={place}")
    assert response.status_code == 200
    assert b" selected" not in response.content.split(b'name="home_county"')[1].split(b"</select>")[0]


def test_another_entrance_keeps_its_own_place(client, world, entrance):
    html = client.get(f"{entrance.get_absolute_url()}?place=150203").content.decode()
    assert 'value="150202" selected' in html
    assert 'value="150203" selected' not in html


def test_an_answer_sent_to_a_paused_code_is_offered_it_too(client, world, stopped):
    response = Client().post(stopped.get_absolute_url(), payload(stopped, form_token="x"))
    assert response.context["instead"] == f"{world.homepage.get_absolute_url()}?place=150202"
