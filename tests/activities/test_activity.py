from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from activities.choices import ActivityState
from activities.models import Activity, ZeroReport
from tests.activities.entries import KINDS
from tests.factories import FIGURES, declare_zero_report, kind_of, make_activity, make_campaign, make_kind

pytestmark = pytest.mark.django_db


def problems(activity):
    with pytest.raises(ValidationError) as caught:
        activity.full_clean()
    return caught.value.message_dict


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_valid_with_its_own_figures(world, kind):
    make_activity(kind, campaign=world.campaign, committee=world.donghe).full_clean()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("other", KINDS)
def test_the_database_refuses_columns_of_another_kind(world, kind, other):
    foreign = {name: value for name, value in FIGURES[other].items() if name not in FIGURES[kind]}
    if not foreign:
        return
    with pytest.raises(IntegrityError, match="activity_columns_fit_shape"), transaction.atomic():
        make_activity(kind, campaign=world.campaign, committee=world.donghe, **foreign)


@pytest.mark.parametrize("kind", KINDS)
def test_the_database_refuses_a_held_entry_without_the_first_figure_of_its_shape(world, kind):
    column = kind_of(world.campaign, kind).shape_columns.counted
    with pytest.raises(IntegrityError, match="activity_held_is_counted"), transaction.atomic():
        make_activity(kind, campaign=world.campaign, committee=world.donghe, **{column: None})


@pytest.mark.parametrize("kind", KINDS)
def test_a_held_entry_has_all_that_its_kind_requires(world, kind):
    for column in FIGURES[kind]:
        entry = make_activity(kind, campaign=world.campaign, committee=world.donghe)
        setattr(entry, column, None)
        assert list(problems(entry)) == [column]


def test_an_entry_belongs_to_the_campaign_of_its_kind(world):
    entry = make_activity("tour", campaign=world.campaign, committee=world.donghe)
    entry.kind = kind_of(make_campaign(year=2021), "tour")
    assert "不属于这个年度" in str(problems(entry))


def test_of_a_retired_kind_nothing_new_is_logged(world):
    kind = make_kind(campaign=world.campaign, is_active=False)
    entry = make_activity(kind, campaign=world.campaign, committee=world.donghe)
    entry.full_clean()
    new = Activity(campaign=world.campaign, committee=world.donghe, kind=kind, shape=kind.shape, held_on="2020-01-20")
    new.created_by = new.updated_by = world.accounts["county_staff"]
    assert "已停用" in str(problems(new))


def test_a_planned_entry_need_not_know_its_figures(world):
    make_activity(
        campaign=world.campaign, committee=world.donghe, state=ActivityState.PLANNED, session_count=None
    ).full_clean()


@pytest.mark.parametrize("day", [date(2019, 12, 31), date(2020, 3, 1)])
def test_refuses_a_day_outside_the_campaign(world, day):
    activity = make_activity(campaign=world.campaign, committee=world.donghe, held_on=day)
    assert "2020-01-01" in problems(activity)["held_on"][0]


@pytest.mark.parametrize("day", [date(2020, 1, 1), date(2020, 2, 29)])
def test_accepts_the_first_and_the_last_day(world, settings, day):
    settings.GUICHAO_TODAY = date(2020, 2, 29)
    make_activity(campaign=world.campaign, committee=world.donghe, held_on=day).full_clean()


def test_refuses_as_held_what_lies_ahead(world):
    activity = make_activity(campaign=world.campaign, committee=world.donghe, held_on=date(2020, 2, 11))
    assert "计划" in problems(activity)["held_on"][0]
    activity.state = ActivityState.PLANNED
    activity.full_clean()


def test_refuses_a_period_that_ends_before_it_begins(world):
    activity = make_activity(campaign=world.campaign, committee=world.donghe)
    activity.held_until = date(2020, 1, 2)
    assert "不能早于" in str(problems(activity))


def test_the_entries_of_a_kind_are_those_of_its_campaign(world):
    for kind in KINDS:
        make_activity(kind, campaign=world.campaign, committee=world.donghe)
    make_activity("symposium", campaign=make_campaign(year=2021), committee=world.donghe)
    assert Activity.objects.count() == 6
    entry = Activity.objects.of_kind(kind_of(world.campaign, "symposium")).get()
    assert (entry.kind.key, entry.campaign) == ("symposium", world.campaign)


def test_a_zero_report_declared_twice_is_recorded_once(world):
    by = world.accounts["county_staff"]
    for _ in range(2):
        declare_zero_report(campaign=world.campaign, committee=world.donghe, kinds=["tour"], by=by)
    assert ZeroReport.objects.count() == 1


def test_no_zero_report_where_something_was_held(world):
    make_activity("tour", campaign=world.campaign, committee=world.donghe)
    with pytest.raises(ValidationError, match="不能再报零"):
        declare_zero_report(
            campaign=world.campaign, committee=world.donghe, kinds=["tour"], by=world.accounts["county_staff"]
        )


def test_a_held_entry_withdraws_the_zero_report(world):
    by = world.accounts["county_staff"]
    declare_zero_report(campaign=world.campaign, committee=world.donghe, kinds=["tour", "visit"], by=by)
    activity = make_activity("tour", campaign=world.campaign, committee=world.donghe, state=ActivityState.PLANNED)
    assert not activity.record(by=by)
    activity.state = ActivityState.HELD
    assert activity.record(by=by)
    assert [report.kind.key for report in ZeroReport.objects.all()] == ["visit"]
