import ipaddress

from django.conf import settings

from organization.choices import Result
from organization.models import AuditEvent


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
