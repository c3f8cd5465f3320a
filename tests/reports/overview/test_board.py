"""The region's board: a row per reporting committee, filters, counties on demand."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from activities.models import Activity
from organization.choices import Level
from reports.choices import PackageState
from reports.models import Package
from reports.packages import life_cycle
from reports.setup.rows import add_row, separate_rows
from tests.factories import (
    fill_package,
    make_activity,
    make_campaign,
    make_committee,
    make_responsible,
    make_returnee,
    submit_package,
)

PAGE = "/admin/reports/board/"


@pytest.fixture
def baotou(world):
    return Package.objects.get(committee=world.baotou)


@pytest.fixture
def hulunbuir(world):
    return Package.objects.get(committee=world.hulunbuir)


@pytest.fixture
def board(log_in):
    """The rows shown, by printed name, in their order."""
    client = log_in("region_manager")

    def board(**query):
        response = client.get(PAGE, query)
        assert response.status_code == 200
        return {row.package.printed_name: row for row in response.context["rows"]}

    return board


def named_counts(response):
    return {name: count for name, count, _, _ in response.context["counts"]}


def cells(response, package):
    """The text of a package's row."""
    html = response.content.decode()
    return html.split(f'id="row-{package.pk}"')[1].split("</tr>")[0]


@pytest.mark.parametrize("role", ["region_manager", "region_viewer"])
def test_is_there_for_the_region(log_in, role):
    response = log_in(role).get(PAGE)
    assert [row.package.printed_name for row in response.context["rows"]] == ["包头市", "呼伦贝尔市"]


@pytest.mark.parametrize(
    ("role", "status"),
    [("league_city_staff", 404), ("county_staff", 404), ("auditor", 403), ("system_administrator", 403)],
)
def test_is_not_there_for_others(log_in, role, status):
    for address in (PAGE, f"{PAGE}reminder/", f"{PAGE}packages.zip"):
        assert log_in(role).get(address).status_code == status


def test_not_started_is_a_row_with_everything_missing(board):
    row = board()["包头市"]
    assert row.package.state == PackageState.NOT_STARTED
    assert (row.reported_kind_count, row.word_count, row.photo_count) == (0, 0, 0)
    assert row.missing_parts == {"figures", "contact", "summary", "photos", "scan"}
    assert not row.is_up


def test_parts_are_shown_as_they_are_done(board, world, baotou, staff):
    make_activity("visit", campaign=world.campaign, committee=world.donghe)
    fill_package(baotou, by=staff)
    row = board()["包头市"]
    assert (row.reported_kind_count, row.photo_count) == (1, 3)
    assert row.word_count > 300
    assert row.missing_parts == {"figures", "scan"}


def test_sent_up_on_the_last_day_is_in_time(board, baotou, staff, settings):
    settings.GUICHAO_TODAY = date(2020, 2, 16)
    submit_package(baotou, by=staff)
    row = board()["包头市"]
    assert row.is_up
    assert not row.is_late
    assert row.missing_parts == {"scan"}


def test_sent_up_after_the_last_day_is_late_and_those_missing_are_overdue(board, log_in, baotou, staff, settings):
    settings.GUICHAO_TODAY = date(2020, 2, 18)
    submit_package(baotou, by=staff)
    rows = board()
    assert rows["包头市"].is_late
    assert not rows["包头市"].package.is_overdue
    assert rows["呼伦贝尔市"].package.is_overdue
    response = log_in("region_manager").get(PAGE)
    assert "逾期" in cells(response, baotou)
    assert "已逾期 2 天" in response.content.decode()
    assert "已过 2 天" in response.content.decode()


def test_an_extension_makes_it_in_time(board, baotou, staff, settings):
    life_cycle.extend(package=baotou, until=date(2020, 2, 20), reason="暴雪")
    settings.GUICHAO_TODAY = date(2020, 2, 18)
    baotou.refresh_from_db()
    assert not board()["包头市"].package.is_overdue
    submit_package(baotou, by=staff)
    assert not board()["包头市"].is_late


def test_counts_how_often_it_was_returned_but_not_how_often_opened_again(board, baotou, staff, manager):
    submission = submit_package(baotou, by=staff)
    life_cycle.return_for_revision(package=baotou, by=manager, reason="照片模糊", parts=["photos"])
    assert board()["包头市"].return_count == 1
    baotou.refresh_from_db()
    again = life_cycle.submit(package=baotou, by=staff, seen_revision=baotou.revision)
    assert again.number == submission.number + 1
    life_cycle.accept(package=baotou, by=manager, seen_submission_id=again.pk)
    life_cycle.reopen(package=baotou, by=manager, reason="补充")
    row = board()["包头市"]
    assert row.return_count == 1
    assert row.submission == again


def test_marks_what_the_log_has_changed_since(board, log_in, world, baotou, staff):
    entry = make_activity("visit", campaign=world.campaign, committee=world.donghe)
    submit_package(baotou, by=staff)
    assert not board()["包头市"].is_changed
    Activity.objects.filter(pk=entry.pk).update(visited_count=11)
    assert board()["包头市"].is_changed
    assert "来源已变化" in cells(log_in("region_manager").get(PAGE), baotou)


def test_counts_youths_as_sent_up_and_until_then_as_they_are(board, world, baotou, staff):
    for status in ("A", "B", "B", "F"):
        make_returnee(entrance=world.homepage, home_committee=world.donghe, status=status)
    make_returnee(entrance=world.homepage, home_committee=world.donghe, status="A", state="quarantined")
    row = board()["包头市"]
    assert (row.entrepreneur_count, row.intending_count) == (1, 2)
    submit_package(baotou, by=staff)
    make_returnee(entrance=world.homepage, home_committee=world.donghe, status="A")
    assert board()["包头市"].entrepreneur_count == 1
    baotou.refresh_from_db()
    life_cycle.withdraw(package=baotou, by=staff)
    assert board()["包头市"].entrepreneur_count == 2


def test_names_who_answers_for_it(log_in, world, baotou):
    make_responsible(campaign=world.campaign, committee=world.baotou, name="孟和", phone="0472-5612345")
    response = log_in("region_viewer").get(PAGE)
    assert "孟和" in cells(response, baotou)
    assert "0472-5612345" in cells(response, baotou)


def test_names_the_counties_of_which_nobody_has_signed_in(board, world):
    donghe = world.accounts["county_staff"]
    assert board()["包头市"].never_signed_in == ["东河区", "昆都仑区"]
    donghe.last_login = datetime(2020, 2, 1, tzinfo=UTC)
    donghe.save()
    assert board()["包头市"].never_signed_in == ["昆都仑区"]
    donghe.is_active = False
    donghe.save()
    assert board()["包头市"].never_signed_in == ["东河区", "昆都仑区"]


def test_totals_run_over_all_rows_whatever_is_shown(log_in, baotou, staff, manager):
    submission = submit_package(baotou, by=staff)
    life_cycle.accept(package=baotou, by=manager, seen_submission_id=submission.pk)
    response = log_in("region_manager").get(PAGE, {"state": "not_started"})
    assert [row.package.printed_name for row in response.context["rows"]] == ["呼伦贝尔市"]
    assert (response.context["up_count"], response.context["row_count"]) == (1, 2)
    counts = named_counts(response)
    assert (counts["已确认"], counts["未开始"], counts["待审核"], counts["逾期未报送"]) == (1, 1, 0, 0)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"state": "submitted"}, ["包头市"]),
        ({"time": "in_time"}, ["包头市"]),
        ({"time": "late"}, []),
        ({"time": "not_yet"}, ["呼伦贝尔市"]),
        ({"time": "overdue"}, []),
        ({"missing": "photos"}, ["呼伦贝尔市"]),
        ({"missing": "scan"}, ["包头市", "呼伦贝尔市"]),
        ({"changed": "1"}, []),
        ({"state": "submitted", "missing": "photos"}, []),
        ({"state": "no-such"}, ["包头市", "呼伦贝尔市"]),
        ({"sort": "submitted"}, ["包头市", "呼伦贝尔市"]),
        ({"sort": "state"}, ["呼伦贝尔市", "包头市"]),
    ],
)
def test_filters_and_sorts(board, baotou, staff, query, shown):
    submit_package(baotou, by=staff)
    assert list(board(**query)) == shown


def test_a_returned_one_is_not_yet_there(board, baotou, staff, manager):
    submit_package(baotou, by=staff)
    life_cycle.return_for_revision(package=baotou, by=manager, reason="照片模糊", parts=["photos"])
    assert list(board(time="not_yet")) == ["呼伦贝尔市"]
    assert list(board(state="returned")) == ["包头市"]
    assert list(board(time="in_time")) == []


def test_every_total_leads_to_its_rows(log_in, baotou, staff, manager, settings):
    settings.GUICHAO_TODAY = date(2020, 2, 18)
    submit_package(baotou, by=staff)
    client = log_in("region_manager")
    for name, count, query, _ in client.get(PAGE).context["counts"]:
        assert len(client.get(f"{PAGE}?{query}").context["rows"]) == count, name


def test_opens_the_counties_of_a_row(log_in, world, baotou):
    make_activity("visit", campaign=world.campaign, committee=world.donghe, visited_count=7)
    response = log_in("region_manager").get(PAGE, {"open": baotou.pk})
    lines = {line.name: line for line, _ in response.context["opened"]["lines"]}
    assert list(lines) == ["本级", "东河区", "昆都仑区"]
    assert [cell.value for cell in lines["东河区"].cells if cell.kind.key == "visit"] == [7]
    assert lines["昆都仑区"].is_unreported


def test_counties_stand_under_the_row_that_counts_them(log_in, world):
    zhalainuoer = make_committee(parent=world.hulunbuir, place_name="扎赉诺尔区", administered_by=world.manzhouli)
    separate_rows(campaign=world.campaign)
    client = log_in("region_manager")
    names = {}
    for package in Package.objects.in_campaign(world.campaign):
        opened = client.get(PAGE, {"open": package.pk}).context["opened"]
        names[package.printed_name] = [line.name for line, _ in opened["lines"]]
    assert names["呼伦贝尔市"] == ["本级", "海拉尔区"]
    assert set(names["满洲里市"]) == {"本级", zhalainuoer.place_name}


@pytest.mark.parametrize("key", ["999999", "x", "-1"])
def test_opening_what_is_no_row_is_a_404(log_in, key):
    assert log_in("region_manager").get(PAGE, {"open": key}).status_code == 404


def test_says_what_to_do_while_the_campaign_is_not_prepared(log_in, world):
    make_campaign(year=2021)
    response = log_in("region_manager").get(PAGE, {"campaign": "2021"})
    assert "还没有准备" in response.content.decode()
    assert "还没有准备" in log_in("region_viewer").get(PAGE, {"campaign": "2021"}).content.decode()


@pytest.mark.parametrize("year", ["1999", "x", "99999999999"])
def test_an_unknown_campaign_is_a_404(log_in, year):
    assert log_in("region_manager").get(PAGE, {"campaign": year}).status_code == 404


def test_the_desk_leads_there_for_the_region_alone(log_in):
    assert reverse("board") in log_in("region_viewer").get("/admin/").content.decode()
    assert reverse("board") not in log_in("league_city_staff").get("/admin/").content.decode()


def test_asks_the_same_queries_whatever_the_tables_hold(
    log_in, world, baotou, hulunbuir, staff, manager, django_assert_max_num_queries
):
    client = log_in("region_manager")
    for number in range(12):
        city = make_committee(parent=world.region, level=Level.LEAGUE_CITY, place_name=f"第{number}市")
        package = add_row(campaign=world.campaign, committee=city)
        make_responsible(campaign=world.campaign, committee=city)
        county = make_committee(parent=city, place_name=f"第{number}旗")
        for _ in range(5):
            make_activity("visit", campaign=world.campaign, committee=county)
            make_returnee(entrance=world.homepage, home_committee=county, status="B")
        submit_package(package, by=manager)
    # Of these 4 for the session, the account and the campaign, 5 for its kinds, its table and their figures, and 1 for
    # its messages.
    with django_assert_max_num_queries(33):
        assert len(client.get(PAGE).context["rows"]) == 14
    with django_assert_max_num_queries(50):
        client.get(PAGE, {"open": baotou.pk})
