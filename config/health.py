"""Whether the process lives, and whether it can do its work."""

import logging
import os

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)


@never_cache
@require_safe
def alive(request):
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def ready(request):
    """503 unless the database answers, every migration is applied and the storage can be written."""
    failure = find_readiness_failure()
    if failure:
        return HttpResponse(f"{failure}\n", content_type="text/plain", status=503)
    return HttpResponse("ready\n", content_type="text/plain")


def find_readiness_failure():
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return "migrations"
    except Exception:
        logger.exception("database not ready")
        return "database"
    return "" if os.access(settings.VAR_DIR, os.W_OK) else "storage"
