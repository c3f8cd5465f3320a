"""What staff decide about a whole record: what each act leaves, what undoes it, and what the database refuses."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction

from organization.clock import now
from organization.models import AuditEvent
from returnees.models import DistinctPair, Returnee
from tests.factories import make_duplicates, make_entrance, make_returnee

pytestmark = pytest.mark.django_db

MOMENT = datetime(2020, 2, 10, tzinfo=UTC)


@pytest.fixture
def by(world):
    return world.accounts["county_staff"]


@pytest.fixture
def pair(world):
    return make_duplicates(entrance=world.homepage, home_committee=world.donghe)


@pytest.fixture
def returnee(world):
    return make_returnee(entrance=world.homepage, home_committee=world.donghe)


@pytest.fixture
def suspect(world):
    return make_returnee(entrance=world.homepage, home_committee=world.donghe, state="quarantined")


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("returnee_merged_into_another", {"state": "merged", "earlier_state": "accepted"}),
        ("returnee_earlier_state_to_return_to", {"earlier_state": "accepted"}),
        ("returnee_deletion_whole", {"deleted_at": MOMENT}),
        ("returnee_deletion_whole", {"deletion_reason": "test"}),
        ("returnee_deletion_whole", {"state": "deleted", "earlier_state": "accepted"}),
        ("returnee_suspect_with_reason", {"state": "quarantined"}),
        ("returnee_suspect_with_reason", {"state": "rejected"}),
    ],
)
def test_the_database_refuses_half_an_act(returnee, constraint, changes):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Returnee.objects.update(**changes)


def test_no_record_is_merged_into_itself(returnee):
    with pytest.raises(IntegrityError, match="returnee_merged_into_another"), transaction.atomic():
        Returnee.objects.update(state="merged", earlier_state="accepted", merged_into=returnee.pk)


def test_a_release_counts_and_can_be_undone(suspect):
    assert suspect.release()
    assert list(Returnee.objects.accepted()) == [suspect]
    assert suspect.quarantine_again()
    assert list(Returnee.objects.quarantined()) == [suspect]


def test_a_rejection_counts_nowhere_and_can_be_undone(suspect):
    assert suspect.reject()
    assert not suspect.release()
    assert list(Returnee.objects.rejected()) == [suspect]
    assert suspect.quarantine_again()
    assert Returnee.objects.get().state == "quarantined"


def test_what_was_never_suspected_is_not_set_aside(returnee):
    assert not returnee.quarantine_again()
    assert not returnee.reject()


def test_the_second_of_two_decisions_changes_nothing(suspect):
    twin = Returnee.objects.get(pk=suspect.pk)
    assert suspect.reject()
    assert not twin.release()
    assert Returnee.objects.get().state == "rejected"


def test_a_merge_leaves_both_as_they_were_answered(pair):
    kept, other = pair
    columns = ("name", "phone", "birth_year", "status", "receipt_digest", "submission_uuid")
    before = list(Returnee.objects.order_by("pk").values(*columns))
    other.merge_into(target=kept)
    assert list(Returnee.objects.order_by("pk").values(*columns)) == before
    assert (other.state, other.merged_into) == ("merged", kept)
    assert list(Returnee.objects.accepted()) == [kept]


@pytest.mark.parametrize("state", ["accepted", "quarantined"])
def test_a_split_returns_to_the_state_before_the_merge(world, pair, state):
    kept, other = pair
    Returnee.objects.filter(pk=other.pk).update(state=state, quarantine_reason="too_fast")
    other.merge_into(target=kept)
    assert other.split()
    assert (other.state, other.merged_into, other.earlier_state) == (state, None, "")
    assert not other.split()


def test_only_records_of_one_number_and_campaign_are_merged(world, pair):
    kept, _ = pair
    stranger = make_returnee(entrance=world.homepage, home_committee=world.donghe, phone="13900000002")
    for other in (stranger, kept):
        with pytest.raises(ValidationError):
            other.merge_into(target=kept)


def test_what_is_merged_or_withdrawn_is_not_merged_again(pair, world):
    kept, other = pair
    third = make_returnee(entrance=world.homepage, home_committee=world.donghe)
    other.merge_into(target=kept)
    for one, into in ((other, third), (third, other)):
        with pytest.raises(ValidationError, match="刚刚被别人处理过"):
            one.merge_into(target=into)


def test_nothing_that_counts_is_merged_into_what_does_not(pair):
    kept, other = pair
    Returnee.objects.filter(pk=kept.pk).update(state="quarantined", quarantine_reason="too_fast")
    with pytest.raises(ValidationError, match="待核实"):
        other.merge_into(target=kept)


def test_withdrawing_the_merge_target_leaves_the_other(pair):
    kept, other = pair
    other.merge_into(target=kept)
    kept.withdraw(withdrawn_at=MOMENT)
    other.refresh_from_db()
    assert (other.state, other.merged_into, other.name) == ("accepted", None, "乌云其其格")


def test_a_deletion_is_in_no_count_and_can_be_restored(returnee, by, settings):
    returnee.mark_deleted(by=by, deletion_reason="test")
    assert not Returnee.objects.not_deleted().exists()
    assert not Returnee.objects.accepted().exists()
    settings.GUICHAO_TODAY += timedelta(days=29)
    returnee = returnee.restore(by=by)
    assert (returnee.state, returnee.deleted_at, returnee.deleted_by, returnee.deletion_reason) == (
        "accepted",
        None,
        None,
        "",
    )


def test_a_deletion_cannot_be_undone_after_thirty_days(returnee, by, settings):
    returnee.mark_deleted(by=by, deletion_reason="test")
    settings.GUICHAO_TODAY += timedelta(days=30)
    with pytest.raises(Returnee.DoesNotExist):
        returnee.restore(by=by)


def test_what_others_are_merged_into_is_not_deleted(pair, by):
    kept, other = pair
    other.merge_into(target=kept)
    with pytest.raises(ValidationError, match="取消合并"):
        kept.mark_deleted(by=by, deletion_reason="test")
    with pytest.raises(Returnee.DoesNotExist):
        other.mark_deleted(by=by, deletion_reason="test")


def erase(*options):
    out = StringIO()
    call_command("erase_deleted", *options, stdout=out)
    return out.getvalue()


def test_the_command_erases_what_was_deleted_thirty_days_ago(world, by, returnee):
    recent = make_returnee(entrance=world.homepage, home_committee=world.donghe)
    for deleted, days in ((returnee, 30), (recent, 29)):
        deleted.mark_deleted(by=by, deletion_reason="test")
        Returnee.objects.filter(pk=deleted.pk).update(deleted_at=now() - timedelta(days=days))
    assert "应清除 1 份" in erase("--dry-run")
    assert not AuditEvent.objects.exists()
    assert "已清除 1 份" in erase()
    assert "已清除 0 份" in erase()
    returnee.refresh_from_db()
    recent.refresh_from_db()
    assert (returnee.name, returnee.phone, returnee.state) == (None, None, "deleted")
    assert recent.name
    assert AuditEvent.objects.get().object_id == str(returnee.pk)
    with pytest.raises(Returnee.DoesNotExist):
        returnee.restore(by=by)


def test_a_deleted_record_counts_on_no_entrance(world, by):
    entrance = make_entrance(campaign=world.campaign, committee=world.donghe)
    make_returnee(entrance=entrance, home_committee=world.donghe).mark_deleted(by=by, deletion_reason="test")
    counted = type(entrance).objects.with_counts().get(pk=entrance.pk)
    assert (counted.submissions, counted.answers) == (0, 0)


def test_a_pair_is_marked_distinct_once(pair, by):
    for records in (pair, pair[::-1]):
        DistinctPair.objects.mark_distinct(returnees=records, by=by)
    [decided] = DistinctPair.objects.all()
    assert (decided.first_id, decided.second_id) == (pair[0].pk, pair[1].pk)


def marked(world, role="county_staff"):
    account = world.accounts[role]
    visible = Returnee.objects.visible_to(account)
    found = set(visible.filter(pk__in=visible.possible_duplicates(account, world.campaign, limit=500)))
    assert found == set(visible.with_duplicate_mark(account).filter(is_possible_duplicate=True))
    return found


@pytest.mark.usefixtures("log_in")
def test_the_mark_goes_with_a_merge_a_decision_or_a_withdrawal(world, pair, by):
    kept, other = pair
    third = make_returnee(entrance=world.homepage, home_committee=world.donghe)
    assert marked(world) == {kept, other, third}
    other.merge_into(target=kept)
    assert marked(world) == {kept, third}
    DistinctPair.objects.mark_distinct(returnees=[kept, third], by=by)
    assert marked(world) == set()
    other.split()
    assert marked(world) == {kept, other, third}
    other.withdraw(withdrawn_at=MOMENT)
    assert marked(world) == set()


@pytest.mark.usefixtures("log_in")
def test_the_mark_asks_only_what_the_account_sees(world, pair):
    foreign = make_returnee(entrance=world.homepage, home_committee=world.hailar, phone="13900000009")
    make_returnee(entrance=world.homepage, home_committee=world.donghe, phone="13900000009")
    assert marked(world) == set(pair)
    assert foreign in marked(world, "region_manager")
