"""How the seals of the trail stand: for the pages on which somebody looks at it."""

import logging
from dataclasses import dataclass

from django.db import DatabaseError

from organization.choices import Operation
from organization.models import AuditSeal, FailedLogins, OperationRun

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class TrailState:
    latest: AuditSeal | None
    younger_count: int
    # The daily verification; None before the first.
    verified: OperationRun | None

    @property
    def is_broken(self) -> bool:
        return self.verified is not None and not self.verified.succeeded


def look_at_trail() -> None:
    """Seal what is due. Pages are shown, too, where nothing can be written."""
    try:
        FailedLogins.objects.close()
        AuditSeal.objects.seal()
    except DatabaseError:
        logger.warning("audit events could not be sealed at this look", exc_info=True)


def find_trail_state() -> TrailState:
    latest = AuditSeal.objects.latest_one()
    return TrailState(
        latest=latest,
        younger_count=AuditSeal.objects.count_younger(latest),
        verified=OperationRun.objects.filter(name=Operation.VERIFY_AUDIT).first(),
    )
