from datetime import date

import pytest

from activities.models import Service
from tests.factories import (
    make_campaign,
    make_committee,
    make_follow_up_case,
    make_follow_up_note,
    make_headcount,
    make_publicity,
    make_service,
    make_wechat_group,
)

pytestmark = pytest.mark.django_db

PAGE, NOTES = "/admin/reports/work/", "/admin/reports/work/follow-ups/"


def rows(response):
    """Of each row the figures that it has, by column."""
    return {"own" if row.is_own else row.committee.place_name: row.sums for row in response.context["table"].rows} | {
        "total": response.context["table"].total.sums
    }


def links(response):
    """Each number of the page, its group and address, row by row."""
    lines = [cells for _, cells in response.context["lines"]] + [response.context["total"]]
    return [
        (number, group.heading, address)
        for cells in lines
        for group, columns in cells
        for _, number, address in columns
        if number is not None
    ]


def number_behind(client, heading, address):
    """What the list at the address sums to."""
    response = client.get(address)
    assert response.status_code == 200, address
    if "page" in response.context:
        return response.context["page"].paginator.count
    entries = response.context["cl"].queryset
    column = {"服务（人次）": "people_count", "青年人数（人）": "youth_count"}.get(heading)
    return sum(entries.values_list(column, flat=True)) if column else entries.count()


@pytest.fixture
def logged(world):
    """Some of each kind in baotou, and one in another league-city."""
    of = {"campaign": world.campaign}
    township = make_committee(parent=world.donghe, level="township", place_name="某镇")
    make_service(committee=world.baotou, people_count=2, **of)
    make_service(committee=world.donghe, people_count=3, **of)
    make_service(committee=township, people_count=4, **of)
    make_service(committee=world.kundulun, people_count=5, kind="lead_goose", **of)
    make_wechat_group(committee=world.donghe, **of)
    make_headcount(committee=world.donghe, youth_count=0, **of)
    make_headcount(committee=world.donghe, youth_count=70, is_current=False, **of)
    make_headcount(committee=world.kundulun, youth_count=60, **of)
    make_publicity(committee=world.kundulun, read_count=500, **of)
    make_publicity(committee=world.kundulun, **of)
    make_service(committee=world.hailar, people_count=900, **of)
    case = make_follow_up_case(entrance=world.homepage, home_committee=world.donghe)
    for kind in ("training", "training", "solved", "reached"):
        make_follow_up_note(case=case, by=world.accounts["county_staff"], kind=kind)
    return world


def test_a_league_city_has_a_row_per_county_its_own_and_the_sum(log_in, logged):
    assert rows(log_in("league_city_staff").get(PAGE)) == {
        "own": {("service", "ticket_help"): 2},
        "东河区": {
            ("service", "ticket_help"): 7,
            ("follow_up", "training"): 2,
            ("follow_up", "solved"): 1,
            ("group", "members"): 1,
            ("headcount", "workers"): 0,
        },
        "昆都仑区": {
            ("service", "lead_goose"): 5,
            ("headcount", "workers"): 60,
            ("publicity", "count"): 2,
            ("publicity", "reads"): 500,
        },
        "total": {
            ("service", "ticket_help"): 9,
            ("service", "lead_goose"): 5,
            ("follow_up", "training"): 2,
            ("follow_up", "solved"): 1,
            ("group", "members"): 1,
            ("headcount", "workers"): 60,
            ("publicity", "count"): 2,
            ("publicity", "reads"): 500,
        },
    }


def test_services_in_follow_ups_are_beside_and_never_added(log_in, logged):
    total = rows(log_in("league_city_staff").get(PAGE))["total"]
    assert ("service", "training") not in total
    assert total["follow_up", "training"] == 2


def test_the_region_has_a_row_per_league_city_and_steps_down(log_in, logged):
    client = log_in("region_viewer")
    region = rows(client.get(PAGE))
    assert region["包头市"]["service", "ticket_help"] == 9
    assert region["total"]["service", "ticket_help"] == 909
    assert list(rows(client.get(PAGE, {"under": logged.baotou.pk}))) == ["own", "东河区", "昆都仑区", "total"]


@pytest.mark.parametrize("role", ["county_staff", "league_city_staff", "region_viewer"])
def test_every_number_leads_to_the_rows_that_it_counts(log_in, logged, role):
    client = log_in(role)
    found = links(client.get(PAGE))
    assert found
    for number, heading, address in found:
        if number != 500 and heading != "宣传报道":
            assert number_behind(client, heading, address) == number, address


def test_what_is_not_there_is_blank_and_a_zero_is_zero(log_in, logged):
    page = log_in("county_staff").get(PAGE).content.decode()
    assert ">0</a>" in page
    assert "没有记录" in page


def test_deleted_entries_and_other_campaigns_count_nowhere(log_in, logged):
    earlier = make_campaign(year=2019)
    make_service(campaign=earlier, committee=logged.donghe, people_count=1000)
    Service.objects.get(people_count=3).mark_deleted(by=logged.accounts["county_staff"])
    assert rows(log_in("league_city_staff").get(PAGE))["东河区"]["service", "ticket_help"] == 4


@pytest.mark.parametrize("page", [PAGE, NOTES])
def test_what_is_not_below_one_answers_404(log_in, world, page):
    client = log_in("league_city_staff")
    for under in (world.hailar.pk, world.region.pk, 999999, "x", "9" * 30):
        assert client.get(page, {"under": under, "kind": "training"}).status_code == 404


@pytest.mark.parametrize("page", [PAGE, NOTES])
def test_the_pages_are_for_those_who_see_the_work(log_in, page):
    assert log_in("auditor").get(page, {"kind": "training"}).status_code == 403
    assert log_in("county_staff").post(page, {"kind": "training"}).status_code == 405


@pytest.mark.parametrize(("role", "is_led"), [("county_staff", True), ("region_viewer", True), ("auditor", False)])
def test_the_desk_leads_to_the_summary(log_in, role, is_led):
    assert (f'href="{PAGE}"' in log_in(role).get("/admin/").content.decode()) == is_led


@pytest.mark.parametrize("kind", ["", "reached", "nonsense"])
def test_only_services_are_listed(log_in, kind):
    assert log_in("county_staff").get(NOTES, {"kind": kind}).status_code == 404


def test_a_service_of_a_case_handed_over_is_listed_without_the_case(log_in, logged):
    case = make_follow_up_case(entrance=logged.homepage, home_committee=logged.hailar)
    note = {"by": logged.accounts["county_staff"], "kind": "job", "committee_id": logged.donghe.pk}
    make_follow_up_note(case=case, **note)
    response = log_in("county_staff").get(NOTES, {"kind": "job"})
    assert response.context["page"].paginator.count == 1
    assert "已移交别的单位" in response.content.decode()
    assert f"/{case.pk}/" not in response.content.decode()


def test_the_list_of_follow_ups_turns_its_pages(log_in, logged):
    case = make_follow_up_case(entrance=logged.homepage, home_committee=logged.donghe)
    for day in range(1, 60):
        note = {"kind": "job", "happened_on": date(2020, 1, 1 + day % 28)}
        make_follow_up_note(case=case, by=logged.accounts["county_staff"], **note)
    client = log_in("league_city_staff")
    query = {"kind": "job", "under": logged.donghe.pk, "only": "own"}
    first = client.get(NOTES, query)
    assert len(first.context["lines"]) == 50
    last = f"?kind=job&amp;under={logged.donghe.pk}&amp;only=own&amp;page=2"
    assert last in first.content.decode()
    assert len(client.get(NOTES, query | {"page": 2}).context["lines"]) == 9


def test_queries_of_the_pages_do_not_grow(log_in, world, django_assert_max_num_queries):
    for number in range(30):
        county = make_committee(parent=world.baotou, place_name=f"第{number}旗")
        make_service(campaign=world.campaign, committee=county)
        make_wechat_group(campaign=world.campaign, committee=county)
        case = make_follow_up_case(entrance=world.homepage, home_committee=county)
        make_follow_up_note(case=case, by=world.accounts["county_staff"], kind="training")
    client = log_in("league_city_staff")
    for address, most in ((PAGE, 13), (f"{NOTES}?kind=training", 11)):
        with django_assert_max_num_queries(most):
            client.get(address)
