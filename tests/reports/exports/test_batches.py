"""What belongs to the rows of a batch, and to no others, however far apart their keys are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activities.models import Activity
from activities.queries import listed_kinds
from reports.exports.all_records.activities import ActivityExport
from reports.exports.all_records.batches import SPARSEST, read_rows
from reports.exports.all_records.returnees import ReturneeExport
from returnees.models import Returnee
from tests.factories import make_activity, make_follow_up_case, make_kind

pytestmark = pytest.mark.django_db

# Every, every third and every sixth record.
STEPS = (1, SPARSEST - 1, SPARSEST + 2)


def cells(export, rows) -> list[dict]:
    (batch,) = export.batches(rows)
    headings = [column.column.heading for column in export.columns]
    return [dict(zip(headings, row, strict=True)) for row in read_rows(batch, export.columns)]


@pytest.fixture
def helped(world):
    """Records with a case, every second one with an answer."""
    here = {"entrance": world.homepage, "home_committee": world.donghe, "reasons": ["status:A"]}
    helped = [make_follow_up_case(**here).returnee for _ in range(6 * SPARSEST)]
    for one in helped[::2]:
        one.answers.create(question="activity_wishes", code="tour")
    return helped


@pytest.mark.parametrize("step", STEPS)
def test_each_record_has_its_own_answers_and_case(world, helped, step):
    chosen = helped[::step]
    export = ReturneeExport(world.campaign, world.accounts["league_city_staff"])
    with CaptureQueriesContext(connection) as queries:
        rows = cells(export, Returnee.objects.filter(pk__in=[one.pk for one in chosen]))
    assert [bool(row["愿意参加的活动"]) for row in rows] == [one.answers.exists() for one in chosen]
    assert {row["跟进状态"] for row in rows} == {"待联系"}
    # By a range of keys where most of them are of the batch, and one by one where few are.
    assert {" IN (" in query["sql"] for query in queries[1:3]} == {step > SPARSEST}


@pytest.mark.parametrize("step", STEPS)
def test_each_entry_has_its_own_figures(world, step):
    kind = make_kind(campaign=world.campaign, key="training", figures=[{"key": "certificates", "label": "取证"}])
    entries = [
        make_activity(kind, campaign=world.campaign, committee=world.donghe, own_figures={"certificates": number})
        for number in range(6 * SPARSEST)
    ]
    kinds = list(listed_kinds(world.campaign).with_questions())
    export = ActivityExport(world.campaign, world.accounts["county_staff"], kinds=kinds, is_of_several_kinds=True)
    rows = cells(export, Activity.objects.filter(pk__in=[entry.pk for entry in entries[::step]]))
    assert [row["取证"] for row in rows] == list(range(6 * SPARSEST))[::step]
