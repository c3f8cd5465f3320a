"""What was done to the trail past the application is found, and named by its numbers."""

from datetime import timedelta
from random import Random

import pytest
from django.db.models import F

from organization.models import AuditEvent, AuditSeal
from organization.models.audit_digests import compute_event_digest, compute_seal_digest
from organization.trail.findings import Finding, Flaw
from organization.trail.kept_seals import parse_kept_seals
from organization.trail.verification import verify_trail
from tests.trail import append_chain, append_events, seal_events

pytestmark = pytest.mark.django_db

FAR = 10**9
# Of a digest, as a seal is written down.
HALF = "-".join(["abcd"] * 8)


@pytest.fixture
def trail():
    """The numbers of a chain of the first version, and of events in three seals."""
    return append_chain(6) + seal_events(10, 10, 10)


def found():
    return {(one.flaw, one.first, one.last) for one in verify_trail().findings}


def event(number):
    return AuditEvent.objects.filter(sequence=number)


def test_a_trail_as_it_was_written_is_whole(trail):
    younger = append_events(2)
    check = verify_trail()
    assert check.is_whole
    assert (check.event_count, check.sealed_count, check.younger_count) == (38, 36, 2)
    assert check.whole_runs == [(trail[0], trail[-1])]
    assert younger[0] > trail[-1]
    assert "✓ 全部完整" in " ".join(check.describe())
    assert "含第一版的链 6 条，封存时完整。" in check.describe()


def test_without_any_event_or_seal_it_is_whole():
    assert verify_trail().is_whole
    append_events(1)
    assert verify_trail().is_whole
    assert verify_trail().younger_count == 1


def change(number, numbers, chance):
    event(number).update(
        **chance.choice(
            [
                {"detail": "改过"},
                {"at": F("at") + timedelta(seconds=1)},
                {"result": "refused"},
                {"address": "192.0.2.99"},
                {"act": "full_export"},
                {"digest": "0" * 64},
            ]
        )
    )
    return {(Flaw.CHANGED, number, number)}


def delete(number, numbers, chance):
    event(number).delete()
    return {(Flaw.CUT_OFF if number == numbers[-1] else Flaw.MISSING, number, number)}


def exchange(number, numbers, chance):
    """Of two events, so that one reads as if it had come before the other."""
    other = chance.choice([one for one in numbers if one != number])
    pks = {one.sequence: one.pk for one in AuditEvent.objects.filter(sequence__in=[number, other])}
    AuditEvent.objects.filter(pk=pks[number]).update(sequence=FAR)
    AuditEvent.objects.filter(pk=pks[other]).update(sequence=number)
    AuditEvent.objects.filter(pk=pks[number]).update(sequence=other)
    if chance.random() < 0.5:
        AuditEvent.objects.filter(sequence=number).update(id=FAR)
        AuditEvent.objects.filter(sequence=other).update(id=pks[other])
        AuditEvent.objects.filter(sequence=number).update(id=pks[number])
    first, last = sorted([number, other])
    if last == first + 1:
        return {(Flaw.MOVED, first, last)}
    return {(Flaw.MOVED, first, first), (Flaw.MOVED, last, last)}


def cut_off(number, numbers, chance):
    tail = numbers[-chance.randint(1, 25) :]
    AuditEvent.objects.filter(sequence__in=tail).delete()
    return {(Flaw.CUT_OFF, tail[0], tail[-1])}


def insert(number, numbers, chance):
    """A copy of an event, under a number that was not given: of one rolled back, or of the future."""
    copied = event(number).get()
    copied.pk = copied.sequence = numbers[-1] + chance.randint(1, 50)
    copied.save(force_insert=True)
    return {(Flaw.INSERTED, copied.sequence, copied.sequence)}


@pytest.mark.parametrize("manipulate", [change, delete, exchange, cut_off, insert])
@pytest.mark.parametrize("seed", range(20))
def test_each_of_a_hundred_manipulations_is_found_and_named(trail, manipulate, seed):
    chance = Random(f"{manipulate.__name__} {seed}")
    expected = manipulate(chance.choice(trail), trail, chance)
    assert found() == expected
    check = verify_trail()
    assert all(str(one) in " ".join(check.describe()) for one in check.findings)
    touched = {number for _, first, last in expected for number in range(first, last + 1)}
    sealed = {number for first, last in check.whole_runs for number in range(first, last + 1)}
    assert sealed & {*trail} == {*trail} - touched


def test_an_event_that_is_changed_before_it_is_sealed_is_named_for_ever(trail):
    number = append_events(3)[1]
    event(number).update(detail="改过")
    assert found() == {(Flaw.INSERTED, number, number)}
    AuditSeal.objects.seal(is_thorough=True)
    assert found() == {(Flaw.INSERTED, number, number)}


def test_an_event_with_the_number_of_a_deleted_one_is_no_replacement(trail):
    number = trail[-1]
    event(number).delete()
    replacement = AuditEvent.objects.get(sequence=append_events(1)[0])
    AuditEvent.objects.filter(pk=replacement.pk).delete()
    replacement.pk = replacement.sequence = number
    replacement.digest = compute_event_digest(replacement)
    replacement.save(force_insert=True)
    assert replacement.is_genuine
    assert found() == {(Flaw.CHANGED, number, number)}


def test_a_changed_seal_is_named_and_its_events_count_as_unsealed(trail):
    AuditSeal.objects.filter(number=2).update(last_event=F("last_event") + 1, reach=F("reach") + 1)
    assert (Flaw.SEAL_CHANGED, 2, 2) in found()
    assert verify_trail().younger_count == 10


def test_a_seal_that_is_missing_between_others_is_named(trail):
    AuditSeal.objects.filter(number=2).delete()
    assert found() == {(Flaw.SEAL_MISSING, 2, 2)}


def test_a_seal_that_does_not_follow_from_the_one_before_is_named(trail):
    second = AuditSeal.objects.get(number=2)
    second.remark = "重做"
    second.digest = compute_seal_digest(second)
    second.save()
    assert found() == {(Flaw.SEAL_CHANGED, 3, 3)}


def test_a_tail_cut_off_with_its_seals_is_found_by_the_seal_that_was_kept(trail):
    kept = parse_kept_seals(AuditSeal.objects.latest_one().code)
    assert verify_trail(kept).is_whole
    AuditSeal.objects.filter(number=3).delete()
    AuditEvent.objects.filter(sequence__gte=trail[-10]).delete()
    assert verify_trail().is_whole
    check = verify_trail(kept)
    assert {(one.flaw, one.first, one.last) for one in check.findings} == {
        (Flaw.NOT_AS_KEPT, 3, 3),
        (Flaw.CUT_OFF, trail[-10], trail[-1]),
    }
    assert check.whole_runs == [(trail[0], trail[-11])]
    append_events(12)
    AuditSeal.objects.seal()
    assert {(one.flaw, one.first, one.last) for one in verify_trail(kept).findings} == {(Flaw.NOT_AS_KEPT, 3, 3)}


def test_all_seals_deleted_are_found_by_the_seal_that_was_kept(trail):
    kept = parse_kept_seals(AuditSeal.objects.latest_one().code)
    AuditSeal.objects.all().delete()
    assert {one.flaw for one in verify_trail(kept).findings} == {Flaw.NOT_AS_KEPT}


def test_a_chain_that_is_not_sealed_yet_is_followed():
    append_chain(5)
    assert verify_trail().is_whole
    event(3).update(detail="改过")
    assert found() == {(Flaw.CHAIN_BROKEN, 3, 3)}


def test_a_lost_key_is_told_from_a_tampered_trail(trail, settings):
    settings.AUDIT_KEY = "another key of more than thirty-two characters"
    check = verify_trail()
    assert check.is_key_lost
    assert "audit_key" in " ".join(check.describe())
    assert not check.is_whole


def test_a_changed_secret_key_touches_nothing_that_is_sealed(trail, settings):
    settings.SECRET_KEY = "another key of more than thirty-two characters"
    assert verify_trail().is_whole


@pytest.mark.parametrize(
    "write",
    [
        lambda code: code,
        lambda code: f"封条：{code}",
        lambda code: f"  {code}\n",
        lambda code: f"第一行\n{code} 2020-02-10\n",
        lambda code: code.upper().replace("-", " - "),
    ],
)
def test_a_kept_seal_is_read_as_it_was_written_down(trail, write):
    code = AuditSeal.objects.latest_one().code
    (kept,) = parse_kept_seals(write(code))
    assert kept.code == code
    assert verify_trail([kept]).is_whole


@pytest.mark.parametrize(
    "text", ["", "封条", "3-12", "3-12-abcd", "x" * 10_000, "9" * 40 + "-1-" + "abcd-" * 7 + "abcd"]
)
def test_what_is_no_seal_is_none(text):
    assert parse_kept_seals(text) == []


def test_a_kept_seal_of_an_absurd_number_costs_nothing(trail):
    (kept,) = parse_kept_seals(f"{10**17}-{10**17}-{HALF}")
    assert (Flaw.CUT_OFF, trail[-1] + 1, 10**17) in {
        (one.flaw, one.first, one.last) for one in verify_trail([kept]).findings
    }


def test_a_finding_says_where():
    assert str(Finding(7, 7, Flaw.CHANGED)) == "第 7 条：内容被改动"
    assert str(Finding(7, 9, Flaw.CUT_OFF)) == "第 7 至 9 条：末尾被截去（共 3 个号）"
    assert str(Finding(2, 2, Flaw.SEAL_MISSING)) == "第 2 号封条：不见了"
