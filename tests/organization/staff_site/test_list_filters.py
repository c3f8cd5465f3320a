"""What stands above a list and in its cells: one form for search and filters, the chosen ones by name, headings."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activities.models import ActivityPhoto
from organization.staff_site.paginator import CappedPaginator
from tests.factories import make_activity, make_committee, make_entrance, make_photo, make_responsible

pytestmark = pytest.mark.django_db

VISITS, ACCOUNTS = "/admin/activities/visit/", "/admin/organization/account/"


def text(response):
    return " ".join(response.content.decode().split())


def fields_of(response):
    return {field.name: field for field in response.context["cl"].filter_fields}


def chosen(response):
    return {one.label: one.query for one in response.context["cl"].chosen_filters}


def cells(response, name):
    return re.findall(rf'<t[dh] ?[^>]*class="[^"]*field-{name}[^>]*>', response.content.decode())


@pytest.fixture
def visits(world):
    held = make_activity("visit", campaign=world.campaign, committee=world.donghe, place="某嘎查")
    planned = make_activity("visit", campaign=world.campaign, committee=world.kundulun, state="planned")
    return held, planned


class TestFilters:
    def test_every_committee_down_to_the_counties_can_be_chosen_at_once(self, log_in, world):
        township = make_committee(parent=world.donghe, level="township", place_name="某镇")
        client = log_in("region_manager")
        offered = [value for value, _ in fields_of(client.get(VISITS))["under"].options]
        assert {str(world.donghe.pk), str(world.hailar.pk), str(world.baotou.pk)} <= set(offered)
        assert str(township.pk) not in offered
        below = fields_of(client.get(VISITS, {"under": world.donghe.pk}))["under"]
        assert str(township.pk) in dict(below.options)

    def test_what_one_form_sends_narrows_the_list(self, log_in, visits):
        held, _ = visits
        page = log_in("league_city_staff").get(VISITS, {"q": "嘎查", "state__exact": "held", "month": "", "under": ""})
        assert list(page.context["cl"].result_list) == [held]
        assert list(chosen(page)) == ["状态：已开展", "查找：嘎查"]

    def test_what_nobody_chose_in_the_form_filters_nothing(self, log_in, visits):
        held, planned = visits
        client = log_in("region_manager")
        page = client.get(VISITS, {"q": "", "state__exact": "", "month": "", "under": held.committee_id, "o": ""})
        assert list(page.context["cl"].result_list) == [held]
        page = client.get(VISITS, {"q": "", "state__exact": "", "month": "", "under": "", "o": ""})
        assert set(page.context["cl"].result_list) == {held, planned}
        # A choice of yes and no is another kind of field.
        accounts = {"login": "", "is_active__exact": "", "role__exact": "region_manager", "under": "", "o": ""}
        page = client.get("/admin/organization/account/", accounts)
        assert {account.role for account in page.context["cl"].result_list} == {"region_manager"}

    def test_each_chosen_filter_is_taken_off_by_a_link_of_its_own(self, log_in, world, visits):
        query = {"state__exact": "held", "under": world.donghe.pk, "o": "1"}
        page = log_in("league_city_staff").get(VISITS, query)
        assert chosen(page) == {
            "状态：已开展": f"?o=1&under={world.donghe.pk}",
            f"团委：{world.donghe.short_name}": "?o=1&state__exact=held",
        }
        assert "（去掉）" in text(page)

    def test_a_filter_stays_while_one_searches_and_an_order_while_one_filters(self, log_in, visits):
        page = text(log_in("league_city_staff").get(VISITS, {"state__exact": "held", "o": "-1", "_facets": "True"}))
        assert '<option value="held" selected>' in page
        assert '<option value="-1" selected>' in page
        assert '<input type="hidden" name="_facets" value="True">' in page

    def test_a_value_that_is_not_offered_can_be_taken_off(self, log_in, visits):
        page = log_in("league_city_staff").get(VISITS, {"under": "x"})
        assert chosen(page) == {"团委：其他": "?"}

    def test_says_yes_and_no_in_chinese(self, log_in):
        page = log_in("system_administrator").get(ACCOUNTS)
        assert dict(fields_of(page)["is_active__exact"].options) == {"": "全部", "1": "是", "0": "否"}
        assert 'alt="True"' not in text(page)
        assert re.search(r'class="field-is_active">是</td>', text(page))

    def test_what_is_not_counted_says_that_there_are_more(self, log_in, visits, monkeypatch):
        monkeypatch.setattr(CappedPaginator, "max_listed", 2)
        assert "2 条以上，只列出前 2 条" in text(log_in("league_city_staff").get(VISITS))


class TestCells:
    def test_know_their_headings_and_where_figures_stand(self, log_in, visits):
        page = log_in("league_city_staff").get(VISITS)
        assert 'data-heading="联系走访青年人数"' in cells(page, "visited_count")[0]
        assert "number" in cells(page, "visited_count")[0]
        assert "number" not in cells(page, "committee")[0]
        assert 'class="number ' in re.search(r"<th [^>]*column-visited_count", page.content.decode())[0]

    def test_the_first_column_leads_to_the_row(self, log_in, visits):
        held, _ = visits
        assert f'data-heading="日期" class="leads field-days"><a href="{VISITS}{held.pk}/change/' in text(
            log_in("league_city_staff").get(VISITS)
        )

    def test_an_empty_cell_is_known(self, log_in, world):
        make_entrance(campaign=world.campaign, committee=world.donghe, channel="poster", label="")
        assert any("blank" in cell for cell in cells(log_in("county_staff").get("/admin/returnees/entrance/"), "label"))

    def test_a_code_is_no_figure(self, log_in):
        assert "number" not in cells(log_in("system_administrator").get("/admin/organization/committee/"), "gb_code")[0]

    def test_a_heading_says_how_it_is_sorted(self, log_in, visits):
        page = text(log_in("league_city_staff").get(VISITS, {"o": "1"}))
        assert 'aria-sort="ascending"' in page
        assert "现为升序，点按改为降序" in page
        assert "点按后按此排序" in page


class TestPages:
    def test_lead_on_with_what_was_filtered(self, log_in, world):
        for number in range(60):
            make_responsible(
                campaign=world.campaign,
                committee=make_committee(parent=world.donghe, level="township", place_name=f"镇{number}"),
            )
        client = log_in("county_staff")
        address = "/admin/organization/responsible/"
        page = client.get(address, {"under": world.donghe.pk})
        assert f'<a rel="next" href="?p=2&amp;under={world.donghe.pk}">下一页</a>' in text(page)
        assert 'aria-label="分页"' in text(page)
        last = text(client.get(address, {"under": world.donghe.pk, "p": 2}))
        assert 'rel="prev"' in last
        assert 'rel="next"' not in last


class TestPhotos:
    @pytest.fixture
    def photos(self, world, visits):
        held, _ = visits
        for _ in range(2):
            photo = make_photo(by=world.accounts["county_staff"])
            ActivityPhoto.objects.create(activity=held, photo=photo)

    def test_are_counted_per_entry(self, log_in, world, visits, photos):
        page = log_in("league_city_staff").get(VISITS)
        assert {row.pk: row.photo_count for row in page.context["cl"].result_list} == {
            visits[0].pk: 2,
            visits[1].pk: None,
        }

    def test_are_counted_on_a_page_of_many(self, log_in, world, visits, photos):
        for _ in range(60):
            make_activity("visit", campaign=world.campaign, committee=world.donghe)
        client = log_in("league_city_staff")
        rows = [row for number in (1, 2) for row in client.get(VISITS, {"p": number}).context["cl"].result_list]
        assert len({row.pk for row in rows}) == 62
        assert [row.photo_count for row in rows if row.pk == visits[0].pk] == [2]
        assert rows == sorted(rows, key=lambda row: (row.held_on, row.pk), reverse=True)

    def test_cost_no_query_of_their_own(self, log_in, visits, photos):
        with CaptureQueriesContext(connection) as queries:
            log_in("league_city_staff").get(VISITS)
        asked = [query["sql"] for query in queries if "activities_activityphoto" in query["sql"]]
        assert len(asked) == 1
        assert "held_on" in asked[0]
