"""Whether the trail is as it was written: changed, missing, moved and inserted events, and a tail that was cut off."""

from collections.abc import Iterable, Iterator
from copy import copy

from organization.models import AuditEvent, AuditSeal
from organization.models.audit_digests import FIRST_DIGEST, MEMBER_DIGEST_SIZE, ChainCheck, compute_event_digest
from organization.models.audit_seal import SealedNumbers, batches
from organization.progress import track
from organization.trail.findings import Flaw, TrailCheck
from organization.trail.kept_seals import KeptSeal

READ_AT_ONCE = 500
# Changed events that are compared with one another, to tell an exchange from a change.
MOST_COMPARED = 300


def verify_trail(kept: Iterable[KeptSeal] = ()) -> TrailCheck:
    """Reads every event and every seal, and writes nothing."""
    return TrailVerification().run(kept)


class TrailVerification:
    def __init__(self):
        self.check = TrailCheck()
        self.genuine_seals: list[AuditSeal] = []
        self.missing: list[int] = []
        self.highest_present = -1
        # Events that are not as sealed, and what their seals hold under their numbers.
        self.altered: dict[int, AuditEvent] = {}
        self.expected: dict[int, bytes] = {}

    def run(self, kept: Iterable[KeptSeal]) -> TrailCheck:
        seals = list(AuditSeal.objects.order_by("number"))
        self.verify_seals(seals)
        for seal in track(self.genuine_seals, "核对审计记录的封条", len(self.genuine_seals)):
            self.verify_members(seal)
        self.report_altered()
        self.report_missing()
        self.verify_kept({seal.number: seal for seal in seals}, kept)
        self.verify_unsealed(has_seals=bool(seals))
        self.check.findings.sort()
        return self.check

    def verify_seals(self, seals: list[AuditSeal]) -> None:
        expected, previous, changed = 1, FIRST_DIGEST, []
        for seal in seals:
            if seal.number > expected:
                self.check.add_run(Flaw.SEAL_MISSING, expected, seal.number - 1)
            is_genuine = seal.is_genuine
            follows = seal.number != expected or seal.previous_digest == previous
            if not is_genuine or not follows:
                changed.append(seal.number)
            if is_genuine:
                self.genuine_seals.append(seal)
            expected, previous = seal.number + 1, seal.digest
        self.check.is_key_lost = bool(seals) and not self.genuine_seals
        self.check.add(Flaw.SEAL_CHANGED, changed)
        self.describe_seals()

    def describe_seals(self) -> None:
        if not self.genuine_seals:
            return
        first, last = self.genuine_seals[0], self.genuine_seals[-1]
        self.check.sealed_count = sum(seal.event_count for seal in self.genuine_seals)
        self.check.sealed_numbers = min(seal.first_event for seal in self.genuine_seals), last.reach
        self.check.latest_code, self.check.remark = last.code, first.remark

    def verify_members(self, seal: AuditSeal) -> None:
        for members in batches(seal.iterate_members(), READ_AT_ONCE):
            found = AuditEvent.objects.filter(sequence__in=[number for number, _ in members])
            events = {event.sequence: event for event in found}
            for number, digest in members:
                self.verify_member(events.get(number), number, digest)

    def verify_member(self, event: AuditEvent | None, number: int, digest: bytes) -> None:
        if event is None:
            self.missing.append(number)
            return
        self.highest_present = max(self.highest_present, number)
        if not is_as_sealed(event, digest):
            self.altered[number], self.expected[number] = event, digest

    def report_altered(self) -> None:
        moved = self.find_moved() if len(self.altered) <= MOST_COMPARED else set()
        self.check.add(Flaw.MOVED, moved)
        self.check.add(Flaw.CHANGED, self.altered.keys() - moved)

    def find_moved(self) -> set[int]:
        """Events that are genuine under another number, at which something else stands."""
        moved = set()
        for event in self.altered.values():
            for number in self.altered:
                if number != event.sequence and is_content(event, number, self.expected[number]):
                    moved |= {number, event.sequence}
        return moved

    def report_missing(self) -> None:
        tail = {number for number in self.missing if number > self.highest_present}
        self.check.add(Flaw.CUT_OFF, tail)
        self.check.add(Flaw.MISSING, set(self.missing) - tail)

    def verify_kept(self, seals: dict[int, AuditSeal], kept: Iterable[KeptSeal]) -> None:
        """What was printed, or kept outside, of a seal that is another now, or is no more."""
        reach = self.check.sealed_numbers[1] if self.check.sealed_numbers else -1
        for one in kept:
            seal = seals.get(one.number)
            if seal and one.fits(seal):
                continue
            self.check.add(Flaw.NOT_AS_KEPT, [one.number])
            last = max(reach, self.find_last_number(one.reach))
            if seal is None and last < one.reach:
                self.check.add_run(Flaw.CUT_OFF, last + 1, one.reach)
                reach = one.reach

    @staticmethod
    def find_last_number(up_to: int) -> int:
        last = AuditEvent.objects.filter(sequence__lte=up_to).order_by("-sequence").first()
        return last.sequence if last else -1

    def verify_unsealed(self, *, has_seals: bool) -> None:
        sealed = SealedNumbers(self.genuine_seals)
        unsealed = []
        for number in numbers_of(AuditEvent.objects.order_by("sequence")):
            self.check.event_count += 1
            if number not in sealed:
                unsealed.append(number)
        chain, inserted = ChainCheck(), []
        for numbers in batches(unsealed, READ_AT_ONCE):
            for event in AuditEvent.objects.filter(sequence__in=numbers).order_by("sequence"):
                if event.is_of_chain and not has_seals:
                    chain.follow(event)
                elif not event.is_genuine:
                    inserted.append(event.sequence)
                    continue
                self.check.younger_count += 1
        self.check.add(Flaw.INSERTED, inserted)
        self.check.add(Flaw.CHAIN_BROKEN, [] if chain.broken_at is None else [chain.broken_at])


def is_as_sealed(event: AuditEvent, digest: bytes) -> bool:
    return (event.is_of_chain or event.is_genuine) and is_content(event, event.sequence, digest)


def is_content(event: AuditEvent, number: int, digest: bytes) -> bool:
    """Whether the event says what was sealed under this number."""
    written = copy(event)
    written.sequence = number
    return bytes.fromhex(compute_event_digest(written))[:MEMBER_DIGEST_SIZE] == digest


def numbers_of(events) -> Iterator[int]:
    return events.values_list("sequence", flat=True).iterator(chunk_size=20_000)
