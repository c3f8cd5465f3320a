"""Whether the process lives, and whether it can do its work."""

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.readiness import find_readiness_failure, readiness_cache
from operations.doctor.seen_request import describe_request, read_nonce, sign_answer
from organization.machine import read_version

TEXT = "text/plain; charset=utf-8"


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
    if nonce := read_nonce(request):
        failure, _ = find_readiness_failure()
        return HttpResponse(sign_answer(describe_request(request) | {"failure": failure}, nonce), content_type=TEXT)
    readiness = readiness_cache.read()
    if failure := readiness.failure:
        request.log_reason = f"{failure}: {readiness.reason}" if readiness.reason else failure
        return HttpResponse(f"{failure}\n", content_type=TEXT, status=503)
    lines = ["ready", *readiness.remarks]
    # A gateway on this machine may pass requests on without a word, so that its address proves nothing.
    if request.user.is_authenticated:
        lines.append(f"归巢 {read_version()}")
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type=TEXT)
