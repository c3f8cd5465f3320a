"""Whether the process lives, and whether it can do its work."""

from ipaddress import ip_address

from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.readiness import find_readiness_failure
from operations.doctor.seen_request import describe_request, is_asked_by_doctor
from organization.backup_state import read_backup_state
from organization.machine import read_version
from organization.read_only import read_only_state

TEXT = "text/plain; charset=utf-8"
# With one of these the request came through a gateway, though the gateway is on this machine.
GATEWAY_HEADERS = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via")


@never_cache
@require_safe
def alive(request):
    return HttpResponse("ok\n", content_type=TEXT)


@never_cache
@require_safe
def ready(request):
    """503 unless database, migrations, storage and the collected static files are ready for this version.

    A backup that is too old is named, with 200: no gateway shall close a site because it is not backed up.
    """
    failure, reason = find_readiness_failure()
    if is_asked_by_doctor(request):
        return JsonResponse(describe_request(request) | {"failure": failure})
    if failure:
        request.log_reason = f"{failure}: {reason}" if reason else failure
        return HttpResponse(f"{failure}\n", content_type=TEXT, status=503)
    lines = ["ready", *["备份过期"] * read_backup_state().is_late, *["只读"] * (read_only_state() is not None)]
    if may_know_release(request):
        lines.append(f"归巢 {read_version()}")
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type=TEXT)


def may_know_release(request) -> bool:
    """A monitor on this machine itself, past every gateway; and whoever is logged in."""
    return is_from_this_machine(request) or request.user.is_authenticated


def is_from_this_machine(request) -> bool:
    try:
        peer = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return peer.is_loopback and not any(name in request.headers for name in GATEWAY_HEADERS)
