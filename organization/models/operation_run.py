from django.db import models
from django.db.models import F, Max, Q
from django.utils import timezone

from organization.choices import BACKUP_OPERATIONS, operations


class OperationRunQuerySet(models.QuerySet):
    def record(self, *, name, started_at, result, succeeded):
        return self.create(name=name, started_at=started_at, result=result, succeeded=succeeded)

    def of_daily_tasks(self):
        return self.exclude(name__in=BACKUP_OPERATIONS)

    def latest_of_each(self):
        latest = self.order_by().values("name").annotate(latest=Max("pk"))
        return self.filter(pk__in=latest.values("latest"))


class OperationRun(models.Model):
    """What ran to keep the site running: when, and with what result. The application only ever adds to this table."""

    name = models.CharField("操作", max_length=24, choices=operations)
    # On the real clock, also where GUICHAO_TODAY fixes the day: whether the timer works is about this machine.
    started_at = models.DateTimeField("开始时间")
    finished_at = models.DateTimeField("结束时间", default=timezone.now)
    result = models.CharField("结果", max_length=300)
    succeeded = models.BooleanField("是否成功")

    objects = OperationRunQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "运行记录"
        ordering = ["-pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["name", "-id"], name="operationrun_latest_by_name")]
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at__gte=F("started_at")), name="operationrun_finished_after_start"
            ),
        ]

    def __str__(self):
        return f"{self.get_name_display()} {self.pk}"
