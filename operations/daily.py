"""The daily tasks: what the one command of a timer runs, and the record of each."""

import logging
from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone

from operations.anonymising import anonymise_due
from operations.audit_trail import BrokenTrail, seal_audit, verify_audit
from operations.backup.runs import LONGEST_RESULT, back_up_daily
from operations.erasing import (
    clear_sessions,
    erase_entries,
    erase_lost_codes,
    erase_records,
    erase_trials,
    forget_imports,
)
from operations.forgetting import forget_erased
from operations.refusal import OperationRefused
from organization.choices import Operation
from organization.models import OperationRun
from organization.read_only import read_only_state

logger = logging.getLogger(__name__)

TASKS = {
    Operation.ERASE_ENTRIES: erase_entries,
    Operation.ERASE_RECORDS: erase_records,
    Operation.ERASE_LOST_CODES: erase_lost_codes,
    Operation.FORGET_IMPORTS: forget_imports,
    Operation.CLEAR_SESSIONS: clear_sessions,
    Operation.ERASE_TRIALS: erase_trials,
    Operation.ANONYMISE: anonymise_due,
    # After all that erases, and before the backup, which copies the file as it is.
    Operation.FORGET_ERASED: forget_erased,
    # Last, so that the seal holds what the others did.
    Operation.SEAL_AUDIT: seal_audit,
    Operation.VERIFY_AUDIT: verify_audit,
}


# These change the campaign's data, and wait while the site is read only.
ERASING = {
    *(Operation.ERASE_ENTRIES, Operation.ERASE_RECORDS, Operation.ERASE_LOST_CODES),
    *(Operation.FORGET_IMPORTS, Operation.ERASE_TRIALS, Operation.ANONYMISE, Operation.FORGET_ERASED),
}
WAITS = "网站只读，这次没有执行。"


def due_tasks() -> dict:
    """The backup last, so that it does not hold what was due to be erased."""
    return TASKS | ({Operation.BACKUP: back_up_daily} if settings.BACKUP_DIR else {})


def preview_tasks() -> Iterator[tuple[Operation, str]]:
    for operation, task in due_tasks().items():
        try:
            yield operation, task(dry_run=True)
        except OperationRefused as refusal:
            yield operation, str(refusal)


def run_tasks() -> Iterator[OperationRun]:
    """Run each task by itself: where one fails, the others still run, and the failure is on record."""
    for operation, task in due_tasks().items():
        started_at = timezone.now()
        try:
            waits = operation in ERASING and read_only_state()
            result, succeeded = WAITS if waits else task(dry_run=False), True
        except BrokenTrail as broken:
            logger.error("the audit trail is not whole: see manage verify_audit")
            result, succeeded = str(broken), False
        except OperationRefused as refusal:
            logger.error("The daily task %s was refused.", operation)
            result, succeeded = str(refusal), False
        except Exception as failure:
            logger.exception("The daily task %s failed.", operation)
            # The type alone: a database's message may hold the values of a row.
            result, succeeded = f"失败：{type(failure).__name__}", False
        yield OperationRun.objects.record(
            name=operation, started_at=started_at, result=result[:LONGEST_RESULT], succeeded=succeeded
        )
