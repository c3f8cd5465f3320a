"""How old the last backup is, as the system administrator's first page and /readyz tell it."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from organization.choices import Operation
from organization.models import OperationRun


@dataclass(frozen=True)
class BackupState:
    """The last backup, whether it succeeded or not, the last that did, and the last check and restoration."""

    last: OperationRun | None
    last_made: OperationRun | None
    last_check: OperationRun | None
    last_restore: OperationRun | None

    @property
    def is_late(self) -> bool:
        return is_late(self.last_made)

    @property
    def runs(self) -> list[OperationRun]:
        """Those to show: a failed backup does not hide the one before it."""
        runs = [self.last, self.last_made, self.last_check, self.last_restore]
        return list(dict.fromkeys(run for run in runs if run))


def is_late(last_made: OperationRun | None) -> bool:
    """A site that was never set up for backups is not late: it has none, which the page says instead."""
    if not settings.BACKUP_LATE_DAYS:
        return False
    if last_made is None:
        return bool(settings.BACKUP_DIR)
    return timezone.now() - last_made.finished_at > timedelta(days=settings.BACKUP_LATE_DAYS)


def find_last_made() -> OperationRun | None:
    return OperationRun.objects.filter(name=Operation.BACKUP, succeeded=True).order_by("-pk").first()


def read_backup_state() -> BackupState:
    runs = OperationRun.objects.order_by("-pk")
    return BackupState(
        last=runs.filter(name=Operation.BACKUP).first(),
        last_made=find_last_made(),
        last_check=runs.filter(name=Operation.BACKUP_CHECK).first(),
        last_restore=runs.filter(name=Operation.RESTORE).first(),
    )
