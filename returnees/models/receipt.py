"""Receipts: corrections and their history, and failed attempts at a code."""

import hmac
import logging
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from organization.clock import now
from organization.named_locks import acquire_named_lock
from returnees.choices import Ground
from returnees.models.returnee import Returnee
from returnees.receipt_codes import receipt_digest

TRIES_PER_HOUR = 5
ALARM_FAILURES_PER_HOUR = 100
HOUR = timedelta(hours=1)
RETENTION = timedelta(days=1)
PURGED_AT_ONCE = 50
ALARM_MARK = "alarm"

logger = logging.getLogger(__name__)


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
    ground = models.CharField("依据", max_length=12, choices=Ground, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "更正记录"
        ordering = ["pk"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                condition=Q(corrected_by=None, ground="") | (Q(corrected_by__isnull=False) & ~Q(ground="")),
                name="correction_ground_of_staff",
                violation_error_message="工作人员更正，须写明依据。",
            ),
        ]

    def __str__(self):
        return f"更正记录 {self.pk}"


class ReceiptFailureQuerySet(models.QuerySet):
    def of_last_hour(self):
        # The limit runs on the real clock also where GUICHAO_TODAY fixes the day: an hour must pass over midnight.
        return self.filter(failed_at__gt=timezone.now() - HOUR).exclude(code_digest=ALARM_MARK)

    def is_blocked(self, digest):
        """Whether the tries of this hour are used up for a code."""
        return self.of_last_hour().filter(code_digest=digest).count() >= TRIES_PER_HOUR

    @transaction.atomic
    def note(self, digest):
        """Record a failed attempt, purge old ones, and raise the alarm if there are too many on the whole site."""
        self.create(code_digest=digest, failed_at=timezone.now())
        self.purge()
        if self.is_alarming():
            self.raise_alarm()

    def purge(self):
        """Delete rows older than a day, a few at a time: a flood of attempts must not slow each one down."""
        oldest = self.order_by("pk").values_list("pk", "failed_at")[:PURGED_AT_ONCE]
        limit = timezone.now() - RETENTION
        self.filter(pk__in=[pk for pk, failed_at in oldest if failed_at < limit]).delete()

    def is_alarming(self):
        """More than ALARM_FAILURES_PER_HOUR; reads only the latest rows."""
        latest = self.exclude(code_digest=ALARM_MARK).order_by("-pk").values_list("failed_at", flat=True)
        first_above = latest[ALARM_FAILURES_PER_HOUR : ALARM_FAILURES_PER_HOUR + 1]
        return any(failed_at > timezone.now() - HOUR for failed_at in first_above)

    def raise_alarm(self):
        """Log an error, once an hour across all processes: a row of its own marks that it was done."""
        marks = self.filter(code_digest=ALARM_MARK, failed_at__gt=timezone.now() - HOUR)
        if marks.exists():
            return
        acquire_named_lock(ALARM_MARK)
        if not marks.exists():
            self.create(code_digest=ALARM_MARK, failed_at=timezone.now())
            logger.error("receipt codes: more than %d wrong tries within an hour", ALARM_FAILURES_PER_HOUR)


class ReceiptFailure(models.Model):
    """A failed attempt at a receipt code, identified by a keyed digest of the typed code."""

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


@transaction.atomic
def look_up_receipt(*, code: str, last_digits: str) -> tuple[Returnee | None, bool]:
    """The answer for a normalised receipt code and the phone's last four digits, and whether the code is blocked.

    Unknown codes, wrong digits and blocked codes cost the same statements and cannot be distinguished. An erased answer
    has no digits left and nothing to protect: its code alone finds it.
    """
    digest = receipt_digest(code)
    acquire_named_lock(digest)
    is_blocked = ReceiptFailure.objects.is_blocked(digest)
    pk, phone = Returnee.objects.filter(receipt_digest=digest).values_list("pk", "phone").first() or (None, "")
    fits = hmac.compare_digest(last_digits.encode(), (last_digits if phone is None else phone[-4:]).encode())
    if is_blocked:
        return None, True
    if not fits:
        ReceiptFailure.objects.note(digest)
        return None, False
    return Returnee.objects.select_related("campaign", "entrance__campaign", "home_committee__parent").get(pk=pk), False


def receipt_alarm() -> int:
    """The failed attempts of the last hour on the whole site if there are too many, else 0."""
    count = ReceiptFailure.objects.of_last_hour().count()
    return count if count > ALARM_FAILURES_PER_HOUR else 0
