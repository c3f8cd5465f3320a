import ipaddress
import logging

from django.conf import settings
from django.db import DatabaseError

from organization.choices import Act, Result
from organization.clock import start_of_day, today
from organization.models import AuditEvent

logger = logging.getLogger(__name__)


def client_address(request) -> str | None:
    """The peer's address; behind gateways, the one that the first of them was asked from.

    Each appends its own peer to X-Forwarded-For: what stands left of these entries, the client wrote itself.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.GATEWAY_COUNT and (forwarded := request.META.get("HTTP_X_FORWARDED_FOR")):
        address = forwarded.split(",")[-settings.GATEWAY_COUNT :][0].strip()
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return None
    if parsed.version == 4:
        return str(parsed)
    # Without a scope (%eth0), which databases refuse; IPv4 that came through a socket of IPv6 as itself.
    return str(parsed.ipv4_mapped or ipaddress.IPv6Address(int(parsed)))


def append_audit_event(request, act, subject, *, actor=None, detail="", result=Result.DONE):
    """Record what the signed-in account (or `actor`) just did to `subject`; call it in the same transaction."""
    return AuditEvent.objects.append(
        act=act,
        actor=actor or (request.user if request.user.is_authenticated else None),
        address=client_address(request),
        subject=subject,
        detail=detail,
        result=result,
    )


def note_opening(request, subject) -> None:
    """Record, once a day, that the account looked at a person's record; it may, too, where nothing can be written."""
    events = AuditEvent.objects.filter(act=Act.RECORD_OPEN, actor=request.user, at__gte=start_of_day(today()))
    if events.about(type(subject), subject.pk).exists():
        return
    try:
        append_audit_event(request, Act.RECORD_OPEN, subject)
    except DatabaseError:
        logger.warning("an opening could not be recorded", exc_info=True)


def note_refusal(request) -> None:
    """Record that a page refused the account: which page, and of which row, by its number; never the address itself."""
    match = request.resolver_match
    numbers = [str(value) for value in match.kwargs.values() if str(value).isdecimal()] if match else []
    detail = " ".join([request.method, match.view_name if match else "", *numbers])
    try:
        append_audit_event(request, Act.REFUSAL, None, detail=detail, result=Result.REFUSED)
    except DatabaseError:
        logger.warning("a refusal could not be recorded", exc_info=True)
