from itertools import combinations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from organization.clock import now


class DistinctPairQuerySet(models.QuerySet):
    def among(self, returnees):
        pks = [returnee.pk for returnee in returnees]
        return self.filter(first__in=pks, second__in=pks)

    def mark_distinct(self, *, returnees, by):
        """Record that these returnees are different people; earlier decisions stay."""
        pairs = combinations(sorted(returnee.pk for returnee in returnees), 2)
        rows = [self.model(first_id=first, second_id=second, said_by=by) for first, second in pairs]
        self.bulk_create(rows, ignore_conflicts=True)


class DistinctPair(models.Model):
    """Two records with one phone number that a person has marked as belonging to different youths."""

    first = models.ForeignKey("returnees.Returnee", models.CASCADE, related_name="+", db_index=False)
    second = models.ForeignKey("returnees.Returnee", models.CASCADE, related_name="+")
    said_at = models.DateTimeField(default=now)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = DistinctPairQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "已确认不是重复"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="distinctpair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="distinctpair_ordered"),
        ]

    def __str__(self):
        return f"{self.first_id} 与 {self.second_id} 不是重复"
