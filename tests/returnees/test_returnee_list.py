"""The list of records: what it finds, what its addresses keep to themselves, and what it costs."""

import uuid
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organization import stored_searches
from organization.models import Campaign
from organization.staff_site.paginator import CappedPaginator
from returnees.models import Returnee
from tests.factories import make_entrance, make_returnee

pytestmark = pytest.mark.django_db

LIST, SEARCH = "/admin/returnees/returnee/", "/admin/returnees/returnee/search/"


@pytest.fixture
def people(world):
    names = {"乌云其其格": "13900000001", "乌云高娃": "13812345678", "买买提·艾力": "13700005678"}
    return {
        name: make_returnee(entrance=world.homepage, home_committee=world.donghe, name=name, phone=phone)
        for name, phone in names.items()
    }


def found(client, term, query=""):
    response = client.post(f"{SEARCH}{query}", {"term": term})
    assert response.status_code == 302
    return {returnee.name for returnee in client.get(response["Location"]).context["cl"].result_list}


@pytest.mark.parametrize(
    ("term", "names"),
    [
        ("乌云", {"乌云其其格", "乌云高娃"}),
        (" 乌云其", {"乌云其其格"}),
        ("其其格", set()),
        ("买买提•艾", {"买买提·艾力"}),
        ("买买提 ・ 艾力", {"买买提·艾力"}),
        ("买买提.", {"买买提·艾力"}),
        ("买买提．艾力", {"买买提·艾力"}),
        ("乌云\u3000其其格", {"乌云其其格"}),
        ("乌\u200b云 高\ufeff", {"乌云高娃"}),
        ("13812345678", {"乌云高娃"}),
        ("+86 138-1234-5678", {"乌云高娃"}),
        ("１３８１２３４５６７８", {"乌云高娃"}),
        ("5678", {"乌云高娃", "买买提·艾力"}),
        ("５６７８", {"乌云高娃", "买买提·艾力"}),
        ("9999", set()),
        ("%", set()),
        ("_云", set()),
    ],
)
def test_finds_by_beginning_of_the_name_and_by_number(log_in, people, term, names):
    assert found(log_in("county_staff"), term) == names


@pytest.mark.parametrize(
    ("term", "message"), [("", "请填写"), ("138", "11 位"), ("1381234567", "11 位"), ("\x00", "请填写")]
)
def test_what_cannot_be_a_name_or_number_is_refused_beside_the_field(log_in, people, term, message):
    response = log_in("county_staff").post(SEARCH, {"term": term})
    assert response.status_code == 200
    assert message in str(response.context["form"].errors["term"])


def test_the_search_term_stands_in_no_address(log_in, people):
    client = log_in("county_staff")
    location = client.post(f"{SEARCH}?status__exact=F&p=3", {"term": "13812345678"})["Location"]
    query = parse_qs(urlsplit(location).query)
    assert query.keys() == {"status__exact", "search"}
    assert "1381234" not in location
    page = client.get(location)
    assert "no-store" in page["Cache-Control"]
    assert "13812345678" not in page.content.decode()
    assert "138****5678" in page.content.decode()


def test_a_search_goes_with_filters(log_in, world, people):
    Returnee.objects.filter(name="乌云高娃").update(status="E")
    assert found(log_in("county_staff"), "乌云", "?status__exact=E") == {"乌云高娃"}


def test_a_search_keeps_to_the_own_subtree(log_in, world, people):
    make_returnee(entrance=world.homepage, home_committee=world.hailar, name="乌云塔娜", phone="13800008888")
    client = log_in("county_staff")
    assert found(client, "乌云塔娜") == found(client, "13800008888") == found(client, "8888") == set()


@pytest.mark.parametrize(
    ("role", "ages"),
    [("region_manager", {17, 24}), ("league_city_staff", {17, 24}), ("county_staff", {24}), ("region_viewer", set())],
)
def test_a_whole_number_finds_only_records_whose_number_the_role_may_see(log_in, world, role, ages):
    for age in (17, 24):
        make_returnee(entrance=world.homepage, home_committee=world.donghe, name=f"{age}", phone="13812345678", age=age)
    client = log_in(role)
    assert found(client, "13812345678") == {str(age) for age in ages}
    assert found(client, "5678") == {"17", "24"}


def test_another_accounts_search_is_not_found_by_its_token(log_in, client, people):
    location = log_in("league_city_staff").post(SEARCH, {"term": "乌云"})["Location"]
    client.logout()
    page = log_in("county_staff").get(location)
    assert list(page.context["cl"].result_list) == []
    assert "已过期" in page.content.decode()


def test_a_search_is_forgotten_after_an_hour(log_in, people, monkeypatch):
    client = log_in("county_staff")
    location = client.post(SEARCH, {"term": "乌云"})["Location"]
    assert len(client.get(location).context["cl"].result_list) == 2
    monkeypatch.setattr(stored_searches, "LIFETIME", 0)
    assert "已过期" in client.get(location).content.decode()


def test_a_few_searches_are_stored_at_once(log_in, people):
    client = log_in("county_staff")
    locations = [
        client.post(SEARCH, {"term": term})["Location"] for term in ["乌云", *["5678"] * stored_searches.MAX_STORED]
    ]
    assert [client.get(location).context["cl"].search is None for location in locations] == [
        True,
        *[False] * stored_searches.MAX_STORED,
    ]


@pytest.mark.parametrize(
    "query", ["?q=乌云", "?search=x&search=y", "?state=%00", "?state=deleted", "?days=999", "?p=abc"]
)
def test_no_address_makes_an_error_of_ours(log_in, people, query):
    assert log_in("county_staff").get(LIST + query).status_code < 500


def test_the_stock_search_by_address_is_gone(log_in, people):
    page = log_in("county_staff").get(LIST, {"q": "买买提"})
    assert len(page.context["cl"].result_list) == 3


def test_a_search_is_for_those_who_see_records(log_in):
    assert log_in("auditor").post(SEARCH, {"term": "乌云"}).status_code == 403


def test_minors_are_marked(log_in, world):
    returnee = make_returnee(entrance=world.homepage, home_committee=world.donghe, age=17)
    client = log_in("county_staff")
    for address in (LIST, f"{LIST}{returnee.pk}/change/"):
        assert "未成年" in client.get(address).content.decode()
    Returnee.objects.update(age=18)
    assert "未成年" not in client.get(LIST).content.decode()


def test_deleted_records_are_not_there(log_in, world):
    returnee = make_returnee(entrance=world.homepage, home_committee=world.donghe)
    returnee.mark_deleted(by=world.accounts["county_staff"], deletion_reason="test")
    client = log_in("county_staff")
    assert list(client.get(LIST).context["cl"].result_list) == []
    assert client.get(f"{LIST}{returnee.pk}/change/").status_code == 404
    assert client.get(LIST, {"state": "deleted"}).context["cl"].result_count == 0


def test_the_list_is_capped_and_says_so(log_in, people, monkeypatch):
    monkeypatch.setattr(CappedPaginator, "max_listed", 2)
    page = log_in("county_staff").get(LIST)
    assert page.context["cl"].result_count == 2
    assert "只列出前 2 条" in page.content.decode()


class TestFillingIn:
    """For a youth who cannot: from the list, where a clerk looks for it."""

    FORM = f"{LIST}fill/"

    def test_leads_to_the_form_of_ones_own_committee(self, log_in, world):
        make_entrance(campaign=world.campaign, committee=world.hailar, channel="staff_filled")
        own = make_entrance(campaign=world.campaign, committee=world.donghe, channel="staff_filled")
        client = log_in("county_staff")
        assert f'<a href="{self.FORM}">代填一份</a>' in client.get(LIST).content.decode()
        assert client.get(self.FORM)["Location"] == own.get_absolute_url()

    def test_leads_to_the_page_that_makes_one_where_none_is_in_use(self, log_in, world):
        make_entrance(campaign=world.campaign, committee=world.donghe, channel="staff_filled", is_paused=True)
        response = log_in("county_staff").get(self.FORM, follow=True)
        assert "本级还没有在用的代填入口" in response.content.decode()
        form = response.context["adminform"].form
        assert (form["channel"].value(), form["committee"].value()) == ("staff_filled", world.donghe.pk)

    @pytest.mark.parametrize("role", ["region_viewer", "auditor"])
    def test_not_for_those_who_only_read(self, log_in, role):
        client = log_in(role)
        assert "代填一份" not in client.get(LIST).content.decode()
        assert client.get(self.FORM).status_code == 403

    def test_not_while_nothing_is_collected(self, log_in, world):
        world.campaign.state = "closed"
        world.campaign.save()
        client = log_in("county_staff")
        assert "代填一份" not in client.get(LIST).content.decode()
        assert client.get(self.FORM).status_code == 403


@pytest.mark.parametrize("role", ["county_staff", "region_manager"])
def test_queries_do_not_grow_with_the_records(log_in, world, role):
    client = log_in(role)
    addresses = [LIST, f"{LIST}?duplicate=yes", f"{LIST}?status__exact=F", f"{LIST}?under={world.donghe.pk}"]

    def counts():
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            yield len(queries)

    make_returnee(entrance=world.homepage, home_committee=world.donghe)
    make_returnee(entrance=world.homepage, home_committee=world.donghe)
    list(counts())
    few = list(counts())
    for _ in range(60):
        make_returnee(entrance=world.homepage, home_committee=world.donghe)
    assert list(counts()) == few
    assert max(few) <= 17


@pytest.fixture
def many(world):
    """So many that a database has reason to choose between its indexes."""
    like = make_returnee(entrance=world.homepage, home_committee=world.donghe)
    fields = {field.attname: getattr(like, field.attname) for field in Returnee._meta.fields if not field.primary_key}
    Returnee.objects.bulk_create(
        Returnee(
            **fields
            | {
                "name": f"{number:04d}",
                "phone": f"1380000{number:04d}",
                "receipt_digest": f"{number:032d}",
                "submission_uuid": uuid.UUID(int=number),
                "submitted_at": like.submitted_at + timedelta(minutes=number),
            }
        )
        for number in range(2000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def plan(returnees):
    with connection.cursor() as cursor:
        sql, params = returnees.query.sql_with_params()
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(("EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN ") + sql, params)
        return str(cursor.fetchall())


@pytest.mark.parametrize(
    ("index", "look_up"),
    [
        ("returnee_by_name", lambda returnees: returnees.with_name_beginning("乌云")),
        ("returnee_by_phone_end", lambda returnees: returnees.with_phone_end("5678")),
        ("returnee_latest", lambda returnees: returnees.order_by("-submitted_at", "-pk")[:50]),
    ],
)
def test_each_look_up_has_its_index(world, many, index, look_up):
    assert index in plan(look_up(Returnee.objects.in_campaign(world.campaign).order_by()))


def test_the_records_are_listed_without_joining_their_campaign(log_in, world):
    """After ANALYZE, SQLite goes through all records before it gives the first fifty of such a join."""
    make_returnee(entrance=world.homepage, home_committee=world.donghe)
    with CaptureQueriesContext(connection) as queries:
        log_in("county_staff").get(LIST)
    listings = [query["sql"] for query in queries if 'ORDER BY "returnees_returnee"."submitted_at"' in query["sql"]]
    assert listings
    assert not any('JOIN "organization_campaign"' in listing for listing in listings)


def test_those_over_35_are_marked(log_in, world):
    for age in (35, 36):
        make_returnee(entrance=world.homepage, home_committee=world.donghe, age=age)
    client = log_in("county_staff")
    page = client.get("/admin/returnees/returnee/", {"age_group": "stretched"})
    assert [returnee.age for returnee in page.context["cl"].result_list] == [36]
    assert "36（放宽）" in page.content.decode()
    record = client.get(f"/admin/returnees/returnee/{page.context['cl'].result_list[0].pk}/change/")
    assert "创业青年（放宽，36–45 周岁）" in record.content.decode()


def ages_listed(client, group):
    rows = client.get(LIST, {"age_group": group}).context["cl"].result_list
    return [returnee.age for returnee in rows]


def test_the_groups_of_ages_are_those_of_the_campaign(log_in, world):
    Campaign.objects.update(oldest_age=40, youth_until_age=23)
    one, _ = (make_returnee(entrance=world.homepage, home_committee=world.donghe, age=age) for age in (24, 23))
    client = log_in("county_staff")
    assert "创业青年（放宽，24–40 周岁）" in client.get(f"{LIST}{one.pk}/change/").content.decode()
    assert (ages_listed(client, "stretched"), ages_listed(client, "youth")) == ([24], [23])


def test_no_group_is_offered_where_all_who_may_answer_are_youth(log_in, world):
    Campaign.objects.update(oldest_age=30, youth_until_age=30)
    make_returnee(entrance=world.homepage, home_committee=world.donghe)
    assert "年龄组" not in log_in("county_staff").get(LIST).content.decode()
