"""Whether the process lives, and whether it can do its work."""

import logging
import os
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from operations.doctor.seen_request import describe_request, is_asked_by_doctor
from organization.backup_state import read_backup_state
from organization.machine import are_static_files_collected, find_pending_migrations, read_version
from organization.outage import is_outage, outage_reason

logger = logging.getLogger(__name__)
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
    failure = find_readiness_failure()
    if is_asked_by_doctor(request):
        return JsonResponse(describe_request(request) | {"failure": failure})
    if failure:
        request.log_reason = failure
        return HttpResponse(f"{failure}\n", content_type=TEXT, status=503)
    backup = "备份过期\n" if read_backup_state().is_late else ""
    release = f"归巢 {read_version()}\n" if may_know_release(request) else ""
    return HttpResponse(f"ready\n{backup}{release}", content_type=TEXT)


def may_know_release(request) -> bool:
    """A monitor on this machine itself, past every gateway; and whoever is logged in."""
    return is_from_this_machine(request) or request.user.is_authenticated


def is_from_this_machine(request) -> bool:
    try:
        peer = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return peer.is_loopback and not any(name in request.headers for name in GATEWAY_HEADERS)


def find_readiness_failure():
    try:
        if find_pending_migrations():
            return "migrations"
    except Exception as error:
        if is_outage(error):
            logger.warning("not ready: %s", outage_reason(error))
        else:
            logger.exception("database not ready")
        return "database"
    if not os.access(settings.VAR_DIR, os.W_OK):
        return "storage"
    return "" if are_static_files_collected() else "static files"
