from datetime import timedelta

import pytest
from django.db import connection

from activities.models import Completion
from organization.clock import today
from organization.roles import ROLES
from reports.choices import PackageState
from reports.models import Package
from reports.overview.desk.waiting import waiting_counts
from tests.factories import make_activity, make_follow_up_case, make_returnee

pytestmark = pytest.mark.django_db

NOTHING = {"packages": 0, "returnees": 0, "activities": 0, "site": 0, "notifications": 0}


@pytest.fixture
def count(world, log_in):
    return lambda role: waiting_counts(world.accounts[role], world.campaign)


def set_package(world, **columns):
    Package.objects.in_campaign(world.campaign).filter(committee=world.baotou).update(**columns)


def set_due(world, days):
    world.campaign.package_due_on = today() + timedelta(days=days)
    world.campaign.save()


@pytest.mark.parametrize("role", ROLES)
def test_nothing_waits_before_anything_was_done(world, count, role):
    set_due(world, 30)
    assert count(role) == NOTHING


def test_the_region_has_those_to_review(world, count):
    set_package(world, state=PackageState.SUBMITTED)
    assert count("region_manager")["packages"] == 1
    assert count("region_viewer") == NOTHING
    assert count("league_city_staff")["packages"] == 0


@pytest.mark.parametrize(
    ("state", "days", "waiting"),
    [("in_progress", 30, 0), ("in_progress", 7, 1), ("not_started", -3, 1), ("returned", 30, 1), ("accepted", 1, 0)],
)
def test_a_league_city_has_its_own_package_once_it_is_due_soon_or_returned(world, count, state, days, waiting):
    set_due(world, days)
    set_package(world, state=state)
    assert count("league_city_staff")["packages"] == waiting
    assert count("county_staff")["packages"] == 0


def test_records_to_review_and_cases_due_are_counted_together(world, count):
    make_returnee(entrance=world.homepage, home_committee=world.donghe, state="quarantined")
    make_returnee(entrance=world.homepage, home_committee=world.hailar, state="quarantined")
    for days in (-1, 0, 1):
        case = make_follow_up_case(entrance=world.homepage, home_committee=world.donghe)
        type(case).objects.filter(pk=case.pk).update(due_on=today() + timedelta(days=days))
    assert count("county_staff")["returnees"] == 3
    assert count("league_city_staff")["returnees"] == 3
    assert count("region_viewer") == NOTHING


def test_cases_of_others_do_not_wait_for_the_region(world, count):
    make_follow_up_case(entrance=world.homepage, home_committee=world.donghe)
    assert count("region_manager")["returnees"] == 0


def test_plans_past_their_day_wait_for_whoever_planned_them(world, count):
    set_due(world, 30)
    for committee in (world.donghe, world.baotou):
        for days in (-1, 0):
            day = today() + timedelta(days=days)
            make_activity("tour", campaign=world.campaign, committee=committee, state="planned", held_on=day)
    assert count("county_staff")["activities"] == 1
    assert count("league_city_staff")["activities"] == 1


def test_what_was_handed_back_waits_until_it_is_declared_again(world, count):
    own = {"campaign": world.campaign, "committee": world.donghe, "by": world.accounts["county_staff"]}
    completion, _ = Completion.objects.mark(**own)
    assert count("county_staff")["activities"] == 0
    completion.hand_back(by=world.accounts["league_city_staff"], reason="缺走访记录")
    assert count("county_staff")["activities"] == 1
    assert count("league_city_staff")["activities"] == 0
    Completion.objects.mark(**own)
    assert count("county_staff")["activities"] == 0


def test_an_account_without_a_committee_has_nothing(world, count):
    world.accounts["county_staff"].committee = None
    make_returnee(entrance=world.homepage, home_committee=world.donghe, state="quarantined")
    assert count("county_staff") == NOTHING


@pytest.mark.parametrize("role", ROLES)
def test_eight_queries_at_most(world, count, role, django_assert_max_num_queries):
    # Who may do what is read once per request, whoever asks first.
    world.accounts[role].get_all_permissions()
    with django_assert_max_num_queries(8):
        count(role)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads so few rows as these without any index")
@pytest.mark.parametrize(
    ("role", "records"),
    [("region_manager", "returnee_latest_by_state"), ("county_staff", "returnee_counted_by_home")],
)
def test_each_large_table_is_read_by_an_index_of_what_waits(world, count, role, records):
    make_returnee(entrance=world.homepage, home_committee=world.donghe, state="quarantined")
    steps = plan_of(lambda: count(role))
    for index in (records, "followupcase_due_by_committee", "activity_planned"):
        assert any(step.startswith("SEARCH") and index in step for step in steps), steps
    small = ("organization_committee", "activities_activitykind")
    assert not [step for step in steps if step.startswith("SCAN") and not any(name in step for name in small)]


def plan_of(ask):
    """With the parameters bound, as they are: SQLite must know from their values that a partial index will do."""
    asked, steps = [], []

    def note(execute, sql, params, many, context):
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        ask()
    with connection.cursor() as cursor:
        for sql, params in asked:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            steps += [step for *_, step in cursor.fetchall()]
    return steps
