"""A list is found again as it was left, and offers its last filters to who comes anew."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organization.staff_site import list_memory
from tests.factories import make_activity, make_returnee

pytestmark = pytest.mark.django_db

VISITS, RECORDS = "/admin/activities/visit/", "/admin/returnees/returnee/"


def text(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def visit(world):
    return make_activity("visit", campaign=world.campaign, committee=world.donghe, place="某嘎查")


class TestTheWayBack:
    def test_from_an_entry_leads_to_the_list_as_it_was_left(self, log_in, visit):
        client = log_in("league_city_staff")
        client.get(VISITS, {"state__exact": "held", "p": "1", "q": "嘎查"})
        page = text(client.get(f"{VISITS}{visit.pk}/change/"))
        back = "?state__exact=held&amp;p=1&amp;q=%E5%98%8E%E6%9F%A5"
        assert f'href="{VISITS}{back}"' in page

    def test_is_that_of_the_page_that_the_row_was_opened_from(self, log_in, visit):
        client = log_in("league_city_staff")
        client.get(VISITS, {"state__exact": "planned"})
        page = text(client.get(f"{VISITS}{visit.pk}/change/", {"_changelist_filters": "state__exact=held"}))
        assert f'href="{VISITS}?state__exact=held"' in page
        assert f'href="{VISITS}?state__exact=planned"' not in page

    def test_from_a_page_beside_a_list(self, log_in, world):
        returnee = make_returnee(entrance=world.homepage, home_committee=world.donghe)
        client = log_in("league_city_staff")
        client.get(RECORDS, {"status__exact": "F"})
        page = text(client.get(f"{RECORDS}{returnee.pk}/compare/"))
        assert f'<a href="{RECORDS}?status__exact=F">返乡青年</a>' in page

    def test_is_the_whole_list_once_the_whole_list_was_looked_at(self, log_in, world):
        returnee = make_returnee(entrance=world.homepage, home_committee=world.donghe)
        client = log_in("league_city_staff")
        client.get(RECORDS, {"status__exact": "F"})
        client.get(RECORDS)
        assert f'<a href="{RECORDS}">返乡青年</a>' in text(client.get(f"{RECORDS}{returnee.pk}/compare/"))

    def test_after_deleting(self, log_in, world, visit):
        client = log_in("county_staff")
        answer = client.post(f"{VISITS}{visit.pk}/delete/?_changelist_filters=state__exact%3Dheld", {"post": "yes"})
        assert answer["Location"] == f"{VISITS}?state__exact=held"

    def test_is_no_way_out_of_the_site(self, log_in, visit):
        page = text(
            log_in("league_city_staff").get(f"{VISITS}{visit.pk}/change/", {"_changelist_filters": '"><b>&//evil=1'})
        )
        assert '"><b>' not in page


class TestTheOffer:
    def test_names_the_last_filters_and_restores_them(self, log_in, world, visit):
        client = log_in("league_city_staff")
        client.get(VISITS, {"state__exact": "held", "under": world.donghe.pk, "p": "1"})
        page = text(client.get(VISITS))
        assert f"上次的筛选：状态：已开展，团委：{world.donghe.short_name}。" in page
        assert f'<a href="?state__exact=held&amp;under={world.donghe.pk}">恢复</a>' in page

    def test_is_not_made_where_the_list_is_filtered_or_never_was(self, log_in, visit):
        client = log_in("league_city_staff")
        assert "上次的筛选" not in text(client.get(VISITS))
        assert "上次的筛选" not in text(client.get(VISITS, {"state__exact": "held"}))
        assert "上次的筛选" not in text(client.get("/admin/activities/symposium/"))

    def test_is_not_made_of_an_order_or_a_page(self, log_in, visit):
        client = log_in("league_city_staff")
        client.get(VISITS, {"o": "1", "p": "1"})
        assert "上次的筛选" not in text(client.get(VISITS))

    def test_is_not_made_to_another_account(self, log_in, visit, client):
        log_in("league_city_staff").get(VISITS, {"state__exact": "held"})
        cookie = client.cookies[list_memory.COOKIE].value
        other = log_in("county_staff")
        other.cookies[list_memory.COOKIE] = cookie
        assert "上次的筛选" not in text(other.get(VISITS))


class TestTheCookie:
    def test_is_of_the_session_and_no_script_reads_it(self, log_in, visit):
        cookie = log_in("league_city_staff").get(VISITS, {"state__exact": "held"}).cookies[list_memory.COOKIE]
        assert (cookie["max-age"], cookie["expires"], cookie["path"]) == ("", "", "/admin/")
        assert cookie["httponly"]

    def test_stays_small_however_many_lists_are_looked_at(self, log_in, visit):
        client = log_in("region_manager")
        for kind in ("visit", "symposium", "letter", "tour", "lecture"):
            client.get(f"/admin/activities/{kind}/", {"q": f"{kind}甲乙丙丁戊己庚辛"})
        for name in ("organization/committee", "returnees/entrance", "activities/service", "activities/wechatgroup"):
            client.get(f"/admin/{name}/", {"q": "甲乙丙丁戊己庚辛壬癸"})
        client.get(VISITS, {"q": "长" * 500})
        assert len(client.cookies[list_memory.COOKIE].value) < 3000

    @pytest.mark.parametrize("value", ["", "x", "a:b:c", "{}"])
    def test_that_is_not_ours_is_nothing(self, log_in, visit, value):
        client = log_in("league_city_staff")
        client.cookies[list_memory.COOKIE] = value
        assert client.get(VISITS).status_code == 200

    def test_costs_no_query(self, log_in, visit):
        client = log_in("league_city_staff")

        def count(**query):
            with CaptureQueriesContext(connection) as queries:
                client.get(VISITS, query)
            return len(queries)

        count()
        assert count(state__exact="held") == count()
