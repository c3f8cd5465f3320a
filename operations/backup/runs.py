"""Backups and their checks as runs on record: what the system administrator's first page and /readyz speak of."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from operations.backup.making import make_backup
from operations.backup.recipient import require_recipient
from operations.refusal import OperationRefused
from organization.choices import Operation
from organization.models import OperationRun

LONGEST_RESULT = OperationRun._meta.get_field("result").max_length


def record_run(operation: Operation, task: Callable[[], str]) -> str:
    """Run the task and record the sentence that it returns, or for which it was refused, which is raised again."""
    started_at = timezone.now()

    def record(result: str, *, succeeded: bool) -> None:
        OperationRun.objects.record(
            name=operation, started_at=started_at, result=result[:LONGEST_RESULT], succeeded=succeeded
        )

    try:
        result = task()
    except OperationRefused as refusal:
        record(str(refusal), succeeded=False)
        raise
    except BaseException as failure:
        record(f"失败：{type(failure).__name__}", succeeded=False)
        raise
    record(result, succeeded=True)
    return result


def back_up_daily(*, dry_run: bool) -> str:
    """The task of `daily`, which records it."""
    if dry_run:
        return f"应备份到 {settings.BACKUP_DIR}，没有改动。"
    directory = Path(settings.BACKUP_DIR)
    return make_backup(directory, require_recipient()).describe()
