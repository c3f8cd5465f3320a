"""Whether the process lives, and whether it can do its work."""

import logging
import os
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from organization.backup_state import read_backup_state
from organization.machine import find_pending_migrations
from organization.outage import is_outage, outage_reason

logger = logging.getLogger(__name__)
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
    failure = find_readiness_failure()
    if failure:
        request.log_reason = failure
        return HttpResponse(f"{failure}\n", content_type=TEXT, status=503)
    backup = "备份过期\n" if read_backup_state().is_late else ""
    return HttpResponse(f"ready\n{backup}", content_type=TEXT)


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


def are_static_files_collected():
    """Each of ours has its name with a digest; a collection of an older version lacks the new ones."""
    try:
        for folder in map(Path, settings.STATICFILES_DIRS):
            for path in folder.rglob("*.*"):
                staticfiles_storage.url(path.relative_to(folder).as_posix())
    except ValueError:
        return False
    return True
