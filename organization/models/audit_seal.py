import struct
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from organization.models.audit import AuditEvent
from organization.models.audit_digests import FIRST_DIGEST, MEMBER_DIGEST_SIZE, ChainCheck, compute_seal_digest
from organization.named_locks import try_named_lock

MEMBER = struct.Struct(f">Q{MEMBER_DIGEST_SIZE}s")
# How long an act may stay open and still be sealed at the next look; the daily seal finds what came later than that.
LONGEST_ACT = timedelta(days=1)
READ_AT_ONCE = 2_000
# Conditions of one query.
GAPS_AT_ONCE = 100


def pack_member(event: AuditEvent) -> bytes:
    return MEMBER.pack(event.sequence, bytes.fromhex(event.content_digest)[:MEMBER_DIGEST_SIZE])


class SealedNumbers:
    """Which numbers seals hold; a byte for each."""

    def __init__(self, seals: Iterable["AuditSeal"]):
        self.held = bytearray()
        for seal in seals:
            if seal.event_count == seal.last_event - seal.first_event + 1:
                self.add_run(seal.first_event, seal.last_event)
                continue
            for number, _ in seal.iterate_members():
                self.add_run(number, number)

    def add_run(self, first: int, last: int) -> None:
        if last >= len(self.held):
            self.held.extend(bytes(last + 1 - len(self.held)))
        self.held[first : last + 1] = b"\1" * (last + 1 - first)

    def __contains__(self, number: int) -> bool:
        return number < len(self.held) and bool(self.held[number])

    def find_gaps(self, first: int, last: int) -> list[tuple[int, int]]:
        """The first and the last number of each run that no seal holds."""
        gaps, number = [], first
        while number <= last:
            end = self.held.find(1, number, last + 1)
            end = last + 1 if end < 0 else end
            if end > number:
                gaps.append((number, end - 1))
            number = end + 1
        return gaps


class AuditSealQuerySet(models.QuerySet):
    def latest_one(self) -> "AuditSeal | None":
        return self.defer("members").order_by("-number").first()

    @transaction.atomic
    def seal(self, *, is_thorough=False) -> "AuditSeal | None":
        """Seal every genuine event that no seal holds; None if there is none, or another process is sealing just now.

        Events may become visible after others with higher numbers are sealed: numbers that were missing are looked for
        again for as long as an act may stay open, and all of them if it is thorough.
        """
        if not try_named_lock("audit seal"):
            return None
        latest = self.latest_one()
        reach = latest.reach if latest else -1
        late = self.find_late(reach, is_thorough=is_thorough) if latest else []
        seal = self.model(number=latest.number + 1 if latest else 1, previous_digest=FIRST_DIGEST)
        if latest:
            seal.previous_digest = latest.digest
        new = AuditEvent.objects.filter(sequence__gt=reach).order_by("sequence").iterator(READ_AT_ONCE)
        if not seal.take_in(late, new):
            return None
        seal.reach = max(reach, seal.last_event)
        seal.digest = compute_seal_digest(seal)
        seal.save(force_insert=True)
        return seal

    def find_late(self, reach: int, *, is_thorough: bool) -> list[AuditEvent]:
        """Events below what is sealed that no seal holds, in order."""
        seals, first = self.order_by("number"), 0
        if not is_thorough:
            seals = seals.filter(sealed_at__gt=timezone.now() - LONGEST_ACT)
            before = self.filter(sealed_at__lte=timezone.now() - LONGEST_ACT).latest_one()
            first = before.reach + 1 if before else 0
        gaps = SealedNumbers(seal for seal in seals.iterator() if seal.is_genuine).find_gaps(first, reach)
        return [event for some in batches(gaps, GAPS_AT_ONCE) for event in events_in(some)]

    def count_younger(self, latest: "AuditSeal | None") -> int:
        """Events after the last seal. Those that came late, below it, are found by sealing."""
        return AuditEvent.objects.filter(sequence__gt=latest.reach if latest else -1).count()


def batches(values: Iterable, size: int) -> Iterator[list]:
    remaining = iter(values)
    while some := list(islice(remaining, size)):
        yield some


def events_in(gaps: list[tuple[int, int]]):
    wanted = Q(pk__in=[])
    for first, last in gaps:
        wanted |= Q(sequence__range=(first, last))
    return AuditEvent.objects.filter(wanted).order_by("sequence")


class AuditSeal(models.Model):
    """Holds audit events as they were when it was made, and the seal before: what is printed of the last holds all."""

    number = models.PositiveBigIntegerField("封条号", unique=True)
    # On the real clock, also where GUICHAO_TODAY fixes the day.
    sealed_at = models.DateTimeField("封存时间")
    first_event = models.PositiveBigIntegerField("最小序号")
    last_event = models.PositiveBigIntegerField("最大序号")
    # The highest number that any seal up to this one holds.
    reach = models.PositiveBigIntegerField("封至序号")
    event_count = models.PositiveIntegerField("条数")
    # Number and digest of each event, in order.
    members = models.BinaryField("所封记录")
    # What the chain of the first version was like when it was sealed.
    remark = models.CharField("备注", max_length=100, blank=True)
    previous_digest = models.CharField("前一封条摘要", max_length=64)
    digest = models.CharField("摘要", max_length=64)

    objects = AuditSealQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "审计封条"
        ordering = ["-number"]
        default_permissions = ()
        indexes = [models.Index(fields=["sealed_at"], name="auditseal_by_time")]
        constraints = [
            models.CheckConstraint(
                condition=Q(event_count__gt=0, last_event__gte=F("first_event"), reach__gte=F("last_event")),
                name="auditseal_numbers_in_order",
            ),
        ]

    def __str__(self):
        return f"第 {self.number} 号封条"

    def take_in(self, *series: Iterable[AuditEvent]) -> int:
        """Hold these events, each series in order and above the one before; returns how many."""
        members, chain, chained = bytearray(), ChainCheck(), 0
        for event in (event for events in series for event in events if self.may_hold(event)):
            members += pack_member(event)
            if event.is_of_chain:
                chain.follow(event)
                chained += 1
        self.sealed_at, self.members = timezone.now(), bytes(members)
        self.event_count = len(members) // MEMBER.size
        if self.event_count:
            self.first_event = MEMBER.unpack_from(members)[0]
            self.last_event = MEMBER.unpack_from(members, len(members) - MEMBER.size)[0]
        self.remark = describe_chain(chained, chain.broken_at)
        return self.event_count

    def may_hold(self, event: AuditEvent) -> bool:
        """What nobody could have written without the key; the chain, as it is, in the first seal alone."""
        return self.number == 1 if event.is_of_chain else event.is_genuine

    def iterate_members(self) -> Iterator[tuple[int, bytes]]:
        return MEMBER.iter_unpack(bytes(self.members))

    @property
    def is_genuine(self) -> bool:
        return self.digest == compute_seal_digest(self)

    @property
    def code(self) -> str:
        """What is printed, or kept outside: number, highest event, and half of the digest in groups of four."""
        half = self.digest[:32]
        groups = "-".join(half[start : start + 4] for start in range(0, len(half), 4))
        return f"{self.number}-{self.reach}-{groups}"


def describe_chain(chained: int, broken_at: int | None) -> str:
    if not chained:
        return ""
    if broken_at is None:
        return f"含第一版的链 {chained} 条，封存时完整"
    return f"含第一版的链 {chained} 条，封存时自第 {broken_at} 条起不相接"
