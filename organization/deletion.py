"""The one way to delete and to restore: a row that staff delete stays for thirty days, and can be restored."""

from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from organization.clock import now

RESTORABLE_FOR = timedelta(days=30)


class DeletableQuerySet(models.QuerySet):
    def deletable(self):
        return self.filter(deleted_at=None)

    def restorable(self):
        return self.filter(deleted_at__gt=now() - RESTORABLE_FOR)

    def beyond_restoring(self):
        return self.filter(deleted_at__lte=now() - RESTORABLE_FOR)


class LiveRows:
    """For a manager whose rows are those that nobody has deleted; `with_deleted` has all."""

    def get_queryset(self):
        return super().get_queryset().filter(deleted_at=None)


class Deletable(models.Model):
    """A row that stays when it is deleted. A subclass has a manager `with_deleted` of a DeletableQuerySet.

    Both acts raise DoesNotExist where the row cannot be found for them (somebody was quicker, or it is too late), and
    a ValidationError, with a message for the person who asked, where it must stay as it is.
    """

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
    def mark_deleted(self, *, by, **details):
        """Hide the row from every list and number until it is restored; returns it as it is stored.

        `details` are columns of the subclass that say more about the deletion.
        """
        row = type(self).with_deleted.deletable().select_for_update().get(pk=self.pk)
        row.check_deletion()
        row.save_deletion(deleted_at=now(), deleted_by=by, **details)
        return row

    @transaction.atomic
    def restore(self, *, by):
        row = type(self).with_deleted.restorable().select_for_update().get(pk=self.pk)
        row.check_restoration()
        row.save_restoration(by=by)
        return row

    def check_deletion(self):
        """Raise a ValidationError where the row must not be deleted."""

    def check_restoration(self):
        """Raise a ValidationError where the row no longer fits beside the others."""
        self.clean()

    def save_deletion(self, **columns):
        for column, value in columns.items():
            setattr(self, column, value)
        self.save(update_fields=columns)

    def save_restoration(self, *, by):
        # Whoever restores a row has changed it.
        self.save_deletion(deleted_at=None, deleted_by=None, updated_by=by, updated_at=now())
