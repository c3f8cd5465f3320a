"""Seals hold every event once, also those that become visible late."""

import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from organization.choices import Act
from organization.models import AuditEvent, AuditSeal
from organization.models.audit_digests import compute_event_digest, compute_seal_digest
from organization.models.audit_seal import SealedNumbers
from organization.trail.state import look_at_trail
from tests.at_once import at_once
from tests.trail import append_chain, append_events, roll_back_an_event

pytestmark = pytest.mark.django_db


def seal(**options):
    return AuditSeal.objects.seal(**options)


def held(*seals):
    return [[number for number, _ in one.iterate_members()] for one in seals or AuditSeal.objects.order_by("number")]


def append_late(number):
    """An event whose transaction reserved its number long before it was committed."""
    event = AuditEvent.objects.append(act=Act.PASSWORD_CHANGE)
    AuditEvent.objects.filter(pk=event.pk).delete()
    event.pk = event.sequence = number
    event.digest = compute_event_digest(event)
    event.save(force_insert=True)


def test_each_seal_holds_what_no_seal_held_and_follows_the_one_before():
    first = append_events(3)
    one = seal()
    second = append_events(2)
    two = seal()
    assert held() == [first, second]
    assert (one.number, one.first_event, one.last_event, one.reach, one.event_count) == (
        1,
        first[0],
        first[-1],
        first[-1],
        3,
    )
    assert (two.number, two.previous_digest) == (2, one.digest)
    assert all(one.is_genuine for one in AuditSeal.objects.all())


def test_there_is_no_seal_of_nothing():
    assert seal() is None
    append_events(1)
    assert seal()
    assert seal() is None
    assert seal(is_thorough=True) is None


def test_a_number_that_was_rolled_back_is_in_no_seal(transactional_db):
    first = append_events(1)
    if connection.vendor == "postgresql":
        assert roll_back_an_event() == first[0] + 1
    later = append_events(1)
    seal()
    assert held() == [first + later]
    assert seal() is None


def test_an_event_that_comes_late_is_in_the_next_seal():
    numbers = append_events(5)
    AuditEvent.objects.filter(sequence=numbers[2]).delete()
    seal()
    append_late(numbers[2])
    new = append_events(1)
    late = seal()
    assert held(late) == [[numbers[2], *new]]
    assert seal() is None


def test_an_event_that_comes_alone_and_late_does_not_move_the_reach():
    numbers = append_events(5)
    AuditEvent.objects.filter(sequence=numbers[2]).delete()
    before = seal()
    append_late(numbers[2])
    AuditEvent.objects.filter(sequence__gt=before.reach).delete()
    late = seal()
    assert (late.first_event, late.last_event, late.reach) == (numbers[2], numbers[2], numbers[4])


def test_what_comes_later_than_an_act_may_last_is_found_by_the_daily_seal():
    numbers = append_events(5)
    AuditEvent.objects.filter(sequence=numbers[2]).delete()
    one = seal()
    one.sealed_at = timezone.now() - timedelta(days=2)
    AuditSeal.objects.filter(pk=one.pk).update(sealed_at=one.sealed_at, digest=compute_seal_digest(one))
    append_late(numbers[2])
    AuditEvent.objects.filter(sequence__gt=one.reach).delete()
    assert seal() is None
    assert held(seal(is_thorough=True)) == [[numbers[2]]]


def test_what_the_application_did_not_write_is_not_sealed():
    numbers = append_events(3)
    AuditEvent.objects.filter(sequence=numbers[1]).update(detail="改过")
    assert held(seal()) == [[numbers[0], numbers[2]]]
    AuditEvent.objects.filter(sequence=numbers[1]).update(previous_digest="0" * 64)
    assert seal() is None


def test_a_seal_holds_the_chain_of_the_first_version_and_says_whether_it_was_whole(settings):
    numbers = append_chain(3)
    assert seal().remark == "含第一版的链 3 条，封存时完整"
    assert held() == [numbers]
    settings.SECRET_KEY = "another key of more than thirty-two characters"
    append_events(1)
    assert seal().remark == ""


def test_a_chain_that_was_broken_is_sealed_as_it_is_and_says_so():
    append_chain(4)
    AuditEvent.objects.filter(sequence=2).update(detail="改过")
    assert seal().remark == "含第一版的链 4 条，封存时自第 2 条起不相接"


def test_a_chain_of_the_key_before_is_known_by_the_fallbacks(settings):
    append_chain(2)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key of more than thirty-two characters"
    assert seal().remark == "含第一版的链 2 条，封存时完整"


def test_every_thousand_events_are_sealed_without_anybody_asking(monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr("organization.models.audit.SEALED_EVERY", 1)
    with django_capture_on_commit_callbacks(execute=True):
        append_events(1)
    assert AuditSeal.objects.get().event_count == 1


def test_a_look_does_not_fail_where_nothing_can_be_sealed(monkeypatch, caplog):
    append_events(1)

    def refuse(*arguments, **options):
        raise DatabaseError("read only")

    monkeypatch.setattr(AuditSeal, "save", refuse)
    look_at_trail()
    assert "could not be sealed" in caplog.text
    assert not AuditSeal.objects.exists()


def test_parallel_sealers_hold_each_event_once(transactional_db):
    def act():
        for _ in range(4):
            append_events(3)
            seal()

    at_once(*[act] * 4)
    seal()
    numbers = sorted(number for some in held() for number in some)
    assert numbers == sorted(AuditEvent.objects.values_list("sequence", flat=True))
    assert len(numbers) == 48


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes one transaction after another")
def test_a_sealer_neither_waits_for_another_nor_for_an_open_act(transactional_db):
    is_open, is_done = threading.Event(), threading.Event()
    held_open = []

    def hold():
        with transaction.atomic():
            held_open.extend(append_events(1))
            is_open.set()
            is_done.wait(30)

    def look():
        is_open.wait(30)
        try:
            later = append_events(2)
            assert held(seal()) == [later]
            with transaction.atomic():
                append_events(1)
                assert seal()
                at_once(lambda: append_events(1) and seal())
        finally:
            is_done.set()

    at_once(hold, look)
    assert held_open[0] in held(seal())[0]


def test_a_seal_of_nothing_is_refused():
    append_events(1)
    seal()
    with pytest.raises(IntegrityError, match="auditseal_numbers_in_order"), transaction.atomic():
        AuditSeal.objects.update(event_count=0)


def test_gaps_are_what_no_seal_holds():
    numbers = append_events(6)
    AuditEvent.objects.filter(sequence__in=[numbers[0], numbers[2], numbers[3]]).delete()
    first, last = numbers[0], numbers[-1]
    gaps = SealedNumbers([seal()]).find_gaps(first, last + 2)
    assert gaps == [(first, first), (first + 2, first + 3), (last + 1, last + 2)]
