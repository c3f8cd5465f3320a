from datetime import date, timedelta

import pytest
from django.db import OperationalError, connection

from returnees.entrances import openings as module
from returnees.entrances.openings import Openings, openings
from returnees.models import Entrance, EntranceDay
from tests.factories import make_entrance

pytestmark = pytest.mark.django_db


def opened():
    openings.flush()
    return {(day.entrance_id, str(day.day)): day.open_count for day in EntranceDay.objects.all()}


def test_opens_are_counted_per_entrance_and_day(client, world, settings):
    other = make_entrance(campaign=world.campaign, committee=world.donghe)
    for entrance in (world.homepage, world.homepage, other):
        client.get(entrance.get_absolute_url())
    assert opened() == {(world.homepage.pk, "2020-02-10"): 2, (other.pk, "2020-02-10"): 1}
    client.get(other.get_absolute_url())
    assert opened()[other.pk, "2020-02-10"] == 2


def test_heads_posts_and_closed_pages_are_not_opens(client, world):
    client.head(world.homepage.get_absolute_url())
    client.post(world.homepage.get_absolute_url(), {})
    type(world.homepage).objects.update(is_paused=True)
    assert opened() == {}


def test_an_open_writes_nothing_by_itself(client, world, django_assert_num_queries):
    client.get(world.homepage.get_absolute_url())
    with django_assert_num_queries(0):
        client.get(world.homepage.get_absolute_url())


def test_one_timer_serves_all_opens_until_it_wrote(world):
    timers = []
    counter = Openings(timers.append)
    for _ in range(3):
        counter.count(world.homepage)
    assert len(timers) == 1
    counter.flush()
    counter.count(world.homepage)
    assert len(timers) == 2


def test_a_process_that_is_stopped_writes_what_it_has(world):
    counter = Openings(lambda flush: None)
    counter.count(world.homepage)
    counter.flush_at_end()
    assert EntranceDay.objects.get().open_count == 1


def test_a_process_that_is_stopped_does_not_fail_where_it_cannot_be_written(world, monkeypatch, caplog):
    counter = Openings(lambda flush: None)
    counter.count(world.homepage)
    monkeypatch.setattr(counter, "flush", refuse)
    counter.flush_at_end()
    assert "openings not written at the end: database away" in caplog.text


def refuse():
    raise OperationalError("away")


def test_what_cannot_be_written_is_counted_at_the_next_flush(world, monkeypatch):
    counter = Openings(lambda flush: None)
    counter.count(world.homepage)
    with monkeypatch.context() as broken:

        def away(day, counts):
            raise OperationalError("away")

        broken.setattr(module, "write", away)
        with pytest.raises(OperationalError):
            counter.flush()
    counter.flush()
    assert EntranceDay.objects.get().open_count == 1


def test_a_deleted_entrance_holds_back_no_other_counts(client, world):
    gone = make_entrance(campaign=world.campaign, committee=world.donghe)
    for entrance in (gone, world.homepage):
        client.get(entrance.get_absolute_url())
    gone.delete()
    assert opened() == {(world.homepage.pk, "2020-02-10"): 1}


@pytest.fixture
def entrances(world):
    return [make_entrance(campaign=world.campaign, committee=world.donghe, label=str(n)) for n in range(30)]


def test_many_entrances_are_written_by_one_statement(entrances, django_assert_num_queries):
    counter = Openings(lambda flush: None)
    for _ in range(2):
        for number, entrance in enumerate(entrances):
            for _ in range(1 + number % 2):
                counter.count(entrance)
        with django_assert_num_queries(1):
            counter.flush()
    assert list(EntranceDay.objects.order_by("entrance_id").values_list("open_count", flat=True)) == [2, 4] * 15


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite looks up whichever it has to")
def test_of_many_entrances_only_those_around_the_opened_ones_are_read(world):
    made = [Entrance(campaign=world.campaign, committee=world.donghe, label=str(n)) for n in range(5_000)]
    counted = sorted(entrance.pk for entrance in Entrance.objects.bulk_create(made))[:500]
    plans = []

    def explain(execute, sql, params, many, context):
        with connection.connection.cursor() as cursor:
            cursor.execute("ANALYZE returnees_entrance")
            cursor.execute(f"EXPLAIN {sql}", params)
            plans.append(str(cursor.fetchall()))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        module.write(date(2020, 2, 10), dict.fromkeys(counted, 1))
    (plan,) = plans
    assert "Seq Scan on returnees_entrance" not in plan
    assert "using returnees_entrance_pkey" in plan


def test_what_is_written_already_is_not_written_twice(entrances, monkeypatch):
    monkeypatch.setattr(module, "BATCH", 10)
    counter, written, write = Openings(lambda flush: None), [], module.write

    def write_twice(day, counts):
        if len(written) == 2:
            raise OperationalError("away")
        written.append(counts)
        write(day, counts)

    for entrance in entrances:
        counter.count(entrance)
    with monkeypatch.context() as broken:
        broken.setattr(module, "write", write_twice)
        with pytest.raises(OperationalError):
            counter.flush()
    assert counter.counts.total() == 10
    counter.flush()
    assert set(EntranceDay.objects.values_list("open_count", flat=True)) == {1}
    assert EntranceDay.objects.count() == 30


def test_each_day_has_its_own_count(world, settings):
    counter = Openings(lambda flush: None)
    counter.count(world.homepage)
    settings.GUICHAO_TODAY += timedelta(days=1)
    for _ in range(2):
        counter.count(world.homepage)
    counter.flush()
    assert list(EntranceDay.objects.order_by("day").values_list("open_count", flat=True)) == [1, 2]
