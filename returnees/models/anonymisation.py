"""The anonymising of a campaign: how far it has come, and what its certificate says."""

from django.db import models
from django.db.models import F, Q

from organization.clock import now
from returnees.choices import AnonymisedBecause


class AnonymisationQuerySet(models.QuerySet):
    def finished(self):
        return self.exclude(finished_at=None)

    def unfinished(self):
        return self.filter(finished_at=None)


class Anonymisation(models.Model):
    """One run over a campaign's records. All that the certificate shows is stored here when it is finished."""

    campaign = models.ForeignKey(
        "organization.Campaign", models.PROTECT, related_name="anonymisations", verbose_name="年度"
    )
    because = models.CharField("缘由", max_length=12, choices=AnonymisedBecause)
    # The campaign's day and its privacy notice in force, as they were when it began.
    due_on = models.DateField("匿名化日期")
    notice_version = models.CharField("说明版本", max_length=20, blank=True)
    command = models.CharField("执行的命令", max_length=20)
    # Also the moment at which each of its records says that it was erased.
    started_at = models.DateTimeField("开始时间", default=now)
    finished_at = models.DateTimeField("结束时间", null=True)
    # A run that was stopped goes on behind this record.
    reached_record = models.PositiveBigIntegerField("已到编号", default=0)
    record_count = models.PositiveIntegerField("匿名化的问卷", default=0)
    # Withdrawn or deleted before; of these the exact age and time go now.
    earlier_count = models.PositiveIntegerField("此前已清除的问卷", default=0)
    correction_count = models.PositiveIntegerField("更正记录", default=0)
    answer_count = models.PositiveIntegerField("自设问题的文字回答", default=0)
    note_count = models.PositiveIntegerField("跟进和移交的文字", default=0)
    # The event that recorded its end, by the number that a seal holds.
    audit_event = models.PositiveBigIntegerField("审计记录序号", null=True)

    objects = AnonymisationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "匿名化"
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["campaign"], condition=Q(finished_at=None), name="anonymisation_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None, audit_event=None)
                | Q(finished_at__gte=F("started_at"), audit_event__isnull=False),
                name="anonymisation_finished_whole",
            ),
        ]

    def __str__(self):
        return f"匿名化 {self.pk}"


class AnonymisedCount(models.Model):
    """How many youths of one home were anonymised by a run."""

    anonymisation = models.ForeignKey(Anonymisation, models.CASCADE, related_name="counts", verbose_name="匿名化")
    committee = models.ForeignKey("organization.Committee", models.PROTECT, related_name="+", verbose_name="家乡")
    record_count = models.PositiveIntegerField("份数")

    class Meta:
        verbose_name = verbose_name_plural = "匿名化的份数"
        ordering = ["committee__sort_order", "committee__path"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["anonymisation", "committee"], name="anonymisedcount_once"),
            models.CheckConstraint(condition=Q(record_count__gt=0), name="anonymisedcount_of_somebody"),
        ]

    def __str__(self):
        return f"匿名化的份数 {self.pk}"
