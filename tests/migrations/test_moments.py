"""Records that were erased before the upgrade lose what an erasure takes since: moments, names of recipients, numbers."""

from datetime import UTC, datetime
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.utils.timezone import localtime

from organization.clock import now
from returnees.models import AllianceMembership, Correction, DistinctPair, FollowUpCase, FollowUpNote, HandOver
from tests.factories import make_follow_up_case, make_follow_up_note, make_returnee

pytestmark = pytest.mark.django_db

MIGRATION = import_module("returnees.migrations.0016_erased_records_keep_no_moment")
EDITOR = SimpleNamespace(connection=connection)
# 02:30:05 of the second, as the clocks there show it.
EXACT = datetime(2020, 2, 1, 18, 30, 5, tzinfo=UTC)
MOMENTS = {
    Correction: "corrected_at",
    FollowUpCase: "opened_at",
    FollowUpNote: "written_at",
    HandOver: "handed_over_at",
    AllianceMembership: "confirmed_at",
    DistinctPair: "said_at",
}


def make_record(world, *, is_withdrawn):
    """As the release before left it."""
    by = world.accounts["county_staff"]
    case = make_follow_up_case(entrance=world.homepage, home_committee=world.donghe)
    youth = case.returnee
    case.confirm_membership(member_since=now().date(), number="NM-7", by=by)
    case.hand_over(to=world.kundulun, reason="搬家", by=by, submission_uuid=youth.submission_uuid)
    if is_withdrawn:
        youth.withdraw(withdrawn_at=now())
    make_follow_up_note(case=case, by=by, kind="loan_referred", recipient="信用社王某", has_recipient_consent=True)
    youth.corrections.create(question="name")
    youth.answers.create(question="own-1", number=18)
    other = make_returnee(entrance=world.homepage, home_committee=world.donghe)
    DistinctPair.objects.mark_distinct(returnees=[other, youth], by=by)
    return youth


def times():
    return {
        localtime(at).isoformat()
        for model, column in MOMENTS.items()
        for at in model.objects.values_list(column, flat=True)
    }


@pytest.fixture
def forget(monkeypatch):
    def forget():
        for model, column in MOMENTS.items():
            model.objects.update(**{column: EXACT})
        monkeypatch.setattr(MIGRATION, "ROWS_AT_A_TIME", 2)
        MIGRATION.forget_moments(apps, EDITOR)

    return forget


def test_what_hangs_on_an_erased_record_keeps_the_day_alone(world, forget):
    youths = [make_record(world, is_withdrawn=True) for _ in range(3)]
    for _ in range(2):
        forget()
        assert times() == {"2020-02-02T00:00:00+08:00"}
    assert set(FollowUpNote.objects.filter(kind="loan_referred").values_list("recipient", flat=True)) == {"（已清除）"}
    assert set(FollowUpNote.objects.exclude(kind="loan_referred").values_list("recipient", flat=True)) == {""}
    assert not any(youth.answers.filter(number__isnull=False).exists() for youth in youths)


def test_of_other_records_everything_stays(world, forget):
    youth = make_record(world, is_withdrawn=False)
    forget()
    assert times() == {localtime(EXACT).isoformat()}
    assert FollowUpNote.objects.get(kind="loan_referred").recipient == "信用社王某"
    assert youth.answers.get(question="own-1").number == 18
