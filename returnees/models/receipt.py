"""What a youth does with a receipt: corrections and their history, and the tries at a code."""

from datetime import timedelta

from django.conf import settings
from django.db import models

from organization.clock import now
from returnees.models.returnee import Returnee

TRIES_PER_HOUR = 5
HOUR = timedelta(hours=1)


class Correction(models.Model):
    """One changed answer: what it was, what it became, and who changed it."""

    returnee = models.ForeignKey(Returnee, models.CASCADE, related_name="corrections", verbose_name="返乡青年")
    question = models.CharField("问题", max_length=40)
    old_value = models.CharField("原来", max_length=300, blank=True)
    new_value = models.CharField("改为", max_length=300, blank=True)
    corrected_at = models.DateTimeField("时间", default=now)
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="更正人",
        help_text="空白表示本人凭回执更正。",
    )

    class Meta:
        verbose_name = verbose_name_plural = "更正记录"
        ordering = ["pk"]
        default_permissions = ("view",)

    def __str__(self):
        return f"更正记录 {self.pk}"


class ReceiptFailureQuerySet(models.QuerySet):
    def of_last_hour(self):
        return self.filter(failed_at__gt=now() - HOUR)


class ReceiptFailure(models.Model):
    """A try at a receipt code that did not fit, known by a keyed digest of the code that was typed."""

    code_digest = models.CharField(max_length=64)
    failed_at = models.DateTimeField(default=now)

    objects = ReceiptFailureQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "回执码错误尝试"
        ordering = ["-failed_at"]
        default_permissions = ()
        indexes = [models.Index(fields=["code_digest", "failed_at"], name="receiptfailure_by_code")]

    def __str__(self):
        return f"回执码错误尝试 {self.pk}"
