"""The numbers of the statistics page, of one committee's subtree."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from reports.counting import cached_counts
from reports.overview.statistics.counts import cached_statistics, count_statistics
from returnees.models import EntranceDay
from tests.factories import (
    declare_zero_report,
    make_activity,
    make_campaign,
    make_committee,
    make_entrance,
    make_returnee,
)

pytestmark = pytest.mark.django_db


def noon(month, day, year=2020):
    return datetime(year, month, day, 4, tzinfo=UTC)


def figures(statistics):
    return {number.key: value for kind in statistics.kinds for number, value in kind.figures}


@pytest.fixture
def count(world):
    return lambda committee=None, campaign=None: count_statistics(campaign or world.campaign, committee or world.region)


class TestWeeks:
    def test_records_are_of_the_day_in_china_on_which_they_were_sent(self, world, count):
        for moment in (
            datetime(2019, 12, 31, 15, 59, tzinfo=UTC),
            datetime(2019, 12, 31, 16, 0, tzinfo=UTC),
            datetime(2020, 1, 7, 15, 59, tzinfo=UTC),
            datetime(2020, 1, 7, 16, 0, tzinfo=UTC),
            datetime(2020, 2, 29, 15, 59, tzinfo=UTC),
            datetime(2020, 2, 29, 16, 0, tzinfo=UTC),
        ):
            make_returnee(entrance=world.homepage, home_committee=world.donghe, submitted_at=moment)
        assert count().returnees == {0: 1, 1: 2, 2: 1, 9: 1, 10: 1}

    def test_entries_are_of_the_day_on_which_they_were_held_or_their_period_ended(self, world, count):
        of = {"campaign": world.campaign, "committee": world.donghe}
        make_activity("visit", held_on=date(2020, 1, 7), **of)
        make_activity("visit", held_on=date(2020, 1, 1), held_until=date(2020, 1, 8), **of)
        make_activity("tour", held_on=date(2020, 1, 20), **of)
        counted = count()
        entries = {kind.key: kind.entries for kind in counted.kinds}
        assert entries["visit"] == {1: 1, 2: 1}
        assert entries["tour"] == {3: 1}
        assert counted.all_entries == {1: 1, 2: 1, 3: 1}

    def test_only_held_entries_count(self, world, count):
        of = {"campaign": world.campaign, "committee": world.donghe}
        for state in ("planned", "cancelled"):
            make_activity("visit", state=state, **of)
        make_activity("visit", **of).mark_deleted(by=world.accounts["county_staff"])
        assert count().all_entries.total() == 0

    @pytest.mark.parametrize("state", ["quarantined", "rejected"])
    def test_suspected_records_count_nowhere(self, world, count, state):
        entrance = make_entrance(campaign=world.campaign, committee=world.donghe)
        make_returnee(entrance=entrance, home_committee=world.donghe, state=state)
        counted = count()
        assert counted.returnees.total() == counted.groups.everybody.accepted == 0
        assert [channel.accepted for channel in counted.channels] == [0, 0]
        assert counted.is_empty

    def test_withdrawn_records_stand_apart(self, world, count):
        make_returnee(entrance=world.homepage, home_committee=world.donghe).withdraw(withdrawn_at=noon(2, 2))
        counted = count()
        assert (counted.groups.everybody.accepted, counted.groups.everybody.withdrawn) == (0, 1)
        assert counted.returnees.total() == 0
        [homepage] = counted.channels
        assert (homepage.accepted, homepage.withdrawn) == (0, 1)
        assert not counted.is_empty


class TestPlaces:
    def places(self, counted):
        return {
            "own" if place.is_own else place.name: (place.groups.everybody.accepted, place.entry_count)
            for place in counted.places
        }

    def test_a_place_counts_with_everything_below_it(self, world, count):
        township = make_committee(parent=world.donghe, level="township", place_name="某镇")
        for committee in (world.region, world.baotou, township, world.hailar, world.direct):
            make_activity("visit", campaign=world.campaign, committee=committee)
        make_returnee(entrance=world.homepage, home_committee=world.donghe)
        assert self.places(count()) == {"own": (0, 1), "包头市": (1, 2), "呼伦贝尔市": (0, 1), "直属企业团委": (0, 1)}
        assert self.places(count(world.baotou)) == {"own": (0, 1), "东河区": (1, 1), "昆都仑区": (0, None)}

    def test_everything_is_of_the_own_subtree(self, world, count):
        make_returnee(entrance=world.homepage, home_committee=world.hailar)
        make_activity("visit", campaign=world.campaign, committee=world.hailar)
        foreign = make_entrance(campaign=world.campaign, committee=world.hailar)
        EntranceDay.objects.create(entrance=foreign, day=date(2020, 2, 1), open_count=5)
        counted = count(world.baotou)
        assert counted.is_empty
        assert counted.channels == []
        assert set(figures(counted).values()) == {None}

    def test_everything_is_of_the_campaign(self, world, count):
        earlier = make_campaign(year=2019)
        entrance = make_entrance(campaign=earlier, committee=world.donghe)
        make_returnee(entrance=entrance, home_committee=world.donghe, submitted_at=noon(1, 2, 2019))
        make_activity("visit", campaign=earlier, committee=world.donghe)
        assert count().is_empty
        other = count(campaign=earlier)
        assert (other.key, other.returnees, other.all_entries.total()) == ("2019", {1: 1}, 1)

    def test_a_zero_report_is_a_zero_and_nothing_is_not(self, world, count):
        by = world.accounts["county_staff"]
        declare_zero_report(campaign=world.campaign, committee=world.donghe, kinds=["tour"], by=by)
        assert self.places(count(world.baotou)) == {"own": (0, None), "东河区": (0, 0), "昆都仑区": (0, None)}


class TestFigures:
    def test_are_those_of_annex_2_over_all_places(self, world, count):
        make_activity("visit", campaign=world.campaign, committee=world.donghe, visited_count=10)
        make_activity("visit", campaign=world.campaign, committee=world.direct, visited_count=5)
        by = world.accounts["county_staff"]
        declare_zero_report(campaign=world.campaign, committee=world.donghe, kinds=["tour"], by=by)
        counted = figures(count())
        assert (counted["visited_count"], counted["tour_session_count"]) == (15, 0)
        assert counted["lecture_session_count"] is None


class TestChannels:
    def test_count_opens_and_accepted_records_whoever_lives_where(self, world, count):
        own = make_entrance(campaign=world.campaign, committee=world.donghe, channel="poster")
        other = make_entrance(campaign=world.campaign, committee=world.baotou, channel="poster")
        for entrance, day, opens in ((own, 1, 10), (own, 2, 5), (other, 1, 3)):
            EntranceDay.objects.create(entrance=entrance, day=date(2020, 2, day), open_count=opens)
        for home in (world.donghe, world.hailar):
            make_returnee(entrance=own, home_committee=home)
        [poster] = count(world.baotou).channels
        assert (poster.code, poster.opens, poster.accepted, poster.withdrawn) == ("poster", 18, 2, 0)
        assert [channel.code for channel in count().channels] == ["homepage", "poster"]


class TestCached:
    def test_are_the_same_numbers(self, world, count, monkeypatch):
        monkeypatch.setattr(cached_counts, "MANY_ROWS", 1)
        entrance = make_entrance(campaign=world.campaign, committee=world.donghe, channel="poster")
        record = make_returnee(entrance=entrance, home_committee=world.donghe, status="A", industry="A-crops")
        record.answers.create(question="needs", code="loan")
        make_returnee(entrance=entrance, home_committee=world.hailar).withdraw(withdrawn_at=noon(2, 2))
        make_activity("letter", campaign=world.campaign, committee=world.donghe, held_on=date(2020, 1, 20))
        make_activity("visit", campaign=world.campaign, committee=world.direct, visited_count=7)
        declare_zero_report(
            campaign=world.campaign, committee=world.donghe, kinds=["tour"], by=world.accounts["county_staff"]
        )
        for committee in (world.region, world.baotou, world.donghe):
            counted = replace(count(committee), is_cached=True, as_of=None)
            for _ in range(2):
                assert replace(cached_statistics(world.campaign, committee), as_of=None) == counted

    def test_take_three_queries_and_those_of_kinds_and_table(self, world, monkeypatch, django_assert_num_queries):
        monkeypatch.setattr(cached_counts, "MANY_ROWS", 0)
        cached_statistics(world.campaign, world.region)
        with django_assert_num_queries(7):
            cached_statistics(world.campaign, world.region)


def test_as_many_queries_for_many_rows_as_for_none(world, count, django_assert_num_queries):
    # Of these 5 for the campaign's kinds, its table and its lists.
    with django_assert_num_queries(14):
        count()
    for number in range(12):
        county = make_committee(parent=world.baotou, place_name=f"第{number}旗")
        entrance = make_entrance(campaign=world.campaign, committee=county)
        EntranceDay.objects.create(entrance=entrance, day=date(2020, 2, 1), open_count=5)
        for day in range(3):
            record = make_returnee(entrance=entrance, home_committee=county, submitted_at=noon(1, 1 + 8 * day))
            record.answers.create(question="needs", code="loan")
            make_activity("visit", campaign=world.campaign, committee=county, held_on=date(2020, 1, 1 + 8 * day))
    with django_assert_num_queries(14):
        assert count().groups.everybody.accepted == 36
