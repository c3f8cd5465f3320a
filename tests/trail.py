"""What the tests of the audit trail share."""

from django.conf import settings
from django.db import transaction

from organization.choices import Act
from organization.models import AuditEvent, AuditSeal
from organization.models.audit_digests import compute_chain_digest


def append_events(count, **values) -> list[int]:
    """Their numbers."""
    return [AuditEvent.objects.append(**{"act": Act.SIGN_IN} | values).sequence for _ in range(count)]


def append_chain(count) -> list[int]:
    """As the first version wrote it."""
    previous = "0" * 64
    for number in range(count):
        event = AuditEvent.objects.append(act=Act.SIGN_IN)
        event.sequence, event.previous_digest = number, previous
        previous = event.digest = compute_chain_digest(event, settings.SECRET_KEY)
        event.save()
    return list(range(count))


def seal_events(*counts) -> list[int]:
    """A seal for each of these numbers of events; the numbers of the events."""
    numbers = []
    for count in counts:
        numbers += append_events(count)
        AuditSeal.objects.seal()
    return numbers


def roll_back_an_event() -> int:
    """The number that nobody will ever see."""
    try:
        with transaction.atomic():
            number = AuditEvent.objects.append(act=Act.SIGN_IN).sequence
            raise RuntimeError
    except RuntimeError:
        return number
