"""Entries whose deletion can be undone for a while."""

from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from organization.clock import now
from organization.scoping import CommitteeScopedQuerySet

RESTORABLE_FOR = timedelta(days=30)
"""How long after its deletion an entry can be brought back."""


class DeletableQuerySet(CommitteeScopedQuerySet):
    def restorable(self):
        """Deleted, and not so long ago that it stays so."""
        return self.filter(deleted_at__gt=now() - RESTORABLE_FOR)

    def beyond_restoring(self):
        return self.filter(deleted_at__lte=now() - RESTORABLE_FOR)


class LiveRows:
    """Of a manager: what is deleted is in no list and no sum; it takes `with_deleted` to see it."""

    def get_queryset(self):
        return super().get_queryset().filter(deleted_at=None)


class Deletable(models.Model):
    """Kept when deleted. A subclass has the managers `objects`, of live rows, and `with_deleted`, of all."""

    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False, verbose_name="删除人"
    )
    deleted_at = models.DateTimeField("删除时间", null=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(deleted_at=None, deleted_by=None) | Q(deleted_at__isnull=False, deleted_by__isnull=False),
                name="%(class)s_deleted_by_somebody",
            ),
        ]

    @property
    def restorable_until(self):
        return self.deleted_at + RESTORABLE_FOR

    @transaction.atomic
    def mark_deleted(self, *, by):
        """Take the entry out of every list and number, until it is restored; returns it as it is kept.

        Raises DoesNotExist where it is deleted already.
        """
        entry = type(self).objects.select_for_update().get(pk=self.pk)
        entry.deleted_at, entry.deleted_by = now(), by
        entry.save(update_fields=["deleted_at", "deleted_by"])
        return entry

    @transaction.atomic
    def restore(self, *, by):
        """Undo the deletion and return the entry; raises a ValidationError where it no longer fits beside the others.

        Raises DoesNotExist where it is not deleted, or has been for too long.
        """
        entry = type(self).with_deleted.restorable().select_for_update().get(pk=self.pk)
        entry.clean()
        entry.deleted_at = entry.deleted_by = None
        entry.updated_by, entry.updated_at = by, now()
        entry.save(update_fields=["deleted_at", "deleted_by", "updated_by", "updated_at"])
        return entry
