"""What takes long to count is counted once in a minute for all, and nothing else is cached."""

import json
from datetime import UTC, datetime, timedelta
from functools import partial
from unittest.mock import patch

import pytest
from django.db import OperationalError

from reports.counting import cached_counts as module
from reports.counting.cached_counts import CACHE_SECONDS, CLAIM_SECONDS, MANY_ROWS, OLDEST_SECONDS, cached_counts
from reports.models import CachedCounts
from tests.at_once import at_once
from tests.factories import make_campaign

pytestmark = pytest.mark.django_db


class Counter:
    """Counts how often it is asked to count."""

    def __init__(self, row_count=MANY_ROWS):
        self.times, self.row_count = 0, row_count

    def __call__(self):
        self.times += 1
        return {"numbers": [(self.times, self.row_count)]}, self.row_count


@pytest.fixture(autouse=True)
def _stopped_clock(settings, time_machine):
    settings.GUICHAO_TODAY = None
    time_machine.move_to(datetime(2020, 2, 10, 2, 42, tzinfo=UTC), tick=False)


@pytest.fixture
def ask(world):
    def ask(count, *, name="page-1", campaign=None, committee=None):
        counted = cached_counts(name, campaign or world.campaign, committee or world.region, count)
        return counted.lists["numbers"][0][0]

    return ask


def test_few_rows_are_counted_each_time(ask):
    few = Counter(row_count=MANY_ROWS - 1)
    assert [ask(few), ask(few)] == [1, 2]
    assert not CachedCounts.objects.exists()


def test_many_rows_are_counted_once_in_a_minute(world, ask, time_machine):
    many = Counter()
    assert [ask(many), ask(many)] == [1, 1]
    time_machine.shift(CACHE_SECONDS - 1)
    assert ask(many) == 1
    time_machine.shift(1)
    assert [ask(many), ask(many)] == [2, 2]
    assert CachedCounts.objects.count() == 1


def test_knows_of_which_moment_they_are(world, time_machine):
    many = Counter()
    first = cached_counts("page-1", world.campaign, world.region, many)
    time_machine.shift(30)
    second = cached_counts("page-1", world.campaign, world.region, many)
    assert first.as_of == second.as_of == datetime(2020, 2, 10, 2, 42, tzinfo=UTC)
    assert first.is_cached
    assert second.is_cached
    assert not cached_counts("page-1", world.campaign, world.baotou, Counter(row_count=1)).is_cached


def test_are_of_one_page_committee_and_campaign_alone(world, ask):
    many = Counter()
    assert ask(many) == 1
    assert ask(many, committee=world.baotou) == 2
    assert ask(many, campaign=make_campaign(year=2019)) == 3
    assert ask(many, name="page-2") == 4
    assert ask(many) == 1


def test_hold_numbers_and_keys_as_json(world, ask):
    ask(Counter())
    [cached] = CachedCounts.objects.all()
    assert json.dumps(cached.counts) == f'{{"numbers": [[1, {MANY_ROWS}]]}}'


def test_are_forgotten_once_there_are_few_rows(ask, time_machine):
    ask(Counter())
    time_machine.shift(CACHE_SECONDS)
    few = Counter(row_count=3)
    assert [ask(few), ask(few)] == [1, 2]
    assert not CachedCounts.objects.exists()


def test_a_day_that_is_fixed_begins_anew_at_midnight(ask, settings, time_machine):
    settings.GUICHAO_TODAY = datetime(2020, 2, 10).date()
    many = Counter()
    time_machine.move_to(datetime(2026, 2, 10, 15, 59, 50, tzinfo=UTC), tick=False)
    assert ask(many) == 1
    time_machine.shift(20)
    assert ask(many) == 2


class TestWhileAnotherCounts:
    @pytest.fixture
    def claim(self, ask):
        """Somebody counts anew since the present moment; what they will bring."""
        ask(Counter())

        def claim():
            CachedCounts.objects.update(claimed_at=module.now())

        return claim

    def test_what_was_counted_before_is_shown(self, ask, claim, time_machine):
        time_machine.shift(CACHE_SECONDS)
        claim()
        mine = Counter()
        assert ask(mine) == 1
        assert mine.times == 0

    def test_is_awaited_where_that_is_too_old(self, ask, claim, time_machine, monkeypatch):
        time_machine.shift(OLDEST_SECONDS)
        claim()

        def finish(seconds):
            CachedCounts.objects.update(counts={"numbers": [[7, 0]]}, counted_at=module.now(), claimed_at=None)

        monkeypatch.setattr(module.time, "sleep", finish)
        mine = Counter()
        assert ask(mine) == 7
        assert mine.times == 0

    def test_is_not_awaited_for_ever(self, ask, claim, time_machine, monkeypatch):
        time_machine.shift(OLDEST_SECONDS)
        claim()
        monkeypatch.setattr(module, "WAIT_SECONDS", 0)
        mine = Counter()
        ask(mine)
        assert mine.times == 1

    def test_who_never_finishes_is_followed_by_another(self, ask, claim, time_machine):
        time_machine.shift(CACHE_SECONDS)
        claim()
        time_machine.shift(CLAIM_SECONDS + 1)
        mine = Counter()
        ask(mine)
        assert mine.times == 1
        assert CachedCounts.objects.get().claimed_at is None


class TestThatCannotBeWritten:
    @pytest.mark.parametrize("step", ["bulk_create", "update"])
    def test_are_counted_for_the_page_all_the_same(self, ask, time_machine, step, caplog):
        many = Counter()
        ask(many)
        time_machine.shift(CACHE_SECONDS)
        refused = OperationalError("disk is full")
        with patch(f"django.db.models.query.QuerySet.{step}", side_effect=refused):
            assert ask(many) == 2
        assert "Counts could not be cached." in caplog.text

    def test_other_errors_are_not_hidden(self, ask):
        def fail():
            raise OperationalError("away")

        with pytest.raises(OperationalError, match="away"):
            ask(fail)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_ask_at_once_one_counts(world):
    CachedCounts.objects.create(
        campaign=world.campaign,
        committee=world.region,
        name="page-1",
        counts={"numbers": [[0, 0]]},
        counted_at=module.now() - timedelta(seconds=CACHE_SECONDS),
    )
    many = Counter()
    at_once(*[partial(cached_counts, "page-1", world.campaign, world.region, many)] * 8)
    assert many.times == 1
