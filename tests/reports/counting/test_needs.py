"""What the questionnaires say, counted by row: the same for the statistics page and for the workbook."""

from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports.counting import needs
from reports.counting.needs import GroupsOfRow, groups_by_row, needs_by_row
from returnees.models import ReturneeAnswer
from returnees.questions import QUESTIONS_BY_KEY
from tests.factories import make_campaign, make_committee, make_entrance, make_returnee
from tests.reports.overview.statistics import ENTREPRENEUR, INTENDING, WITHDRAWN

pytestmark = pytest.mark.django_db

COUNTED_NOWHERE = ["quarantined", "rejected", "merged", "deleted"]


@pytest.fixture
def answer(world):
    def answer(home, *, needs=(), difficulties=(), **columns):
        returnee = make_returnee(**{"entrance": world.homepage} | columns, home_committee=home)
        for question, codes in (("needs", needs), ("difficulty", difficulties)):
            for code in codes:
                ReturneeAnswer.objects.create(returnee=returnee, question=question, code=code)
        return returnee

    return answer


@pytest.fixture
def row_of(world):
    """Two rows: all of baotou, and hailar."""
    return {world.baotou.pk: 0, world.donghe.pk: 0, world.kundulun.pk: 0, world.hailar.pk: 1}


def of_state(state, world):
    """The columns of a record in a state that counts nowhere."""
    by = world.accounts["region_manager"]
    if state == "deleted":
        return {"deleted_at": "2020-02-02T00:00Z", "deleted_by": by, "deletion_reason": "test"} | _earlier(state)
    if state == "merged":
        into = make_returnee(entrance=world.homepage, home_committee=world.manzhouli)
        return {"merged_into": into} | _earlier(state)
    return {"state": state}


def _earlier(state):
    return {"state": state, "earlier_state": "accepted"}


class TestNeeds:
    def test_adds_up_the_committees_of_a_row(self, world, answer, row_of):
        answer(world.donghe, needs=["loan", "policy"], difficulties=["funds"], **ENTREPRENEUR)
        answer(world.kundulun, needs=["loan"])
        answer(world.hailar, needs=["none"])
        baotou, hailar = needs_by_row(world.campaign, row_of)
        assert baotou == {"needs": Counter(loan=2, policy=1), "difficulty": Counter(funds=1)}
        assert hailar == {"needs": Counter(none=1), "difficulty": Counter()}

    @pytest.mark.parametrize("state", [*COUNTED_NOWHERE, "withdrawn"])
    def test_counts_accepted_records_alone(self, world, answer, row_of, state):
        columns = WITHDRAWN if state == "withdrawn" else of_state(state, world)
        answer(world.donghe, needs=["loan"], **columns)
        assert needs_by_row(world.campaign, row_of)[0]["needs"] == Counter()
        answer(world.donghe, needs=["loan"])
        assert needs_by_row(world.campaign, row_of)[0]["needs"] == Counter(loan=1)

    def test_leaves_out_other_committees_campaigns_and_questions(self, world, answer, row_of):
        answer(world.manzhouli, needs=["loan"])
        answer(
            world.donghe,
            needs=["loan"],
            entrance=make_entrance(campaign=make_campaign(year=2019), committee=world.region),
        )
        own = answer(world.donghe)
        ReturneeAnswer.objects.create(returnee=own, question="own-1", code="loan")
        assert needs_by_row(world.campaign, row_of)[0]["needs"] == Counter()

    def test_a_question_of_one_choice_is_counted_by_its_column(self, world, answer, row_of, monkeypatch):
        monkeypatch.setattr(needs, "COUNTED_QUESTIONS", [QUESTIONS_BY_KEY["capital"], QUESTIONS_BY_KEY["needs"]])
        answer(world.donghe, needs=["loan"], capital="above_50", **INTENDING)
        answer(world.kundulun, capital="above_50", **INTENDING)
        answer(world.hailar, **INTENDING)
        baotou, hailar = needs_by_row(world.campaign, row_of)
        assert baotou == {"capital": Counter(above_50=2), "needs": Counter(loan=1)}
        assert hailar == {"capital": Counter(), "needs": Counter()}

    def test_without_committees_there_are_no_rows(self, world):
        assert needs_by_row(world.campaign, {}) == []
        assert groups_by_row(world.campaign, {}) == []


class TestGroups:
    def test_splits_the_two_groups_by_age_and_industry(self, world, answer, row_of):
        answer(world.donghe, age=35, **ENTREPRENEUR)
        answer(world.kundulun, age=36, **ENTREPRENEUR | {"industry": "F-retail"})
        answer(world.donghe, age=20, **INTENDING)
        answer(world.donghe, status="C", age=40)
        baotou, hailar = groups_by_row(world.campaign, row_of)
        assert baotou.entrepreneurs.accepted == 2
        assert baotou.entrepreneurs.age_groups == Counter(youth=1, stretched=1)
        assert baotou.entrepreneurs.industries == {"A-crops": 1, "F-retail": 1}
        assert (baotou.intending.accepted, baotou.intending.industries) == (1, {"F-retail": 1})
        assert baotou.everybody.accepted == 4
        assert baotou.everybody.age_groups == Counter(youth=2, stretched=2)
        assert hailar == GroupsOfRow()

    def test_who_wants_to_start_at_home_is_a_group_of_its_own(self, world, answer, row_of):
        answer(world.donghe, **INTENDING | {"status": "G"})
        answer(world.kundulun, status="F")
        baotou, _ = groups_by_row(world.campaign, row_of)
        assert (baotou.starting_at_home.accepted, baotou.starting_at_home.industries) == (1, {"F-retail": 1})
        assert (baotou.intending.accepted, baotou.everybody.accepted) == (0, 2)
        total = GroupsOfRow()
        total.add(baotou)
        assert total.starting_at_home.accepted == 1

    def test_withdrawn_records_stand_apart(self, world, answer, row_of):
        answer(world.donghe, **ENTREPRENEUR | WITHDRAWN)
        answer(world.donghe, **WITHDRAWN)
        [baotou, _] = groups_by_row(world.campaign, row_of)
        assert (baotou.entrepreneurs.accepted, baotou.entrepreneurs.withdrawn) == (0, 1)
        assert baotou.entrepreneurs.age_groups == baotou.entrepreneurs.industries == Counter()
        assert (baotou.everybody.accepted, baotou.everybody.withdrawn) == (0, 2)

    @pytest.mark.parametrize("state", COUNTED_NOWHERE)
    def test_other_states_count_nowhere(self, world, answer, row_of, state):
        answer(world.donghe, **of_state(state, world))
        assert groups_by_row(world.campaign, row_of)[0] == GroupsOfRow()

    def test_possible_duplicates_count_until_they_are_merged(self, world, answer, row_of):
        for _ in range(2):
            answer(world.donghe, phone="13900000002")
        assert groups_by_row(world.campaign, row_of)[0].everybody.accepted == 2

    def test_rows_add_up(self, world, answer, row_of):
        answer(world.donghe, **ENTREPRENEUR)
        answer(world.hailar, **INTENDING)
        total = GroupsOfRow()
        for row in groups_by_row(world.campaign, row_of):
            total.add(row)
        assert (total.everybody.accepted, total.entrepreneurs.accepted, total.intending.accepted) == (2, 1, 1)


@pytest.mark.parametrize("count", [groups_by_row, needs_by_row])
def test_one_query_however_many_rows(world, answer, count, django_assert_num_queries):
    counties = [make_committee(parent=world.baotou, place_name=f"第{number}旗") for number in range(20)]
    for county in counties:
        answer(county, needs=["loan", "policy"], difficulties=["funds"], **ENTREPRENEUR)
    with django_assert_num_queries(1):
        rows = count(world.campaign, {county.pk: number for number, county in enumerate(counties)})
    assert len(rows) == 20


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads so few rows as these without any index")
def test_groups_are_counted_without_reading_the_records(world, answer, row_of):
    answer(world.donghe, **ENTREPRENEUR)
    with CaptureQueriesContext(connection) as queries:
        groups_by_row(world.campaign, row_of)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {queries[0]['sql']}")
        assert "USING COVERING INDEX returnee_counted_by_home" in str(cursor.fetchall())
