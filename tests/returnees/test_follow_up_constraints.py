"""What the database refuses of cases, their notes and hand-overs."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from returnees.models import HandOver
from tests.factories import make_follow_up_case, make_follow_up_note

pytestmark = pytest.mark.django_db

TODAY = date(2020, 2, 10)


@pytest.fixture
def case(world):
    return make_follow_up_case(entrance=world.homepage, home_committee=world.donghe)


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("followupcase_due_while_open", {"due_on": None}),
        ("followupcase_due_while_open", {"state": "done"}),
        ("followupcase_due_while_open", {"closed_because": "merged"}),
        ("followupcase_next_date_named", {"state": "contacted"}),
        ("followupcase_done_without_date", {"state": "done", "due_on": None, "next_contact_on": TODAY}),
    ],
)
def test_the_database_refuses_a_case(world, constraint, changes):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make_follow_up_case(entrance=world.homepage, home_committee=world.donghe, **changes)


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("followupnote_recipient_agreed", {"recipient": "信用社"}),
        ("followupnote_recipient_agreed", {"has_recipient_consent": True}),
        ("followupnote_recipient_named", {"kind": "loan_referred"}),
        ("followupnote_failure_explained", {"kind": "unsolved"}),
        ("followupnote_by_somebody", {"by": None}),
        ("followupnote_assignment_whole", {"kind": "assigned"}),
    ],
)
def test_the_database_refuses_a_note(world, case, constraint, changes):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make_follow_up_note(case=case, **{"by": world.accounts["county_staff"]} | changes)


def test_the_database_refuses_a_hand_over_to_the_same_committee(world, case):
    with pytest.raises(IntegrityError, match="handover_to_another"), transaction.atomic():
        HandOver.objects.create(
            case=case,
            campaign=world.campaign,
            from_committee=world.donghe,
            to_committee=world.donghe,
            state_before="to_contact",
        )
